import { ATTEMPTS } from '../../support/vault/table';
import { weSay } from '../../support/vault/judge';

const NOW = 1_900_000_000;

describe('who gets in at Vault, as we read roles and policies', () => {
  it.each(ATTEMPTS)('$name: $allowed', (attempt) => {
    expect(weSay(attempt, NOW)).toBe(attempt.allowed);
  });

  it('is asked often enough, both ways, each by a name of its own', () => {
    expect(ATTEMPTS.length).toBeGreaterThanOrEqual(40);
    expect(ATTEMPTS.filter(({ allowed }) => allowed).length).toBeGreaterThanOrEqual(12);
    expect(new Set(ATTEMPTS.map(({ name }) => name)).size).toBe(ATTEMPTS.length);
  });
});
