import type { JsonObject } from '../../assembly/document';
import type { Rule } from '../rule';
import { state } from '../say';
import { at, block } from '../json';

/** What holds data or identities, or whose name stays taken after it is deleted, and what is lost with it. */
const LASTING: Readonly<Record<string, string>> = {
  vault_mount: 'every secret in it',
  vault_auth_backend: 'every login through it',
  vault_jwt_auth_backend: 'every login through it',
  vault_identity_oidc_key: 'every token that it signed',
  google_iam_workload_identity_pool: 'every login through it, and its id for 30 days',
  google_iam_workload_identity_pool_provider: 'every login through it, and its id for 30 days',
  google_storage_bucket: 'every object in it',
  google_kms_key_ring: 'what its keys encrypted; its name can never be used again',
  google_kms_crypto_key: 'what it encrypted',
  google_project_iam_custom_role: 'every grant of it, and its id for 37 days',
  google_project: 'everything in it',
  google_container_cluster: 'everything that runs in it',
  google_sql_database_instance: 'every database in it',
  google_secret_manager_secret: 'every version of it',
  google_bigquery_dataset: 'every table in it',
};

/** Makes sure that no plan destroys data or identities, neither by a spelling nor by a rename. */
export const dataNotProtected: Rule = {
  code: 'DATA_NOT_PROTECTED',
  severity: 'error',
  title: 'what holds data or identities is spelled as it is stored, and can not be destroyed by a plan',
  requirement: 'R140',
  scope: 'environment',
  *check({ documents }) {
    for (const { id, domain, kind, object } of documents) {
      if (domain !== 'terraform' || !kind.startsWith('resource.')) continue;
      const type = kind.slice('resource.'.length);
      const lost = Object.hasOwn(LASTING, type) ? LASTING[type] : undefined;
      if (lost !== undefined && block(object['lifecycle'])['prevent_destroy'] !== true) {
        const problem = `is not protected: with it goes ${lost}`;
        yield {
          document: id,
          path: 'lifecycle.prevent_destroy',
          problem,
          fix: 'set lifecycle.prevent_destroy to true',
        };
      }
      const spelling = type === 'vault_mount' ? misspelling(object) : undefined;
      if (spelling !== undefined) {
        const fix = "write type 'kv' and options { version = '2' }: the next plan replaces any other spelling";
        yield { document: id, ...spelling, fix };
      }
    }
  },
};

/** Vault stores 'kv-v2' as 'kv' with a version; an unversioned store keeps nothing of what was overwritten. */
function misspelling(mount: JsonObject): { readonly path: string; readonly problem: string } | undefined {
  const { type } = mount;
  if (type === 'kv-v2' || type === 'kv-v1' || type === 'generic') {
    return { path: 'type', problem: `${state(type)}, which Vault stores as 'kv'` };
  }
  const version = at(mount, 'options', 'version');
  if (type !== 'kv' || version === '2' || version === 2) return undefined;
  return { path: 'options.version', problem: `${state(version)}; '2' is allowed` };
}
