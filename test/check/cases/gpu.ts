import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment';
const POD = 'spec.template.spec';
const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';
const ACCELERATOR = 'node_config.guest_accelerator.0';
const DEMAND = 'production/code-suggestions:workloads/taxiway/GpuNodes';
const LIMIT = `${POD}.containers.0.resources.limits.nvidia.com/gpu`;
const SHARING = { gpu_sharing_strategy: 'TIME_SHARING', max_shared_clients_per_gpu: 8 };

const shares = casesOf('GPU_SHARED_COUNT');
shares.objects(
  'GPU-1: two turns of one GPU, in a pod that names a shared pool by hand',
  [
    [DEPLOYMENT, `${POD}.nodeSelector`, { 'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing' }],
    [DEPLOYMENT, LIMIT, '2'],
  ],
  LIMIT,
);
shares.objects(
  'GPU-1: two turns on a pool that was made a shared one',
  [
    [POOL, `${ACCELERATOR}.gpu_sharing_config`, SHARING],
    [DEPLOYMENT, LIMIT, '2'],
  ],
  LIMIT,
);
shares.objects(
  'two partitions',
  [
    [POOL, `${ACCELERATOR}.gpu_partition_size`, '1g.5gb'],
    [DEPLOYMENT, LIMIT, '2'],
  ],
  LIMIT,
);
shares.passes('GPU-1: one turn', [POOL, `${ACCELERATOR}.gpu_sharing_config`, SHARING]);
shares.passes('two whole GPUs', [DEPLOYMENT, LIMIT, '2']);

const reach = casesOf('GPU_POOL_UNREACHABLE');
reach.objects(
  'a pool with a taint that not all who want it tolerate',
  [[POOL, 'node_config.taint.1', { key: 'team', value: 'one', effect: 'NO_SCHEDULE' }]],
  `${POD}.tolerations`,
);
reach.objects('a GPU on whatever node', [[DEPLOYMENT, `${POD}.nodeSelector`, undefined]], `${POD}.nodeSelector`);
reach.objectsAt('pods that tolerate nothing', DEPLOYMENT, `${POD}.tolerations`, undefined);
reach.objects(
  'nodes that there are not',
  [[DEPLOYMENT, `${POD}.nodeSelector.taxiway.dev/gpu-shape`, 'l4-x3']],
  `${POD}.nodeSelector`,
);
reach.objectsAt(
  'a ComputeClass that there is not',
  DEPLOYMENT,
  `${POD}.nodeSelector.cloud.google.com/compute-class`,
  'x',
);
reach.passes('a taint that pods of GPUs tolerate by its key', [POOL, 'node_config.taint.0.value', 'another']);
reach.passes('a taint that only asks', [
  POOL,
  'node_config.taint.1',
  { key: 'team', value: 'one', effect: 'PREFER_NO_SCHEDULE' },
]);

const drain = casesOf('SPOT_DRAIN_TOO_SHORT');
const GRACE = `${POD}.terminationGracePeriodSeconds`;
drain.objects(
  'GPU-2: a stream of minutes on nodes that go within 30 s',
  [[DEPLOYMENT, `${POD}.nodeSelector.cloud.google.com/gke-spot`, 'true']],
  GRACE,
);
drain.objects(
  'pods that may come to such nodes',
  [[DEPLOYMENT, `${POD}.tolerations.1`, { key: 'cloud.google.com/gke-spot', operator: 'Exists' }]],
  GRACE,
);
drain.passes(
  'requests that are over in 15 s',
  [DEPLOYMENT, `${POD}.nodeSelector.cloud.google.com/gke-spot`, 'true'],
  [DEPLOYMENT, GRACE, 15],
);

const outage = casesOf('SPOT_OUTAGE');
const ON_SPOT = [DEPLOYMENT, `${POD}.nodeSelector.cloud.google.com/gke-spot`, 'true'] as const;
outage.objects('one pod on a node that may go', [ON_SPOT, [DEPLOYMENT, 'spec.replicas', 1]], 'spec.replicas');
outage.objects(
  'pods that an autoscaler leaves alone',
  [ON_SPOT, ['code-suggestions:workloads/keda.sh/ScaledObject', 'spec.minReplicaCount', 1]],
  'spec.replicas',
);
outage.objects('all nodes in one zone', [ON_SPOT, [POOL, 'node_locations', ['us-east1-b']]], `${POD}.nodeSelector`);
outage.passes('six pods in three zones', ON_SPOT);
outage.passes('one pod on a node that stays', [DEPLOYMENT, 'spec.replicas', 1]);

