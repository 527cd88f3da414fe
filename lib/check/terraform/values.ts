import { machineType } from './machine-type';
import { atLeast, notAllNull, oneOf, shaped, trimmedPublicKey, type Predicate } from './predicate';

/** What an argument has to be: its path without indices, and the predicate. */
export type ValueRow = readonly [path: string, predicate: Predicate];

const counts = atLeast(0);
const poolId = shaped(
  /^(?!gcp-)[a-z0-9-]{4,32}$/,
  "4 to 32 lower-case letters, digits and hyphens that do not begin with 'gcp-'",
);
const mountPath = shaped(/^[^/\s](?:.*[^/\s])?$/, 'a path without a slash at either end');
const role = shaped(
  /^(?:roles\/(?:owner|editor|viewer|browser|admin|writer|reader|\w+(?:\.\w+)+)|(?:projects\/[a-z0-9.:-]+|organizations\/\d+)\/roles\/[\w.]{3,64})$/,
  "'roles/<service>.<role>', 'projects/<project>/roles/<role>' or 'organizations/<number>/roles/<role>'",
);
const member = shaped(
  /^(?:allUsers|allAuthenticatedUsers|(?:user|serviceAccount|group|domain|projectOwner|projectEditor|projectViewer):\S+|(?:principal|principalSet):\/\/\S+)$/,
  "'serviceAccount:…', 'group:…', 'user:…', 'domain:…', 'principal://…' or 'principalSet://…'",
);
const tokenType = oneOf('default', 'service', 'batch', 'default-service', 'default-batch');
const token: readonly ValueRow[] = [
  ['token_type', tokenType],
  ['token_ttl', counts],
  ['token_max_ttl', counts],
  ['token_explicit_max_ttl', counts],
  ['token_period', counts],
  ['token_num_uses', counts],
];

/**
 * Values that a schema can't tell apart, by the type of the resource. The providers refuse some of them in
 * `terraform validate`, the servers refuse others on apply, and some nobody refuses before the first node or login.
 */
export const VALUES: Readonly<Record<string, readonly ValueRow[]>> = {
  google_container_node_pool: [
    ['autoscaling.location_policy', oneOf('BALANCED', 'ANY')],
    ['autoscaling.min_node_count', counts],
    ['autoscaling.max_node_count', counts],
    ['autoscaling.total_min_node_count', counts],
    ['autoscaling.total_max_node_count', counts],
    ['node_count', counts],
    ['initial_node_count', counts],
    ['node_config.disk_size_gb', atLeast(10)],
    ['node_config.machine_type', machineType],
    [
      'node_config.guest_accelerator.gpu_driver_installation_config.gpu_driver_version',
      oneOf('GPU_DRIVER_VERSION_UNSPECIFIED', 'INSTALLATION_DISABLED', 'DEFAULT', 'LATEST'),
    ],
    [
      'node_config.reservation_affinity.consume_reservation_type',
      oneOf('UNSPECIFIED', 'NO_RESERVATION', 'ANY_RESERVATION', 'SPECIFIC_RESERVATION'),
    ],
    ['node_config.taint.effect', oneOf('NO_SCHEDULE', 'PREFER_NO_SCHEDULE', 'NO_EXECUTE')],
    ['upgrade_settings.strategy', oneOf('SURGE', 'BLUE_GREEN')],
    ['upgrade_settings.max_surge', counts],
    ['upgrade_settings.max_unavailable', counts],
  ],
  google_iam_workload_identity_pool: [['workload_identity_pool_id', poolId]],
  google_iam_workload_identity_pool_provider: [
    ['workload_identity_pool_id', poolId],
    ['workload_identity_pool_provider_id', poolId],
    ['oidc.issuer_uri', shaped(/^https:\/\/\S+$/, 'an address that begins with https://')],
  ],
  vault_mount: [['path', mountPath]],
  vault_auth_backend: [
    ['path', mountPath],
    ['tune', notAllNull],
  ],
  vault_jwt_auth_backend: [
    ['path', mountPath],
    ['type', oneOf('jwt', 'oidc')],
    ['jwt_validation_pubkeys', trimmedPublicKey],
    ['tune', notAllNull],
  ],
  vault_jwt_auth_backend_role: token,
  vault_kubernetes_auth_backend_role: token,
};

/** The same for a whole family of types. */
const FAMILIES: readonly (readonly [type: RegExp, rows: readonly ValueRow[]])[] = [
  [
    /^google_\w+_iam_member$/,
    [
      ['role', role],
      ['member', member],
    ],
  ],
  [
    /^google_\w+_iam_binding$/,
    [
      ['role', role],
      ['members', member],
    ],
  ],
];

const KNOWN = new Map<string, readonly ValueRow[]>();

/** What is said of the arguments of a resource type. */
export function valueRows(type: string): readonly ValueRow[] {
  const known = KNOWN.get(type);
  if (known !== undefined) return known;
  const own = Object.hasOwn(VALUES, type) ? (VALUES[type] ?? []) : [];
  const rows = [...own, ...FAMILIES.flatMap(([family, of]) => (family.test(type) ? of : []))];
  KNOWN.set(type, rows);
  return rows;
}
