import type { Construct } from 'constructs';
import { workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { demandQuery } from '../lib/scale/query';
import { paceOf, type Scaling } from '../lib/scale/scaling';
import { emit } from './kubernetes';
import { fact, rule, why, type ServiceScope } from './service-scope';
import { evaluatorOf, podSeries } from './slo-settings';

/** What is scaled, by what, and how slowly it shrinks. */
export interface AutoscalerParts {
  readonly workload: string;
  readonly scaling: Scaling;
  /** Seconds that little to do has to last. */
  readonly cooling: number;
}

/** Failed questions before KEDA holds what runs; one every fifteen seconds. */
const FAILURES = 3;
const POLLING = 15;

/** Emits the one owner of a workload's number of pods: Kubernetes' own autoscaler, or KEDA where it has to ask Prometheus. */
export function emitAutoscaler(construct: Construct, service: ServiceScope, read: Props, parts: AutoscalerParts): void {
  const { scaling, workload } = parts;
  const { autoscaling } = service.spec;
  if (scaling.signal === 'cpu' || autoscaling?.by === 'adapter') emitOwn(construct, service, read, parts);
  else if (autoscaling !== undefined) {
    const target = names.workload(workload);
    const { min, max } = scaling;
    const metadata = {
      serverAddress: autoscaling.prometheus,
      query: demandQuery(scaling, podSeries(service.spec, service.id, workload)),
      threshold: String(scaling.target),
      ignoreNullValues: 'false' as const,
    };
    emit(
      service.objects,
      'ScaledObject',
      {
        metadata: metadataOf(service, workload),
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
          minReplicaCount: min,
          maxReplicaCount: max,
          pollingInterval: POLLING,
          cooldownPeriod: parts.cooling,
          fallback: { failureThreshold: FAILURES, replicas: min, behavior: 'currentReplicasIfHigher' },
          advanced: { horizontalPodAutoscalerConfig: { name: target, behavior: paceOf(parts.cooling) } },
          triggers: [{ type: 'prometheus', metricType: 'AverageValue', metadata }],
        },
      },
      why(construct, service, read, {
        ...causesOf(read),
        'spec.minReplicaCount': read.cause('replicas'),
        'spec.maxReplicaCount': read.cause('replicas'),
        'spec.fallback': rule('a metric that is lost takes no pod away: what runs goes on'),
        'spec.triggers.0.metadata.serverAddress': fact('autoscaling.prometheus'),
        'spec.triggers.0.metadata.ignoreNullValues': rule(
          'no answer is not zero: KEDA would scale down by a broken scrape',
        ),
      }),
    );
  }
}

/** Kubernetes' own: where a metric is missing it does nothing, and where pods lack it, it takes them for as busy as they may be. */
function emitOwn(
  construct: Construct,
  service: ServiceScope,
  read: Props,
  { workload, scaling, cooling }: AutoscalerParts,
) {
  const { min, max } = scaling;
  emit(
    service.objects,
    'HorizontalPodAutoscaler',
    {
      metadata: metadataOf(service, workload),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: names.workload(workload) },
        minReplicas: min,
        maxReplicas: max,
        metrics: [metricOf(service, scaling)],
        behavior: paceOf(cooling),
      },
    },
    why(construct, service, read, {
      ...causesOf(read),
      'spec.minReplicas': read.cause('replicas'),
      'spec.maxReplicas': read.cause('replicas'),
    }),
  );
}

function metricOf({ spec }: ServiceScope, { metric, target }: Scaling) {
  if (metric === undefined)
    return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } };
  // Google's adapter has its own spelling, with pipes for slashes.
  const name = evaluatorOf(spec) === 'google' ? `prometheus.googleapis.com|${metric.name}|gauge` : metric.name;
  return { type: 'Pods', pods: { metric: { name }, target: { type: 'AverageValue', averageValue: String(target) } } };
}

function metadataOf(service: ServiceScope, workload: string) {
  const { id, owner } = service;
  return {
    name: names.workload(workload),
    namespace: names.namespace(id),
    labels: workloadLabels(id, workload, owner),
  };
}

function causesOf(read: Props) {
  return {
    spec: read.cause('replicas.scaleOn'),
    'spec.scaleTargetRef': rule('nobody else says how many pods there are: the Deployment names no number'),
    'spec.cooldownPeriod': rule('a pod that goes too early is missed for as long as another takes to come'),
    'spec.advanced': rule('up by two pods a minute, down by one in five, after as long as a new pod takes to come'),
    'spec.behavior': rule('up by two pods a minute, down by one in five, after as long as a new pod takes to come'),
  };
}
