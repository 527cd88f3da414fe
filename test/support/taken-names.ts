import type { Assembly } from '../../lib/assembly/assembly';
import type { Document } from '../../lib/assembly/document';
import type { EnvironmentSpec } from '../../lib/environment-spec';

/** Every name that two documents of a fleet may not share, with the place in which it is one; found without the rule that looks for it. */
export function namesTwice(
  assemblies: readonly Assembly[],
  specs: ReadonlyMap<string, EnvironmentSpec>,
): readonly string[] {
  const seen = new Map<string, number>();
  for (const { environment, documents } of assemblies) {
    const spec = specs.get(environment);
    if (spec === undefined) throw new Error(`nothing is known of ${environment}`);
    for (const name of documents.flatMap((document) => namesOf(document, spec)))
      seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return [...seen].filter(([, times]) => times > 1).map(([name]) => name);
}

function namesOf({ kind, object }: Document, { google, cluster, vault }: EnvironmentSpec): string[] {
  const text = (key: string): string => JSON.stringify(object[key] ?? '');
  switch (kind) {
    case 'Namespace':
      return [`namespace ${google.project} ${cluster.location} ${cluster.name} ${nameIn(object['metadata'])}`];
    case 'resource.google_service_account':
      return [`account ${google.project} ${text('account_id')}`];
    case 'resource.vault_policy':
      return [`policy ${vault.address} ${text('name')}`];
    case 'resource.vault_jwt_auth_backend_role':
      return [`role ${vault.address} ${text('role_name')}`];
    case 'terraform.backend.gcs':
      return [`state ${text('bucket')} ${text('prefix')}`];
    default:
      return [];
  }
}

function nameIn(metadata: unknown): string {
  return typeof metadata === 'object' && metadata !== null && 'name' in metadata ? JSON.stringify(metadata.name) : '';
}
