import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';
const NODE = 'node_config';

const pool = casesOf('NODE_POOL_UNSAFE');
pool.objects('both kinds of bounds', [[POOL, 'autoscaling.min_node_count', 1]], 'autoscaling.min_node_count');
pool.objects(
  'a maximum below the minimum',
  [[POOL, 'autoscaling.total_min_node_count', 26]],
  'autoscaling.total_max_node_count',
);
pool.objects(
  'bounds per zone the wrong way round',
  [[POOL, 'autoscaling', { min_node_count: 3, max_node_count: 2 }]],
  'autoscaling.max_node_count',
);
pool.objects('no maximum', [[POOL, 'autoscaling', { total_min_node_count: 0 }]], 'autoscaling');
pool.objectsAt('a fixed size beside autoscaling', POOL, 'node_count', 2);
pool.objectsAt('a first size beside autoscaling', POOL, 'initial_node_count', 1);
pool.objects(
  'two sizes',
  [
    [POOL, 'autoscaling', undefined],
    [POOL, 'node_count', 2],
    [POOL, 'initial_node_count', 2],
  ],
  'initial_node_count',
);
pool.objectsAt('a name and a prefix of one', POOL, 'name_prefix', 'gpu-');
pool.objects(
  'spot beside preemptible',
  [
    [POOL, `${NODE}.spot`, true],
    [POOL, `${NODE}.preemptible`, true],
  ],
  `${NODE}.preemptible`,
);
pool.objectsAt('a pool of every zone of the cluster', POOL, 'node_locations', undefined);
pool.objectsAt('no zone', POOL, 'node_locations', []);
pool.objectsAt('a zone of another region', POOL, 'node_locations.1', 'europe-west4-a');
pool.objectsAt('GPUs that any pod may use', POOL, `${NODE}.taint`, undefined);
pool.objects('a taint that only asks', [[POOL, `${NODE}.taint.0.effect`, 'PREFER_NO_SCHEDULE']], `${NODE}.taint`);
pool.objects(
  'pods with the identity of the node',
  [[POOL, `${NODE}.workload_metadata_config`, undefined]],
  `${NODE}.workload_metadata_config.mode`,
);
pool.objectsAt('nodes without secure boot', POOL, `${NODE}.shielded_instance_config.enable_secure_boot`, false);
pool.objectsAt("nodes with the project's own account", POOL, `${NODE}.service_account`, undefined);
pool.objectsAt('nodes with the account by its name', POOL, `${NODE}.service_account`, 'default');
pool.objectsAt(
  'nodes with the account by its address',
  POOL,
  `${NODE}.service_account`,
  '104857600033-compute@developer.gserviceaccount.com',
);
for (const label of ['kubernetes.io/role', 'node.kubernetes.io/pool']) {
  pool.objectsAt(`the reserved label ${label}`, POOL, `${NODE}.labels.${label}`, 'gpu');
}
pool.objects(
  'surge beside blue-green',
  [[POOL, 'upgrade_settings.strategy', 'BLUE_GREEN']],
  'upgrade_settings.max_surge',
);
pool.objects(
  'blue-green settings of another strategy',
  [[POOL, 'upgrade_settings', { strategy: 'SURGE', blue_green_settings: {} }]],
  'upgrade_settings.blue_green_settings',
);
pool.objectsAt('an image of nobody', POOL, `${NODE}.image_type`, 'COS');
pool.objects(
  'a way to share of nobody',
  [[POOL, `${NODE}.guest_accelerator.0.gpu_sharing_config`, { gpu_sharing_strategy: 'SLICES' }]],
  `${NODE}.guest_accelerator.0.gpu_sharing_config.gpu_sharing_strategy`,
);
pool.objects(
  'a maximum in each zone alone',
  [[POOL, 'autoscaling', { max_node_count: 2 }]],
  'autoscaling.min_node_count',
);
pool.objects(
  'a maximum without a minimum',
  [[POOL, 'autoscaling.total_min_node_count', undefined]],
  'autoscaling.total_min_node_count',
);
pool.objects(
  'whole GPUs, where a pod that is meant for them asks for a shared one',
  [
    [
      'production/code-suggestions:workloads/apps/Deployment',
      'spec.template.spec.nodeSelector.cloud.google.com/gke-gpu-sharing-strategy',
      'time-sharing',
    ],
  ],
  `${NODE}.guest_accelerator.0.gpu_sharing_config`,
);
pool.passes(
  'a shared GPU on nodes that share theirs',
  [
    'production/code-suggestions:workloads/apps/Deployment',
    'spec.template.spec.nodeSelector.cloud.google.com/gke-gpu-sharing-strategy',
    'time-sharing',
  ],
  [
    POOL,
    `${NODE}.guest_accelerator.0.gpu_sharing_config`,
    { gpu_sharing_strategy: 'TIME_SHARING', max_shared_clients_per_gpu: 2 },
  ],
);
pool.passes('blocks that are written as lists of one', [
  POOL,
  'autoscaling',
  [{ total_min_node_count: 0, total_max_node_count: 4 }],
]);
pool.passes('bounds per zone alone', [POOL, 'autoscaling', { min_node_count: 0, max_node_count: 2 }]);

