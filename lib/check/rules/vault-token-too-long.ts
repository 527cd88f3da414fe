import { tokenLifeOf } from '../../vault/token-life';
import { declarationsOf, resourcesOf } from '../fleet';
import { asText } from '../json';
import type { Rule } from '../rule';

/** Seconds that a token of pods may live at most, renewed or not, by how far their service has come. */
const PODS: Readonly<Record<string, number>> = { experimental: 14_400, beta: 7200, ga: 3600 };
/** Seconds for jobs: renewal looks at no claim again, and no job that applies something takes longer. */
const JOBS = 1800;

/** Makes sure that a token that gets lost is worth nothing soon. */
export const vaultTokenTooLong: Rule = {
  code: 'VAULT_TOKEN_TOO_LONG',
  severity: 'error',
  title: 'a token of Vault ends within what the maturity of its service allows, however often it is renewed',
  requirement: 'R300',
  scope: 'environment',
  *check(assembly) {
    const maturities = new Map(
      declarationsOf(assembly).map(({ service, object }) => [service, asText(object['maturity']) ?? 'ga']),
    );
    const types = ['vault_jwt_auth_backend_role', 'vault_kubernetes_auth_backend_role'];
    for (const { id, service, object } of resourcesOf(assembly, ...types)) {
      const maturity = maturities.get(service) ?? 'ga';
      const job = object['bound_claims'] !== undefined;
      const most = job ? JOBS : (PODS[maturity] ?? JOBS);
      const { last } = tokenLifeOf(object);
      if (last <= most) continue;
      const lives = last === Number.POSITIVE_INFINITY ? 'for ever, by renewal' : `up to ${last} s`;
      yield {
        document: id,
        path: object['token_period'] === undefined ? 'token_explicit_max_ttl' : 'token_period',
        problem: `lets a token live ${lives}; ${most} s are allowed ${job ? 'to a job' : `to pods of a service that is ${maturity}`}`,
        fix: `set token_explicit_max_ttl to ${most} or less, and no token_period`,
      };
    }
  },
};
