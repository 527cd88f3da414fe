import type { JsonObject } from '../assembly/document';
import { asNumber } from '../check/json';

/** Seconds: Vault's own limit where nothing is said, 32 days. */
export const VAULT_LIMIT = 2_764_800;

/** How long a token of a role lives. */
export interface TokenLife {
  /** Seconds from the login, unless it is renewed. */
  readonly first: number;
  /** Seconds from the login, however often it is renewed; infinite where it has a period. */
  readonly last: number;
}

/** What a role says of the life of its tokens; 0 and nothing are Vault's own limit. */
export function tokenLifeOf(role: JsonObject): TokenLife {
  const seconds = (name: string): number => Math.max(0, asNumber(role[name]) ?? 0);
  const limits = [seconds('token_max_ttl'), seconds('token_explicit_max_ttl')].filter((limit) => limit > 0);
  const period = seconds('token_period');
  const explicit = seconds('token_explicit_max_ttl');
  const most = Math.min(VAULT_LIMIT, ...limits);
  const last = period > 0 ? (explicit > 0 ? explicit : Number.POSITIVE_INFINITY) : most;
  const ttl = seconds('token_ttl');
  return { first: Math.min(period > 0 ? period : ttl > 0 ? ttl : VAULT_LIMIT, last), last };
}
