import type { JsonObject } from '../assembly/document';
import { asNumber, asObject, asText, asTexts } from '../check/json';

/** A role of JWT auth, as the server keeps it. */
export interface JwtRole {
  readonly type: 'jwt' | 'oidc';
  readonly audiences: readonly string[];
  /** Empty where any subject will do. */
  readonly subject: string;
  /** Claim → the values of which one has to fit. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  readonly glob: boolean;
  readonly userClaim: string;
  /** Seconds beyond its end, before its beginning, and of a clock that is off; 0 is the server's own, less is none. */
  readonly leeway: { readonly expiration: number; readonly notBefore: number; readonly skew: number };
  readonly policies: readonly string[];
}

/** The role that the provider makes of a `vault_jwt_auth_backend_role`, its defaults and its split at commas included. */
export function jwtRoleOf(resource: JsonObject): JwtRole {
  const whole = resource['disable_bound_claims_parsing'] === true;
  const split = (text: string): readonly string[] =>
    whole ? [text.trim()] : text.split(',').map((value) => value.trim());
  const claims = Object.entries(asObject(resource['bound_claims'])).map(
    ([claim, value]) => [claim, split(typeof value === 'string' ? value : JSON.stringify(value))] as const,
  );
  return {
    type: resource['role_type'] === 'jwt' ? 'jwt' : 'oidc',
    audiences: asTexts(resource['bound_audiences']),
    subject: asText(resource['bound_subject']) ?? '',
    claims: Object.fromEntries(claims),
    glob: resource['bound_claims_type'] === 'glob',
    userClaim: asText(resource['user_claim']) ?? '',
    leeway: {
      expiration: asNumber(resource['expiration_leeway']) ?? 0,
      notBefore: asNumber(resource['not_before_leeway']) ?? 0,
      skew: asNumber(resource['clock_skew_leeway']) ?? 0,
    },
    policies: asTexts(resource['token_policies']),
  };
}