const data = casesOf('DATA_NOT_PROTECTED');
const MOUNT = 'production/platform/terraform/resource.vault_mount/-/secrets';
data.objectsAt('IAC-2: a spelling that destroys the mount', MOUNT, 'type', 'kv-v2');
data.objectsAt('IAC-2: a store without versions', MOUNT, 'options.version', '1');
data.objects('IAC-2: no version', [[MOUNT, 'options', undefined]], 'options.version');
data.objects('IAC-2: a mount that a plan may destroy', [[MOUNT, 'lifecycle', undefined]], 'lifecycle.prevent_destroy');
data.objectsAt('a protection that is off', MOUNT, 'lifecycle.prevent_destroy', false);
data.objects(
  'IAC-3: an auth mount that a plan may destroy',
  [['vault_jwt_auth_backend/-/pods', 'lifecycle', undefined]],
  'lifecycle.prevent_destroy',
);
for (const type of [
  'google_iam_workload_identity_pool',
  'google_iam_workload_identity_pool_provider',
  'google_storage_bucket',
  'google_kms_key_ring',
]) {
  data.of(
    `IAC-3: an unprotected ${type}`,
    added(assemblyOf('production'), MOUNT, {
      id: `production/platform/terraform/resource.${type}/-/one`,
      kind: `resource.${type}`,
      object: {},
    }),
    'lifecycle.prevent_destroy',
  );
}
data.passes('a mount of another type', [MOUNT, 'type', 'transit'], [MOUNT, 'options', undefined]);
data.passes('a version that is a number', [MOUNT, 'options.version', 2]);

const range = casesOf('LIMIT_RANGE_EXCEEDED');
const RANGE = 'production/code-suggestions:grants/core/LimitRange';
range.objectsAt(
  'a container above its limit range',
  'production/code-suggestions:workloads/apps/Deployment',
  'spec.template.spec.containers.0.resources.limits.memory',
  '1Ti',
);
range.objects(
  'a limit range that went below its containers',
  [[RANGE, 'spec.limits.0.max.memory', '1Mi']],
  'spec.template.spec.containers.0.resources.limits.memory',
);
range.passes('a limit range for whole pods', [RANGE, 'spec.limits.0.type', 'Pod']);
range.passes('a limit range without a maximum', [RANGE, 'spec.limits.0.max', undefined]);

