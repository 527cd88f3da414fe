import type { Assembly } from '../../lib/assembly/assembly';
import type { Document } from '../../lib/assembly/document';
import { added, assemblyOf, edited } from '../support/assemblies';
import type { Edit } from './cases/case';

/** A public key that nobody has the other half of. */
export const PUBLIC_KEY =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEz9nTwMF9U4BRbcQtDIzCK58m5cnR\nixLMgnSKupnntyAsndNGb3V3zZuuF7RUnNfuIYE1ci73WTR1Vw3tL1HAUQ==\n-----END PUBLIC KEY-----';

const PLATFORM = 'staging/platform/terraform';
const id = (type: string, name: string) => `${PLATFORM}/resource.${type}/-/${name}`;
export const POOL = id('google_container_node_pool', 'l4-x1');
const ACCOUNT = id('google_service_account', 'gpu_nodes');
const MEMBER = id('google_project_iam_member', 'gpu_nodes_monitoring_viewer');
export const FEDERATION = id('google_iam_workload_identity_pool', 'ci');
export const ISSUER = id('google_iam_workload_identity_pool_provider', 'gitlab');
export const BACKEND = id('vault_jwt_auth_backend', 'pinned');
const CLUSTER = id('vault_auth_backend', 'cluster');
export const POD_ROLE = id('vault_kubernetes_auth_backend_role', 'pod');
const GRANTS = 'staging/code-suggestions:grants/terraform';
export const ROLE = `${GRANTS}/resource.vault_jwt_auth_backend_role/-/api`;
const DEPLOY = `${GRANTS}/resource.vault_jwt_auth_backend_role/-/deploy`;
export const POLICY = `${GRANTS}/resource.vault_policy/-/api`;
const DEPLOYMENT = 'staging/code-suggestions:workloads/apps/Deployment/code-suggestions/api';

/** All settings of a mount, as the provider wants them: in full. */
const TUNE = {
  allowed_response_headers: null,
  audit_non_hmac_request_keys: null,
  audit_non_hmac_response_keys: null,
  default_lease_ttl: '5m',
  listing_visibility: 'hidden',
  max_lease_ttl: '15m',
  passthrough_request_headers: null,
  token_type: 'default-service',
};
const NO_TUNE = Object.fromEntries(Object.keys(TUNE).map((key) => [key, null]));
const LASTING = { lifecycle: { prevent_destroy: true } };

/** Blocks that no construct emits yet, each without a fault. */
const OTHERS: Readonly<Record<string, Document['object']>> = {
  [FEDERATION]: { workload_identity_pool_id: 'gitlab-ci', ...LASTING },
  [ISSUER]: {
    workload_identity_pool_id: '${google_iam_workload_identity_pool.ci.workload_identity_pool_id}',
    workload_identity_pool_provider_id: 'gitlab',
    attribute_mapping: {
      'google.subject': '"gl:" + assertion.project_id + ":" + assertion.ref_protected',
      'attribute.project_id': 'assertion.project_id',
    },
    attribute_condition: 'assertion.project_id == "46519181" && assertion.ref_protected == "true"',
    oidc: { issuer_uri: 'https://gitlab.com' },
    ...LASTING,
  },
  [BACKEND]: { path: 'jwt-pinned', type: 'jwt', jwt_validation_pubkeys: [PUBLIC_KEY], tune: [TUNE], ...LASTING },
  [CLUSTER]: { path: 'kubernetes-staging', type: 'kubernetes', ...LASTING },
  [POD_ROLE]: {
    backend: '${vault_auth_backend.cluster.path}',
    role_name: 'pod',
    bound_service_account_names: ['api'],
    bound_service_account_namespaces: ['code-suggestions'],
    audience: 'vault',
    token_ttl: 1200,
    token_max_ttl: 3600,
    token_policies: ['taxiway.pods.staging.code-suggestions.api'],
    token_no_default_policy: true,
  },
};

/** What staging renders, and blocks of every other type that the measurements are about. */
export function soundAssembly(): Assembly {
  return Object.entries(OTHERS).reduce((assembly, [one, object]) => {
    const kind = one.split('/')[3] ?? '';
    return added(assembly, ACCOUNT, { id: one, kind, object, origins: { construct: 'test', fields: {} } });
  }, assemblyOf('staging'));
}

/** The same with edits. */
export function withEdits(edits: readonly Edit[]): Assembly {
  return edits.reduce((assembly, [one, path, value]) => edited(assembly, one, path, value), soundAssembly());
}

/** One line of the measurements: what was wrong, how it is seeded here, and the one check that has to fire. */
export interface Measured {
  readonly provider: 'google' | 'vault';
  readonly fault: string;
  readonly edits: readonly Edit[];
  readonly code: string;
}

