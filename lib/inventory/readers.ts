import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { resourcesOf } from '../check/fleet';
import { asObject, asText, asTexts } from '../check/json';
import { policyOf } from '../check/vault-policy';
import { overlaps, toVaultPath } from '../check/vault-path';

/** Who may do what at a place in Vault, as the rendered roles and policies say. */
export interface Access {
  /** The pods of a service account, or the jobs that a role is bound to. */
  readonly who: string;
  /** The Vault role that they log in with. */
  readonly role: string;
}

interface Login extends Access {
  readonly policies: readonly string[];
}

const READS = new Set(['read', 'sudo']);

/** Finds who may read a path of Vault; pattern for pattern, as Vault reads them. */
export function accessIn(assembly: Assembly): (path: string) => readonly Access[] {
  const logins = resourcesOf(assembly, 'vault_jwt_auth_backend_role', 'vault_kubernetes_auth_backend_role').map(
    loginOf,
  );
  const policies = resourcesOf(assembly, 'vault_policy').map((policy) => ({
    name: asText(policy.object['name']) ?? '',
    reads: (policyOf(policy) ?? [])
      .filter(({ capabilities }) => capabilities.some((capability) => READS.has(capability)))
      .map(({ path }) => toVaultPath(path)),
  }));
  return (path) => {
    const place = toVaultPath(path);
    const open = new Set(
      policies.filter(({ reads }) => reads.some((one) => overlaps(one, place))).map(({ name }) => name),
    );
    return logins
      .filter((login) => login.policies.some((policy) => open.has(policy)))
      .map(({ who, role }) => ({ who, role }))
      .sort((one, other) => (`${one.who} ${one.role}` < `${other.who} ${other.role}` ? -1 : 1));
  };
}

function loginOf({ object }: Document): Login {
  const role = asText(object['role_name']) ?? '';
  return { who: whoOf(object), role, policies: asTexts(object['token_policies']) };
}

/** `pods of spamcheck/api`, `jobs of project 4711 in production/spamcheck`, or what the role is bound to. */
function whoOf(role: Document['object']): string {
  const [, namespace, account] =
    /^system:serviceaccount:([^:]+):([^:]+)$/.exec(asText(role['bound_subject']) ?? '') ?? [];
  if (namespace !== undefined && account !== undefined) return `pods of ${namespace}/${account}`;
  const names = asTexts(role['bound_service_account_names']);
  if (names.length > 0)
    return `pods of ${asTexts(role['bound_service_account_namespaces']).join(', ')}/${names.join(', ')}`;
  const claims = asObject(role['bound_claims']);
  const project = asText(claims['project_id']);
  const environment = asText(claims['environment']);
  if (project !== undefined)
    return `jobs of project ${project}${environment === undefined ? '' : ` in ${environment}`}`;
  return 'whoever logs in with it';
}
