import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const DEPLOYMENT = 'code-suggestions:workloads/apps/Deployment';
const TEMPLATE = 'spec.template';
const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers.0`;
const CONTEXT = `${CONTAINER}.securityContext`;

/** An init container as careful as the main one. */
const INIT = {
  name: 'fetch',
  image: `registry.example.com/fetch@sha256:${'a'.repeat(64)}`,
  resources: {
    requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '1Gi' },
    limits: { memory: '64Mi', 'ephemeral-storage': '1Gi' },
  },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
};

const labels = casesOf('POD_LABELS');
labels.objectsAt(
  'a pod without the service label',
  DEPLOYMENT,
  `${TEMPLATE}.metadata.labels.taxiway.dev/service`,
  undefined,
);
labels.objectsAt(
  'a pod that passes for another workload',
  DEPLOYMENT,
  `${TEMPLATE}.metadata.labels.taxiway.dev/workload`,
  'reranker',
);
labels.objects(
  'a selector with a third label',
  [[DEPLOYMENT, 'spec.selector.matchLabels.version', 'one']],
  'spec.selector',
);
labels.objects(
  'a selector by expressions',
  [[DEPLOYMENT, 'spec.selector.matchExpressions', [{ key: 'a', operator: 'Exists' }]]],
  'spec.selector',
);
labels.objectsAt('no selector', DEPLOYMENT, 'spec.selector', undefined);
labels.passes('more labels on the pod', [DEPLOYMENT, `${TEMPLATE}.metadata.labels.version`, 'one']);

const resources = casesOf('POD_RESOURCES');
for (const missing of [
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.memory',
  'limits.ephemeral-storage',
]) {
  resources.objectsAt(`a container without ${missing}`, DEPLOYMENT, `${CONTAINER}.resources.${missing}`, undefined);
}
resources.objectsAt('a request above its limit', DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '25Gi');
resources.objectsAt(
  'DIF-2: memory in thousandths of a byte',
  DEPLOYMENT,
  `${CONTAINER}.resources.requests.memory`,
  '500m',
);
resources.objectsAt('a quantity that is none', DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '5 Gi');
resources.objectsAt('half a GPU', DEPLOYMENT, `${CONTAINER}.resources.limits.nvidia.com/gpu`, '500m');
resources.objectsAt(
  'more GPUs limited than requested',
  DEPLOYMENT,
  `${CONTAINER}.resources.limits.nvidia.com/gpu`,
  '2',
);
resources.objects(
  'a GPU that is requested only',
  [[DEPLOYMENT, `${CONTAINER}.resources.limits.nvidia.com/gpu`, undefined]],
  `${CONTAINER}.resources.limits.nvidia.com/gpu`,
);
resources.objectsAt(
  'POD-3: a scratch volume without a size',
  DEPLOYMENT,
  `${POD}.volumes.0.emptyDir.sizeLimit`,
  undefined,
);
resources.objects(
  'an init container that names nothing',
  [[DEPLOYMENT, `${POD}.initContainers`, [{ ...INIT, resources: {} }]]],
  ...['requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.memory', 'limits.ephemeral-storage'].map(
    (field) => `${POD}.initContainers.0.resources.${field}`,
  ),
);
resources.passes('a request spelled otherwise', [DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '24576Mi']);
resources.passes('a GPU that is limited only', [
  DEPLOYMENT,
  `${CONTAINER}.resources.requests.nvidia.com/gpu`,
  undefined,
]);

const restricted = casesOf('POD_RESTRICTED');
for (const field of ['hostNetwork', 'hostPID', 'hostIPC'])
  restricted.objectsAt(field, DEPLOYMENT, `${POD}.${field}`, true);
restricted.objectsAt('a privileged container', DEPLOYMENT, `${CONTEXT}.privileged`, true);
restricted.objectsAt('escalation by default', DEPLOYMENT, `${CONTEXT}.allowPrivilegeEscalation`, undefined);
restricted.objectsAt('kept capabilities', DEPLOYMENT, `${CONTEXT}.capabilities.drop`, ['NET_RAW']);
restricted.objects(
  'an added capability',
  [[DEPLOYMENT, `${CONTEXT}.capabilities.add`, ['NET_BIND_SERVICE', 'SYS_ADMIN']]],
  `${CONTEXT}.capabilities.add.1`,
);
restricted.objectsAt('an unmasked /proc', DEPLOYMENT, `${CONTEXT}.procMount`, 'Unmasked');
restricted.objects(
  'an unconfined container',
  [[DEPLOYMENT, `${CONTEXT}.seccompProfile`, { type: 'Unconfined' }]],
  `${CONTEXT}.seccompProfile.type`,
);
restricted.objects(
  'no seccomp profile',
  [[DEPLOYMENT, `${POD}.securityContext.seccompProfile`, undefined]],
  `${CONTEXT}.seccompProfile.type`,
);
restricted.objects(
  'an AppArmor profile of nobody',
  [[DEPLOYMENT, `${POD}.securityContext.appArmorProfile`, { type: 'Unconfined' }]],
  `${POD}.securityContext.appArmorProfile.type`,
);
restricted.objects(
  'the older AppArmor annotation',
  [[DEPLOYMENT, `${TEMPLATE}.metadata.annotations.container.apparmor.security.beta.kubernetes.io/api`, 'unconfined']],
  `${TEMPLATE}.metadata.annotations.container.apparmor.security.beta.kubernetes.io/api`,
);
restricted.objects(
  'an SELinux type, user and role',
  [[DEPLOYMENT, `${CONTEXT}.seLinuxOptions`, { type: 'spc_t', user: 'u', role: 'r' }]],
  ...['type', 'user', 'role'].map((field) => `${CONTEXT}.seLinuxOptions.${field}`),
);
restricted.objects(
  'a Windows host process',
  [[DEPLOYMENT, `${CONTEXT}.windowsOptions`, { hostProcess: true }]],
  `${CONTEXT}.windowsOptions.hostProcess`,
);
restricted.objects(
  'an unsafe sysctl',
  [
    [
      DEPLOYMENT,
      `${POD}.securityContext.sysctls`,
      [
        { name: 'net.ipv4.tcp_syncookies', value: '1' },
        { name: 'kernel.msgmax', value: '1' },
      ],
    ],
  ],
  `${POD}.securityContext.sysctls.1.name`,
);
restricted.objectsAt('root', DEPLOYMENT, `${POD}.securityContext.runAsUser`, 0);
restricted.objectsAt('a container that may be root', DEPLOYMENT, `${CONTEXT}.runAsNonRoot`, false);
restricted.objects(
  'nobody who forbids root',
  [
    [DEPLOYMENT, `${CONTEXT}.runAsNonRoot`, undefined],
    [DEPLOYMENT, `${POD}.securityContext.runAsNonRoot`, undefined],
  ],
  `${CONTEXT}.runAsNonRoot`,
);
restricted.objects(
  'a folder of the node',
  [[DEPLOYMENT, `${POD}.volumes.4`, { name: 'node', hostPath: { path: '/' } }]],
  `${POD}.volumes.4.hostPath`,
);
restricted.objects(
  'a volume over NFS',
  [[DEPLOYMENT, `${POD}.volumes.4`, { name: 'nfs', nfs: { server: 'a', path: '/' } }]],
  `${POD}.volumes.4.nfs`,
);
restricted.objectsAt('a port of the node', DEPLOYMENT, `${CONTAINER}.ports.0.hostPort`, 8000);
restricted.objectsAt(
  'a probe of another host',
  DEPLOYMENT,
  `${CONTAINER}.livenessProbe.tcpSocket.host`,
  '169.254.169.254',
);
restricted.objects(
  'a hook that calls another host',
  [[DEPLOYMENT, `${CONTAINER}.lifecycle.postStart`, { httpGet: { host: '10.0.0.1', port: 80 } }]],
  `${CONTAINER}.lifecycle.postStart.httpGet.host`,
);
restricted.objectsAt('a writable root', DEPLOYMENT, `${CONTEXT}.readOnlyRootFilesystem`, undefined);
restricted.objectsAt('a token of the API server', DEPLOYMENT, `${POD}.automountServiceAccountToken`, true);
restricted.objects(
  'an init container that may do everything',
  [[DEPLOYMENT, `${POD}.initContainers`, [{ ...INIT, securityContext: { privileged: true } }]]],
  ...['allowPrivilegeEscalation', 'capabilities.drop', 'privileged', 'readOnlyRootFilesystem'].map(
    (field) => `${POD}.initContainers.0.securityContext.${field}`,
  ),
);
restricted.passes('a careful init container', [DEPLOYMENT, `${POD}.initContainers`, [INIT]]);
restricted.of(
  'the pod of a CronJob',
  added(assemblyOf('production'), DEPLOYMENT, {
    id: 'production/code-suggestions:workloads/batch/CronJob/code-suggestions/nightly',
    kind: 'CronJob',
    object: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly', namespace: 'code-suggestions' },
      spec: {
        jobTemplate: {
          spec: { template: { spec: { automountServiceAccountToken: false, hostNetwork: true, containers: [] } } },
        },
      },
    },
  }),
  'spec.jobTemplate.spec.template.spec.hostNetwork',
);

const links = casesOf('SERVICE_LINKS');
links.objectsAt('POD-1: a pod with service links', DEPLOYMENT, `${POD}.enableServiceLinks`, true);
links.objectsAt('POD-1: a pod that says nothing of them', DEPLOYMENT, `${POD}.enableServiceLinks`, undefined);

const cache = casesOf('CACHE_NOT_WRITABLE');
cache.objects('POD-2: a container that tells nothing', [[DEPLOYMENT, `${CONTAINER}.env`, []]], `${CONTAINER}.env`);
cache.objects('POD-2: no user name', [[DEPLOYMENT, `${CONTAINER}.env.1`, undefined]], `${CONTAINER}.env`);
cache.objectsAt(
  'POD-3: a cache that moved off its volume',
  DEPLOYMENT,
  `${CONTAINER}.env.5.value`,
  '/var/cache/huggingface',
);
cache.objectsAt('a home beside the mounted one', DEPLOYMENT, `${CONTAINER}.env.0.value`, '/home/app2');
cache.objectsAt('a home that climbs out', DEPLOYMENT, `${CONTAINER}.env.0.value`, '/home/app/../root');
cache.objectsAt('a cache among the secrets', DEPLOYMENT, `${CONTAINER}.env.7.value`, '/run/secrets/taxiway/triton');
cache.objects(
  'POD-3: a mount that went away',
  [[DEPLOYMENT, `${CONTAINER}.volumeMounts.1`, undefined]],
  ...[0, 4, 5, 6, 7, 8].map((index) => `${CONTAINER}.env.${index}.value`),
);
cache.objects(
  'a mount that is read-only',
  [[DEPLOYMENT, `${CONTAINER}.volumeMounts.0.readOnly`, true]],
  `${CONTAINER}.env.3.value`,
);
cache.passes('a cache that is named by another variable', [
  DEPLOYMENT,
  `${CONTAINER}.env.5.value`,
  '$(XDG_CACHE_HOME)/hub',
]);
cache.passes('a cache below another writable mount', [DEPLOYMENT, `${CONTAINER}.env.5.value`, '/tmp/hub']);

const more = (name: string, value: string) => [DEPLOYMENT, `${CONTAINER}.env.14`, { name, value }] as const;
for (const name of ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'TRANSFORMERS_CACHE', 'HF_DATASETS_CACHE', 'TORCH_HOME'])
  cache.objects(`POD-3: ${name} that moved off its volume`, [more(name, '/data')], `${CONTAINER}.env.14.value`);
cache.passes("a cache by an older name, on the library's own volume", more('TRANSFORMERS_CACHE', '/home/app/.cache/t'));
cache.passes('a cache of models that is only read', more('HF_HUB_CACHE', '/mnt/weights'), [
  DEPLOYMENT,
  `${CONTAINER}.env.15`,
  { name: 'HF_HUB_OFFLINE', value: '1' },
]);
cache.objects(
  'a cache of data that is written, though models are only read',
  [
    more('HF_DATASETS_CACHE', '/mnt/weights'),
    [DEPLOYMENT, `${CONTAINER}.env.15`, { name: 'HF_HUB_OFFLINE', value: '1' }],
  ],
  `${CONTAINER}.env.14.value`,
);

const format = casesOf('GPU_FORMAT_UNSUPPORTED');
const T4 = 'embeddings:workloads/apps/Deployment/embeddings/api';
format.objectsAt('POD-4: bfloat16 on a T4', T4, `${CONTAINER}.args.2`, '--dtype=bfloat16');
format.objects('a flag of two words', [[T4, `${CONTAINER}.args`, ['--dtype', 'bf16']]], `${CONTAINER}.args.1`);
format.objects(
  'a flag within a shell',
  [[T4, `${CONTAINER}.args`, ['vllm serve x --dtype "bfloat16" --port 1']]],
  `${CONTAINER}.args.0`,
);
format.objects(
  'a flag of another spelling',
  [[T4, `${CONTAINER}.args`, ['--torch_dtype=torch.bfloat16']]],
  `${CONTAINER}.args.0`,
);
format.objects('FP8 on a T4', [[T4, `${CONTAINER}.args`, ['--quantization=fp8']]], `${CONTAINER}.args.0`);
format.objects(
  'a variable',
  [[T4, `${CONTAINER}.env.9`, { name: 'DTYPE', value: 'bfloat16' }]],
  `${CONTAINER}.env.9.value`,
);
format.objects(
  'FP8 on an A100',
  [
    [DEPLOYMENT, `${POD}.nodeSelector.cloud.google.com/gke-accelerator`, 'nvidia-tesla-a100'],
    [DEPLOYMENT, `${CONTAINER}.args`, ['--quantization', 'fp8', '--dtype=bfloat16']],
  ],
  `${CONTAINER}.args.1`,
);
format.passes('both on an L4', [DEPLOYMENT, `${CONTAINER}.args`, ['--quantization=fp8', '--dtype=bfloat16']]);
format.passes('the format of a cache, which is another', [
  T4,
  `${CONTAINER}.args`,
  ['--kv-cache-dtype=fp8', '--dtype=half'],
]);

const count = casesOf('GPU_COUNT_DIFFERS');
count.objectsAt(
  'a pod that asks for more than was declared',
  DEPLOYMENT,
  `${CONTAINER}.resources.limits.nvidia.com/gpu`,
  '2',
);
count.objects(
  'a declaration that says otherwise',
  [['production/code-suggestions:workloads/taxiway/Service', 'workloads.0.gpu.count', 2]],
  `${CONTAINER}.resources.limits.nvidia.com/gpu`,
);
count.objects(
  'a demand that says otherwise',
  [['production/code-suggestions:workloads/taxiway/GpuNodes', 'count', 4]],
  `${CONTAINER}.resources.limits.nvidia.com/gpu`,
);
count.objects(
  'a GPU that nobody declared',
  [['spamcheck:workloads/apps/Deployment', `${CONTAINER}.resources.limits.nvidia.com/gpu`, '1']],
  `${CONTAINER}.resources.limits.nvidia.com/gpu`,
);

const image = casesOf('IMAGE_NOT_BY_DIGEST');
const DIGEST = `sha256:${'0'.repeat(64)}`;
image.objectsAt('a tag', DEPLOYMENT, `${CONTAINER}.image`, 'registry.gitlab.com/a/b:1.2.3');
image.objectsAt('half a digest', DEPLOYMENT, `${CONTAINER}.image`, 'registry.gitlab.com/a/b@sha256:abc');
image.objectsAt('no image', DEPLOYMENT, `${CONTAINER}.image`, undefined);
image.objects(
  'an init container by its tag',
  [[DEPLOYMENT, `${POD}.initContainers`, [{ name: 'a', image: 'busybox' }]]],
  `${POD}.initContainers.0.image`,
);
image.objects(
  'a volume by its tag',
  [[DEPLOYMENT, `${POD}.volumes.4`, { name: 'm', image: { reference: 'a/b:1' } }]],
  `${POD}.volumes.4.image.reference`,
);
image.passes('a tag with a digest', [DEPLOYMENT, `${CONTAINER}.image`, `registry.gitlab.com/a/b:1.2.3@${DIGEST}`]);

/** Rules about pods. */
export const POD_CASES: readonly Case[] = [labels, resources, restricted, links, cache, format, count, image].flatMap(
  ({ cases }) => cases,
);