const rows: Measured[] = [];
const google = (fault: string, code: string, ...edits: readonly Edit[]) =>
  rows.push({ provider: 'google', fault, code, edits });
const vault = (fault: string, code: string, ...edits: readonly Edit[]) =>
  rows.push({ provider: 'vault', fault, code, edits });
const gpu = 'node_config.guest_accelerator.0';

// What google 6.50.0 lets through.
google('total + per-zone autoscaling', 'NODE_POOL_UNSAFE', [POOL, 'autoscaling.max_node_count', 2]);
google('only per-zone max', 'NODE_POOL_UNSAFE', [POOL, 'autoscaling', { max_node_count: 2 }]);
google('max < min', 'NODE_POOL_UNSAFE', [POOL, 'autoscaling.total_min_node_count', 9]);
google(
  'spot + preemptible',
  'NODE_POOL_UNSAFE',
  [POOL, 'node_config.spot', true],
  [POOL, 'node_config.preemptible', true],
);
google(
  'node_count + initial',
  'NODE_POOL_UNSAFE',
  [POOL, 'autoscaling', undefined],
  [POOL, 'node_count', 2],
  [POOL, 'initial_node_count', 2],
);
google('name + name_prefix', 'NODE_POOL_UNSAFE', [POOL, 'name_prefix', 'gpu-']);
google('gpu sharing enum', 'NODE_POOL_UNSAFE', [
  POOL,
  `${gpu}.gpu_sharing_config`,
  { gpu_sharing_strategy: 'TIMESHARE', max_shared_clients_per_gpu: 2 },
]);
google('accelerator without sharing block', 'NODE_POOL_UNSAFE', [
  DEPLOYMENT,
  'spec.template.spec.nodeSelector.cloud.google.com/gke-gpu-sharing-strategy',
  'time-sharing',
]);
google('surge with blue_green settings', 'NODE_POOL_UNSAFE', [
  POOL,
  'upgrade_settings.blue_green_settings',
  {
    standard_rollout_policy: {},
  },
]);
google('image_type nonsense', 'NODE_POOL_UNSAFE', [POOL, 'node_config.image_type', 'COS_NONSENSE']);
google('machine_type nonsense', 'ARGUMENT_VALUE', [POOL, 'node_config.machine_type', 'g2-standard-7']);
google('reserved label prefix', 'NODE_POOL_UNSAFE', [POOL, 'node_config.labels.kubernetes.io/role', 'gpu']);
google('iam role nonsense', 'ARGUMENT_VALUE', [MEMBER, 'role', 'monitoring.viewer']);
google('http issuer', 'ARGUMENT_VALUE', [ISSUER, 'oidc.issuer_uri', 'http://gitlab.com']);
google('CEL nonsense', 'IDENTITY_PROVIDER_UNSAFE', [ISSUER, 'attribute_condition', 'this is (not CEL']);
google('no attribute mapping', 'IDENTITY_PROVIDER_UNSAFE', [ISSUER, 'attribute_mapping', undefined]);

// What google 6.50.0 refuses.
google('location_policy enum', 'ARGUMENT_VALUE', [POOL, 'autoscaling.location_policy', 'SOME']);
google('negative min', 'ARGUMENT_VALUE', [POOL, 'autoscaling.total_min_node_count', -1]);
google('taint effect enum', 'ARGUMENT_VALUE', [POOL, 'node_config.taint.0.effect', 'NoSchedule']);
google('workload metadata enum', 'NODE_POOL_UNSAFE', [POOL, 'node_config.workload_metadata_config.mode', 'GKE']);
google('no cluster', 'ARGUMENT_INVALID', [POOL, 'cluster', undefined]);
google('unknown arg', 'ARGUMENT_UNKNOWN', [POOL, 'nodecount', 1]);
google('string for number', 'ARGUMENT_INVALID', [POOL, 'autoscaling.total_max_node_count', 'many']);
google('two autoscaling blocks', 'ARGUMENT_INVALID', [
  POOL,
  'autoscaling',
  [
    { total_min_node_count: 0, total_max_node_count: 2 },
    { total_min_node_count: 0, total_max_node_count: 2 },
  ],
]);
google('gpu driver enum', 'ARGUMENT_VALUE', [
  POOL,
  `${gpu}.gpu_driver_installation_config.gpu_driver_version`,
  'NEWEST',
]);
google('accelerator without count', 'ARGUMENT_INVALID', [POOL, `${gpu}.count`, undefined]);
google('upgrade strategy enum', 'ARGUMENT_VALUE', [POOL, 'upgrade_settings.strategy', 'FAST']);
google('disk too small', 'ARGUMENT_VALUE', [POOL, 'node_config.disk_size_gb', 5]);
google('sa id too short', 'NAMES_WITHIN_LIMITS', [ACCOUNT, 'account_id', 'abc']);
google('sa id 31 chars', 'NAMES_WITHIN_LIMITS', [ACCOUNT, 'account_id', 'a'.repeat(31)]);
google('sa id upper case', 'NAMES_WITHIN_LIMITS', [ACCOUNT, 'account_id', 'Churn-staging']);
google('iam member without prefix', 'ARGUMENT_VALUE', [MEMBER, 'member', 'churn@x']);
google('pool id gcp- prefix', 'ARGUMENT_VALUE', [FEDERATION, 'workload_identity_pool_id', 'gcp-x1']);
google('pool id short', 'ARGUMENT_VALUE', [FEDERATION, 'workload_identity_pool_id', 'abc']);
google('provider id short', 'ARGUMENT_VALUE', [ISSUER, 'workload_identity_pool_provider_id', 'abc']);
google('oidc + aws', 'ARGUMENT_CONFLICT', [ISSUER, 'aws', { account_id: '123456789012' }]);
google('oidc without issuer', 'ARGUMENT_INVALID', [ISSUER, 'oidc', {}]);

