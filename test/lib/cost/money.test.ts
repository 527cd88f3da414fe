import * as fc from 'fast-check';
import { divide, dollars, rounded, signedAmount, toCents, toMicros } from '../../../lib/cost/money';
import { holds } from '../../support/property';

describe('money', () => {
  it.each<[number, bigint | undefined]>([
    [0.91, 910_000n],
    [0.1, 100_000n],
    [0.0335, 33_500n],
    [4.275, 4_275_000n],
    [0, undefined],
    [-1, undefined],
    [1e-7, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('of $%s is %s millionths', (price, micros) => {
    expect(toMicros(price)).toBe(micros);
  });

  it.each<[bigint, bigint]>([
    [4999n, 0n],
    [5000n, 1n],
    [14_999n, 1n],
    [15_000n, 2n],
    [66_430_000n * 10n, 66_430n],
  ])('of %s millionths is %s cents, a half up', (micros, cents) => {
    expect(toCents(micros)).toBe(cents);
  });

  it('adds up where floating point does not', () => {
    const price = toMicros(0.1)! + toMicros(0.2)!;

    expect(price).toBe(toMicros(0.3));
    expect(rounded(price * 730n, 10_000n)).toBe(21_900n);
  });

  it.each<[bigint, string]>([
    [0n, '$0.00'],
    [5n, '$0.05'],
    [99_999n, '$999.99'],
    [100_000n, '$1,000.00'],
    [123_456_789n, '$1,234,567.89'],
  ])('of %s cents is shown as %s', (cents, text) => {
    expect(dollars(cents)).toBe(text);
  });

  it('gives the cents that are left to those who lost most', () => {
    expect(divide(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(divide(100n, [2n, 1n, 3n])).toEqual([33n, 17n, 50n]);
    expect(divide(100n, [0n, 0n])).toEqual([0n, 0n]);
  });
});

const amounts = fc.record({
  cents: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  weights: fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 8 }),
});

holds(
  'what is divided sums to the whole, and nobody is a cent off their share',
  amounts,
  { runs: 1000 },
  ({ cents, weights }) => {
    const all = weights.reduce((sum, weight) => sum + weight, 0n);
    const parts = divide(cents, weights);

    expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(all === 0n ? 0n : cents);
    for (const [index, part] of parts.entries()) {
      const exact = cents * weights[index]!;
      expect(part * all >= exact - all && part * all <= exact + all).toBe(true);
    }
  },
);

describe('a step', () => {
  it.each([
    [123_456n, '+1,234.56'],
    [-50n, '-0.50'],
    [0n, '+0.00'],
  ])('of %s cents says which way it goes: %s', (cents, text) => {
    expect(signedAmount(cents)).toBe(text);
  });
});
