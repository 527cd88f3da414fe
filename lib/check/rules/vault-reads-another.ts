import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { capabilitiesAt, toAcl } from '../../vault/acl';
import { contentsOf, type VaultContents } from '../../vault/mounts';
import type { Objection } from '../finding';
import { resourcesOf } from '../fleet';
import { asText, asTexts } from '../json';
import type { Rule } from '../rule';
import { isPattern } from '../vault-path';

const ROLES = ['vault_jwt_auth_backend_role', 'vault_kubernetes_auth_backend_role'];
const ACCOUNT = /^system:serviceaccount:([^:]+):/;

/** Makes sure that nobody who logs in reads what is another service's, whatever its policies are called: all pairs, as the server would decide. */
export const vaultReadsAnother: Rule = {
  code: 'VAULT_READS_ANOTHER',
  severity: 'error',
  title: 'whoever logs in to Vault reads the secrets of its own service in its own environment, and no others',
  requirement: 'R340',
  scope: 'fleet',
  *check(assembly, fleet) {
    const contents = contentsOf(assembly, fleet);
    for (const role of resourcesOf(assembly, ...ROLES)) yield* strangers(assembly, role, contents);
  },
};

function* strangers(assembly: Assembly, role: Document, contents: VaultContents): Generator<Objection> {
  const [first = ''] = namespacesOf(role);
  // A role for anybody is VAULT_AUDIENCE_MISMATCH; one that no service makes is of whoever logs in by it.
  if (role.kind.endsWith('kubernetes_auth_backend_role') && (first === '' || first.includes('*'))) return;
  const own = `${assembly.environment}/${role.service ?? first}`;
  for (const namespace of role.service === undefined ? [] : namespacesOf(role)) {
    if (namespace === role.service) continue;
    const path = role.object['bound_subject'] === undefined ? 'bound_service_account_namespaces' : 'bound_subject';
    yield {
      document: role.id,
      path,
      problem: `lets pods of ${namespace} log in, which then read what is of ${role.service}`,
      fix: 'bind a service account of its own namespace',
    };
  }
  const given = asTexts(role.object['token_policies']).flatMap((name) => contents.policies.get(name) ?? []);
  const acl = toAcl([given]);
  // An exact path is one look-up; only a pattern has to be held against all.
  const exact = given.map(({ path }) => path.replace(/^\//, '')).filter((path) => contents.secrets.has(path));
  const candidates = given.some(({ path }) => isPattern(path)) ? contents.secrets.keys() : exact;
  const read = [...new Set(candidates)].filter(
    (path) => contents.secrets.get(path) !== own && capabilitiesAt(acl, path).length > 0,
  );
  if (read.length === 0) return;
  const whose = [...new Set(read.map((path) => contents.secrets.get(path) ?? ''))].sort();
  const more = whose.length > 5 ? ` and ${whose.length - 5} more` : '';
  yield {
    document: role.id,
    path: 'token_policies',
    problem: `reads secrets of ${whose.slice(0, 5).join(', ')}${more}`,
    fix: 'give the policy of the same name, with paths of its own service',
  };
}

/** The namespaces whose pods may log in; deploy jobs have none. */
function namespacesOf({ object }: Document): readonly string[] {
  const subject = ACCOUNT.exec(asText(object['bound_subject']) ?? '')?.[1];
  return subject === undefined ? asTexts(object['bound_service_account_namespaces']) : [subject];
}
