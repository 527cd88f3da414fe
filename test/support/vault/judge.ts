import type { Assembly } from '../../../lib/assembly/assembly';
import type { Document, JsonObject } from '../../../lib/assembly/document';
import { asText } from '../../../lib/check/json';
import { policyOf, readPolicy } from '../../../lib/check/vault-policy';
import { capabilitiesAt, may, toAcl, type Acl } from '../../../lib/vault/acl';
import { canLogin } from '../../../lib/vault/jwt-login';
import { jwtRoleOf } from '../../../lib/vault/jwt-role';
import { assemblyOf, documentOf } from '../assemblies';
import type { Attempt } from './table';
import { atTime, factsOf } from './tokens';

const ROLE = 'terraform/resource.vault_jwt_auth_backend_role/-/';

/** The rendered role of an attempt, with what is altered in it. */
export function roleOf({ place, service, role, alter }: Attempt): JsonObject {
  const stack = service === undefined ? 'platform' : `${service}:grants`;
  const { object } = documentOf(assemblyOf(place), `${place}/${stack}/${ROLE}${role}`);
  const given = Object.entries({ ...object, ...alter }).filter(([, value]) => value !== null);
  return Object.fromEntries(given);
}

/** What signs the tokens that a mount trusts. */
export function signerOf({ object }: Document, place: string): string {
  return object['bound_issuer'] === factsOf('staging').gitlab.url ? 'gitlab' : place;
}

/** The mount that a role logs in at. */
export function mountOf(assembly: Assembly, role: JsonObject): Document {
  const found = assembly.documents.find(
    ({ kind, object }) => kind === 'resource.vault_jwt_auth_backend' && object['path'] === role['backend'],
  );
  if (found === undefined) throw new Error(`nothing makes the mount ${JSON.stringify(role['backend'])}`);
  return found;
}

/** What the policies of a role come to, among all that an assembly makes. */
export function aclOf(assembly: Assembly, role: JsonObject): Acl {
  const wanted = role['token_policies'] as readonly string[];
  const policies = assembly.documents.filter(
    ({ kind, object }) => kind === 'resource.vault_policy' && wanted.includes(asText(object['name']) ?? ''),
  );
  return toAcl(policies.map((policy) => policyOf(policy) ?? []));
}

/** Whether an attempt gets through, as we read roles and policies. */
export function weSay(attempt: Attempt, now: number): boolean {
  const assembly = assemblyOf(attempt.place);
  const role = roleOf(attempt);
  const mount = mountOf(assembly, role);
  const signer = signerOf(mount, attempt.place);
  if ((attempt.signedBy ?? signer) !== signer) return false;
  const issuer = asText(mount.object['bound_issuer']) ?? '';
  if (!canLogin(jwtRoleOf(role), atTime(attempt.claims, now), { issuer, now })) return false;
  const { use } = attempt;
  // What is written in these attempts is there already.
  const capability = use?.does === 'write' ? 'update' : use?.does;
  return use === undefined || capability === undefined || may(aclOf(assembly, role), capability, use.path);
}

/** What policies in Vault's own language allow at a path. */
export function weAllow(policies: readonly string[], path: string): readonly string[] {
  return capabilitiesAt(toAcl(policies.map((text) => readPolicy(text) ?? [])), path);
}