// What vault 5.6.0 and the server say.
const login = 'VAULT_AUDIENCE_MISMATCH';
vault('no role_type', login, [ROLE, 'role_type', undefined]);
vault('role_type nonsense', login, [ROLE, 'role_type', 'JWT']);
vault('no bound_audiences', login, [ROLE, 'bound_audiences', undefined]);
vault('nothing bound', login, [ROLE, 'bound_audiences', undefined], [ROLE, 'bound_subject', undefined]);
vault('no user_claim', 'ARGUMENT_INVALID', [ROLE, 'user_claim', undefined]);
vault('bound_claims_type nonsense', login, [DEPLOY, 'bound_claims_type', 'regex']);
vault('bound_claims list value', 'ARGUMENT_INVALID', [DEPLOY, 'bound_claims.ref', ['main']]);
vault('bound_claims number value', login, [DEPLOY, 'bound_claims.runner_id', 22]);
vault('token_type nonsense', 'ARGUMENT_VALUE', [ROLE, 'token_type', 'x']);
vault('token_ttl > max', login, [ROLE, 'token_ttl', 7200]);
vault('batch with explicit max', 'ARGUMENT_CONFLICT', [ROLE, 'token_type', 'batch']);
vault('backend jwks_url + pubkeys', 'ARGUMENT_CONFLICT', [BACKEND, 'jwks_url', 'https://gitlab.com/-/jwks']);
vault('backend none of the sources', 'ARGUMENT_CONFLICT', [BACKEND, 'jwt_validation_pubkeys', undefined]);
vault('backend pubkey nonsense', 'ARGUMENT_VALUE', [BACKEND, 'jwt_validation_pubkeys.0', 'nonsense']);
vault('backend path with slash end', 'ARGUMENT_VALUE', [BACKEND, 'path', 'jwt/']);
vault('tune partial', 'ARGUMENT_INVALID', [BACKEND, 'tune', [{ default_lease_ttl: '5m' }]]);
vault('tune all, nulls', 'ARGUMENT_VALUE', [BACKEND, 'tune', [NO_TUNE]]);
vault('policy syntax error', 'VAULT_POLICY_INVALID', [POLICY, 'policy', 'path "x" { capabilities = ["reed"] }']);
vault('policy not HCL', 'VAULT_POLICY_INVALID', [POLICY, 'policy', 'policy { x }']);
vault('k8s role without audience', login, [POD_ROLE, 'audience', undefined]);
vault('k8s role "*" name', login, [POD_ROLE, 'bound_service_account_names', ['*']]);
vault(
  'k8s role both "*"',
  login,
  [POD_ROLE, 'bound_service_account_names', ['*']],
  [POD_ROLE, 'bound_service_account_namespaces', ['*']],
);
vault('k8s role without namespaces', login, [POD_ROLE, 'bound_service_account_namespaces', []]);
vault('drift: pubkeys with a newline at the end', 'ARGUMENT_VALUE', [
  BACKEND,
  'jwt_validation_pubkeys.0',
  `${PUBLIC_KEY}\n`,
]);
vault(
  'drift: bound_claims with a comma and a space',
  login,
  [DEPLOY, 'bound_claims.ref', 'main, evil'],
  [DEPLOY, 'disable_bound_claims_parsing', undefined],
);

/** Every measured fault that can be seen in what is rendered. */
export const MEASURED: readonly Measured[] = rows;
