import { budgetFor, toBudgetCents } from '../../../lib/cost/budget';

describe('a budget', () => {
  it.each([
    ['3000 USD', 300_000n],
    ['249.50 USD', 24_950n],
    ['0.5 USD', 50n],
    ['0.01 USD', 1n],
    ['999999999999.99 USD', 99_999_999_999_999n],
  ])('of %s is counted in cents', (given, cents) => {
    expect(toBudgetCents(given)).toBe(cents);
  });

  it.each([
    '0 USD',
    '0.00 USD',
    '-1 USD',
    '1e3 USD',
    '0x10 USD',
    '1,000 USD',
    '3000',
    '3000USD',
    '3000 EUR',
    '3000 USD ',
    '1.234 USD',
    '.5 USD',
    '03 USD',
    'NaN USD',
    'Infinity USD',
    '1000000000000 USD',
    '',
    3000,
    null,
    undefined,
  ])('is not %p', (given) => {
    expect(toBudgetCents(given)).toBeUndefined();
  });

  it('that is proposed holds the cents', () => {
    for (const cents of [1n, 100n, 101n, 410_580n]) {
      expect(toBudgetCents(budgetFor(cents))! - cents).toBeLessThan(100n);
      expect(toBudgetCents(budgetFor(cents))! - cents).toBeGreaterThanOrEqual(0n);
    }
  });
});