const quota = casesOf('QUOTA_EXCEEDED');
const FACTS = 'production/platform/taxiway/Environment';
quota.objects('more GPUs than Google allows', [[FACTS, 'quotas.NVIDIA_L4_GPUS', 7]], 'quotas.1.needed');
quota.objects('GPU-3: more disk than Google allows', [[FACTS, 'quotas.SSD_TOTAL_GB', 250]], 'quotas.3.needed');
quota.passes('a quota that is met exactly', [FACTS, 'quotas.NVIDIA_L4_GPUS', 26]);
quota.passes('a quota that nobody states', [FACTS, 'quotas', {}]);

const price = casesOf('GPU_PRICE_UNKNOWN');
price.objectsAt('a machine that the catalogue has no price of', POOL, 'node_config.machine_type', 'n1-standard-4');
price.objects(
  'a GPU that it has none of',
  [
    [POOL, `${ACCELERATOR}.type`, 'nvidia-b200'],
    [POOL, 'node_config.machine_type', 'a4-highgpu-8g'],
  ],
  'node_config.machine_type',
);
price.objects(
  'nodes that have a price, but no spot price',
  [
    [POOL, 'node_config.spot', true],
    [POOL, 'node_config.machine_type', 'g2-standard-4'],
  ],
  'node_config.machine_type',
);
price.passes('another machine with the same GPU', [POOL, 'node_config.machine_type', 'g2-standard-16']);

const zones = casesOf('ZONES_UNVERIFIED');
zones.objects(
  'a GPU whose zones nobody collected',
  [
    [POOL, `${ACCELERATOR}.type`, 'nvidia-gb200'],
    [POOL, 'node_locations', ['us-east1-b']],
  ],
  'node_locations.0',
);
zones.objectsAt('a zone without the GPU', POOL, 'node_locations.1', 'us-east1-f');
zones.passes('one zone of those that have it', [POOL, 'node_locations', ['us-east1-d']]);

const stale = casesOf('GPU_CATALOGUE_STALE');
const PLACE = 'node_config.guest_accelerator';
stale.on('2027-11-24', 'a catalogue of a year and a day ago', PLACE);
stale.on('2027-11-23', 'a catalogue of a year ago');
stale.passes('a run that names no day');

const demand = casesOf('DEMAND_DIFFERS');
demand.objectsAt('a pod more than nodes were asked for', DEPLOYMENT, 'spec.replicas', 25);
const SCALER = 'production/code-suggestions:workloads/keda.sh/ScaledObject';
demand.objects('a pod fewer', [[SCALER, 'spec.maxReplicaCount', 23]], 'spec.replicas');
demand.objects(
  'a rollout that adds two pods',
  [[DEPLOYMENT, 'spec.strategy.rollingUpdate.maxSurge', 2]],
  'spec.strategy',
);
demand.objects(
  'a rollout of which one pod may be missing',
  [[DEPLOYMENT, 'spec.strategy.rollingUpdate.maxUnavailable', 1]],
  'spec.strategy',
);
demand.objectsAt('a rollout with a downtime', DEPLOYMENT, 'spec.strategy', { type: 'Recreate' });
demand.objectsAt("Kubernetes' own way to roll", DEPLOYMENT, 'spec.strategy', undefined);
const scaler = (kind: string, spec: object) =>
  added(assemblyOf('production'), DEPLOYMENT, {
    id: `production/code-suggestions:workloads/scaling/${kind}/code-suggestions/api`,
    kind,
    object: {
      metadata: { name: 'api', namespace: 'code-suggestions' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, ...spec },
    },
  });
demand.of(
  'an autoscaler that goes beyond the nodes',
  scaler('HorizontalPodAutoscaler', { maxReplicas: 25 }),
  'spec.replicas',
);
demand.of("KEDA's own maximum, a hundred", scaler('ScaledObject', {}), 'spec.replicas');
demand.of('an autoscaler within them', scaler('ScaledObject', { maxReplicaCount: 24 }));
demand.objects('nodes for fewer pods', [[DEMAND, 'replicas', 3]], 'spec.replicas');
demand.passes('a surge that comes to the same in percent', [DEPLOYMENT, 'spec.strategy.rollingUpdate.maxSurge', '4%']);
demand.passes('pods and nodes that change together', [SCALER, 'spec.maxReplicaCount', 8], [DEMAND, 'replicas', 8]);

const near = casesOf('MODEL_NEAR_LIMIT');
const DECLARED = 'production/code-suggestions:workloads/taxiway/Service';
const FIT = { card: 'l4', cards: 1, verdict: 'near', judged: 'all', percent: 93 };
near.objects('a model that leaves little', [[DECLARED, 'workloads.0.fit', FIT]], 'workloads.0.fit.percent');
near.passes('a model that fits', [DECLARED, 'workloads.0.fit', { ...FIT, verdict: 'fits', percent: 60 }]);
near.passes('a workload without a model');

/** Cases of rules about GPU pools and the pods on them. */
export const GPU_CASES: readonly Case[] = [
  shares,
  reach,
  drain,
  outage,
  quota,
  price,
  zones,
  stale,
  demand,
  near,
].flatMap(({ cases }) => cases);
