import type { JsonObject } from '../../../lib/assembly/document';
import { added, assemblyOf, edited, removed } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const OWN = 'production/code-suggestions:workloads';
const GRANTS = 'production/code-suggestions:grants';
const MONITOR = `${GRANTS}/monitoring.coreos.com/PodMonitor/code-suggestions/api`;
const SCALER = `${OWN}/keda.sh/ScaledObject/code-suggestions/api`;
const DEPLOYMENT = `${OWN}/apps/Deployment/code-suggestions/api`;
const RULES = `${OWN}/monitoring.coreos.com/PrometheusRule/code-suggestions/slo`;
const QUERY = 'spec.triggers.0.metadata.query';
const PACE = 'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds';
const production = assemblyOf('production');

const hpa = (name: string, spec: JsonObject) =>
  added(production, SCALER, {
    id: `production/spamcheck:workloads/autoscaling/HorizontalPodAutoscaler/spamcheck/${name}`,
    kind: 'HorizontalPodAutoscaler',
    service: 'spamcheck',
    object: { kind: 'HorizontalPodAutoscaler', metadata: { name, namespace: 'spamcheck' }, spec },
  });
const CPU = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
};
const target = (name: string) => ({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } });
const behavior = { scaleDown: { stabilizationWindowSeconds: 600 } };

const scraped = casesOf('METRIC_NOT_SCRAPED');
const OTHER = 'sum(jobs_waiting{namespace="embeddings",container="worker"})';
scraped.objects(
  'a rule over a metric of pods that nobody fetches',
  [[RULES, 'spec.groups.0.rules.0.expr', OTHER]],
  'spec.groups.0.rules.0.expr',
);
scraped.objectsAt('an autoscaler by such a metric', SCALER, QUERY, OTHER);
scraped.of('a monitor that went', removed(production, MONITOR), ...readersOf(production));
scraped.objects(
  'a monitor of other pods',
  [[MONITOR, 'spec.selector.matchLabels', { app: 'x' }]],
  ...readersOf(production),
);
scraped.objects(
  'a monitor that asks at no port of the pods',
  [[MONITOR, 'spec.podMetricsEndpoints.0.port', 'metrics']],
  ...readersOf(production),
);
scraped.passes('metrics of the cluster about pods', [
  RULES,
  'spec.groups.0.rules.0.expr',
  'sum(kube_pod_info{namespace="embeddings",container="api"})',
]);

const selected = casesOf('MONITOR_NOT_SELECTED');
selected.objectsAt('a monitor without the label', MONITOR, 'metadata.labels.release', undefined);
selected.objectsAt('a monitor of another Prometheus', MONITOR, 'metadata.labels.release', 'another');
selected.objectsAt(
  'a namespace without the label',
  `${GRANTS}/core/Namespace/-/code-suggestions`,
  'metadata.labels.monitoring.gitlab.com/scrape',
  undefined,
);
selected.of(
  'a namespace without a monitor',
  edited(
    ['api', 'reranker'].reduce((given, name) => removed(given, `PodMonitor/embeddings/${name}`), production),
    'production/embeddings:grants/core/Namespace/-/embeddings',
    'metadata.labels.monitoring.gitlab.com/scrape',
    undefined,
  ),
);

const owners = casesOf('REPLICAS_TWO_OWNERS');
owners.objectsAt('a Deployment that names a number and is scaled', DEPLOYMENT, 'spec.replicas', 6);
owners.objectsAt('an autoscaler of nothing', SCALER, 'spec.scaleTargetRef.name', 'apj');
owners.of(
  'a second autoscaler',
  added(production, SCALER, {
    id: `${OWN}/autoscaling/HorizontalPodAutoscaler/code-suggestions/api`,
    kind: 'HorizontalPodAutoscaler',
    object: {
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'api', namespace: 'code-suggestions' },
      spec: { ...target('api'), behavior: { scaleDown: { stabilizationWindowSeconds: 3600 } } },
    },
  }),
  'spec.scaleTargetRef.name',
);
owners.of('an autoscaler beside a number', hpa('api', { ...target('api'), maxReplicas: 2, behavior }), 'spec.replicas');
owners.passes('a stopped Deployment', [DEPLOYMENT, 'spec.replicas', 0]);

const blind = casesOf('SCALER_BLIND');
blind.objectsAt('no answer that counts as zero', SCALER, 'spec.triggers.0.metadata.ignoreNullValues', 'true');
blind.objects(
  'no answer of which nothing is said',
  [[SCALER, 'spec.triggers.0.metadata.ignoreNullValues', undefined]],
  'spec.triggers.0.metadata.ignoreNullValues',
);
blind.objects('an autoscaler without a fallback', [[SCALER, 'spec.fallback', undefined]], 'spec.fallback.behavior');
blind.objectsAt('a fallback that shrinks', SCALER, 'spec.fallback.behavior', 'static');
blind.objectsAt('pods that go faster than they come', SCALER, PACE, 60);
const SPAM = 'spamcheck:workloads/apps/Deployment/spamcheck/api';
blind.of(
  'a share of processors that nobody reserves',
  [hpa('api', { ...target('api'), metrics: [CPU], behavior })].map((assembly) => ({
    ...assembly,
    documents: assembly.documents.map((one) =>
      one.id.endsWith(SPAM)
        ? { ...one, object: JSON.parse(JSON.stringify(one.object).replace(/"cpu":"250m",/, '')) }
        : one,
    ),
  }))[0]!,
  'spec.metrics.0.resource.target',
);
blind.of('a share of what is reserved', hpa('api', { ...target('api'), metrics: [CPU], behavior }));

/** Where a metric of the service's pods is read: those of its server, and whether it was seen. */
function readersOf({ documents }: typeof production): readonly string[] {
  const { groups } = documents.find(({ id }) => id === RULES)?.object['spec'] as unknown as {
    readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
  };
  const exprs = groups.flatMap(({ rules }, group) =>
    rules.flatMap(({ expr }, rule) => (/vllm:|up\{/.test(expr) ? [`spec.groups.${group}.rules.${rule}.expr`] : [])),
  );
  return [...exprs, QUERY];
}

const cage = casesOf('CAGE');
cage.objectsAt(
  'a ScaledObject that has KEDA ask elsewhere',
  SCALER,
  'spec.triggers.0.metadata.serverAddress',
  'http://evil',
);
cage.objectsAt('a ScaledObject by another trigger', SCALER, 'spec.triggers.0.type', 'mysql');
cage.objectsAt('a ScaledObject with a login', SCALER, 'spec.triggers.0.authenticationRef', { name: 'x' });

/** Cases of what is fetched and scaled. */
export const SCALING_CASES: readonly Case[] = [scraped, selected, owners, blind, cage].flatMap(({ cases }) => cases);
