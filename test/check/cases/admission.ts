import { casesOf, type Case } from './case';

const GPU_PODS = 'production/code-suggestions:workloads/apps/Deployment';
const PLAIN_PODS = 'production/spamcheck:workloads/apps/Deployment';
const SERVICE = 'production/spamcheck:workloads/core/Service';
const POD = 'spec.template.spec';
const IMAGE = `${POD}.containers.0.image`;
const digest = `@sha256:${'0'.repeat(64)}`;

const host = casesOf('IMAGE_HOST_PRIVATE');
host.objectsAt('an image of a registry that nobody named', PLAIN_PODS, IMAGE, `registry.example.com/a/b${digest}`);
host.objectsAt(
  "a registry that only begins like the environment's",
  PLAIN_PODS,
  IMAGE,
  `us-east1-docker.pkg.dev/gitlab-ml-production/ml-services-2/b${digest}`,
);
host.passes('an image of a well-known registry', [PLAIN_PODS, IMAGE, `ghcr.io/a/b${digest}`]);
host.passes('a name without a host', [PLAIN_PODS, IMAGE, `vllm/vllm-openai${digest}`]);

const unasked = casesOf('GPU_NODES_UNASKED');
const toleration = (key?: string) => ({
  ...(key === undefined ? {} : { key }),
  operator: 'Exists',
  effect: 'NoSchedule',
});
unasked.objects(
  'pods without a GPU on GPU nodes',
  [[PLAIN_PODS, `${POD}.tolerations`, [toleration('nvidia.com/gpu')]]],
  `${POD}.tolerations.0`,
);
unasked.objects(
  'pods without a GPU on any node',
  [[PLAIN_PODS, `${POD}.tolerations`, [toleration()]]],
  `${POD}.tolerations.0`,
);
unasked.passes('another taint', [PLAIN_PODS, `${POD}.tolerations`, [toleration('kubernetes.io/arch')]]);
unasked.passes('pods with a GPU', [GPU_PODS, `${POD}.tolerations.1`, toleration()]);

const cage = casesOf('CAGE');
cage.objectsAt('a node by its name', PLAIN_PODS, `${POD}.nodeName`, 'gpu-1');
cage.objectsAt('a Service before pods of another service', SERVICE, 'spec.selector.taxiway.dev/service', 'embeddings');
cage.objects(
  'a Service that picks nobody of its own',
  [[SERVICE, 'spec.selector', { app: 'other' }]],
  'spec.selector.taxiway.dev/service',
);

/** What the cluster's own admission refuses as well. */
export const ADMISSION_CASES: readonly Case[] = [host, unasked, cage].flatMap(({ cases }) => cases);