const quota = casesOf('QUOTA_COVERS_WORKLOADS');
const QUOTA = 'production/code-suggestions:grants/core/ResourceQuota';
const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment';
const CONTAINER = 'spec.template.spec.containers.0';
for (const [resource, tooLow] of [
  ['pods', '6'],
  ['requests.cpu', '41'],
  ['requests.memory', '167Gi'],
  ['limits.memory', '167Gi'],
  ['requests.ephemeral-storage', '1Gi'],
  ['requests.nvidia.com/gpu', '6'],
] as const) {
  quota.objectsAt(`${tooLow} of ${resource} for six pods and one more`, QUOTA, `spec.hard.${resource}`, tooLow);
}
quota.objectsAt('an amount that is none', QUOTA, 'spec.hard.requests.cpu', 'many');
quota.objectsAt('a key that is never counted', QUOTA, 'spec.hard.limits.nvidia.com/gpu', '7');
quota.objects(
  'more pods than were declared',
  [[DEPLOYMENT, 'spec.replicas', 49]],
  ...[
    'pods',
    'limits.ephemeral-storage',
    'limits.memory',
    'requests.cpu',
    'requests.ephemeral-storage',
    'requests.memory',
    'requests.nvidia.com/gpu',
  ].map((one) => `spec.hard.${one}`),
);
quota.objects(
  'a surge by its share, rounded up',
  [[DEPLOYMENT, 'spec.strategy.rollingUpdate.maxSurge', '17%']],
  'spec.hard.requests.nvidia.com/gpu',
);
quota.objects("Kubernetes' own surge", [[DEPLOYMENT, 'spec.strategy', undefined]], 'spec.hard.requests.nvidia.com/gpu');
quota.objects(
  'a sidecar with a GPU of its own',
  [
    [
      DEPLOYMENT,
      'spec.template.spec.containers.1',
      { name: 'proxy', resources: { limits: { 'nvidia.com/gpu': '1' } } },
    ],
  ],
  'spec.hard.requests.nvidia.com/gpu',
);
quota.objects(
  'the reader of a bucket, which GKE adds and no manifest shows',
  [
    [
      DEPLOYMENT,
      'spec.template.metadata.annotations',
      { 'gke-gcsfuse/volumes': 'true', 'gke-gcsfuse/memory-limit': '40Gi', 'gke-gcsfuse/cpu-request': '12' },
    ],
  ],
  'spec.hard.limits.memory',
  'spec.hard.requests.cpu',
  'spec.hard.requests.memory',
);
quota.passes('amounts of a reader that nobody asks for', [
  DEPLOYMENT,
  'spec.template.metadata.annotations',
  { 'gke-gcsfuse/memory-limit': '9Ti' },
]);
quota.objects(
  'an init step that takes more than the server',
  [[DEPLOYMENT, 'spec.template.spec.initContainers', [{ name: 'fetch', resources: { requests: { cpu: '13' } } }]]],
  'spec.hard.requests.cpu',
);
quota.objects(
  'an autoscaler that goes higher',
  [['code-suggestions:workloads/keda.sh/ScaledObject', 'spec.maxReplicaCount', 25]],
  'spec.hard.requests.nvidia.com/gpu',
);
quota.objects('a namespace without a quota', [[QUOTA, 'metadata.namespace', 'elsewhere']], 'metadata.namespace');
quota.passes(
  'DIF-2: other spellings of enough',
  [QUOTA, 'spec.hard.requests.cpu', '318.5'],
  [QUOTA, 'spec.hard.requests.memory', '1315333734400'],
);
quota.objects('a quota that counts some pods only', [[QUOTA, 'spec.scopes', ['BestEffort']]], 'metadata.namespace');
quota.passes('an init step that takes less than the server', [
  DEPLOYMENT,
  'spec.template.spec.initContainers',
  [{ name: 'fetch', resources: { requests: { cpu: '5' } } }],
]);
quota.passes(
  'no surge',
  [DEPLOYMENT, 'spec.strategy', { type: 'Recreate' }],
  [QUOTA, 'spec.hard.requests.nvidia.com/gpu', '24'],
);

const token = casesOf('NO_TERRAFORM_TOKEN');
const TOKEN = '${TfToken[TOKEN.12]}';
token.objectsAt('a token in a manifest', DEPLOYMENT, `${CONTAINER}.env.9.value`, `x${TOKEN}`);
token.objectsAt('a number that stands for one', DEPLOYMENT, 'spec.replicas', -1.8881545897087503e289);
token.objectsAt('a list that stands for one', POOL, 'node_locations', '#{TfToken[TOKEN.3]}');
token.objectsAt('a map that stands for one', DEPLOYMENT, 'metadata.labels.&{TfToken[TOKEN.4]}', 'x');
token.objectsAt(
  'a token in a declaration',
  'production/code-suggestions:workloads/taxiway/Service',
  'workloads.0.image',
  TOKEN,
);
token.objectsAt(
  'a reference in a manifest',
  'production/code-suggestions:grants/rbac.authorization.k8s.io/RoleBinding/code-suggestions/deploy',
  'subjects.0.name',
  '${google_service_account.deploy.email}',
);
token.passes('a reference in Terraform', [
  POOL,
  `${NODE}.service_account`,
  '${google_service_account.gpu_nodes.email}',
]);
token.passes('a variable of the shell', [DEPLOYMENT, `${CONTAINER}.args.0`, 'echo ${HOME} $(HOME) ${a_b}']);

/** Rules about what all services share, and about amounts. */
export const PLATFORM_CASES: readonly Case[] = [pool, data, quota, range, token].flatMap(({ cases }) => cases);
