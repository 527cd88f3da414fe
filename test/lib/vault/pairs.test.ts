import { may } from '../../../lib/vault/acl';
import { assemblyOf } from '../../support/assemblies';
import { aclOf } from '../../support/vault/judge';
import { crossReads, pairsOf } from '../../support/vault/pairs';

const ALL = (['production', 'sandbox', 'staging'] as const).map(assemblyOf);

describe('every pair of services and environments', () => {
  it('reads its own secrets and no other', async () => {
    const logins = pairsOf(ALL);

    const { tried, crossed, own } = await crossReads(logins, ({ environment, role }, path) => {
      const assembly = ALL.find((one) => one.environment === environment)!;
      return may(aclOf(assembly, { token_policies: [role] }), 'read', path);
    });

    expect(crossed).toEqual([]);
    expect(own).toBe(logins.reduce((sum, { secrets }) => sum + secrets.length, 0));
    expect(tried).toBeGreaterThan(100);
  });

  it('would be told apart from one that reads a neighbour', async () => {
    const logins = pairsOf(ALL);

    const { crossed } = await crossReads(
      logins,
      (_, path) => path.includes('/spamcheck/') || path.includes('hub-token'),
    );

    expect(crossed.length).toBeGreaterThan(0);
  });
});
