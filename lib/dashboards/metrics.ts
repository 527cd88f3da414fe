import { CARD_FREE, CARD_USED } from '../slo/cluster-metrics';
import { MEASURED, PERIOD, SUMMED } from '../slo/windows';
import { SERVER_GAUGES } from './servers';

/** A metric that dashboards may show: who emits it from which version on, and the labels by which queries may find or group it. */
export interface ShownMetric {
  readonly name: string;
  readonly by: string;
  readonly since?: string;
  readonly kind: 'gauge' | 'counter';
  readonly labels: readonly string[];
}

const RECORDED_LABELS = ['environment', 'service', 'sli', 'team'];
const PODS = ['project_id', 'location', 'cluster', 'namespace', 'pod'];

const recorded = (name: string): ShownMetric => ({
  name,
  by: 'rules of services',
  kind: 'gauge',
  labels: RECORDED_LABELS,
});

/** Every series that the rules of a service record. */
export const RECORDED: readonly ShownMetric[] = [
  ...MEASURED.flatMap((window) => [`slo:sli_total:rate${window}`, `slo:sli_error:rate${window}`]),
  ...[...MEASURED, ...SUMMED, PERIOD].map((window) => `slo:sli_error:ratio_rate${window}`),
  'slo:objective:ratio',
  'slo:error_budget:ratio',
  'slo:period_error_budget_remaining:ratio',
  'slo:sli_total:seen',
].map(recorded);

/** What Prometheus keeps of alerts, with the labels that ours have. */
const ALERTS: ShownMetric = {
  name: 'ALERTS',
  by: 'whoever evaluates rules',
  kind: 'gauge',
  labels: [...RECORDED_LABELS, 'alertname', 'alertstate', 'namespace', 'severity'],
};

/** Metrics of kube-state-metrics, by its documentation, which calls the reason of an end experimental; an image by its id tells builds apart that share a tag. */
const STATE: readonly ShownMetric[] = (
  [
    ['kube_deployment_spec_replicas', 'gauge', 'deployment'],
    ['kube_deployment_status_observed_generation', 'gauge', 'deployment'],
    ['kube_deployment_status_replicas', 'gauge', 'deployment'],
    ['kube_deployment_status_replicas_available', 'gauge', 'deployment'],
    ['kube_deployment_status_replicas_unavailable', 'gauge', 'deployment'],
    ['kube_deployment_status_replicas_updated', 'gauge', 'deployment'],
    ['kube_horizontalpodautoscaler_spec_max_replicas', 'gauge', 'horizontalpodautoscaler'],
    ['kube_horizontalpodautoscaler_status_desired_replicas', 'gauge', 'horizontalpodautoscaler'],
    ['kube_pod_container_info', 'gauge', 'container', 'image_id'],
    ['kube_pod_container_status_last_terminated_reason', 'gauge', 'container', 'reason'],
    ['kube_pod_container_status_restarts_total', 'counter', 'container'],
    ['kube_pod_status_phase', 'gauge', 'phase'],
    ['kube_resourcequota', 'gauge', 'resource', 'type'],
  ] as const
).map(([name, kind, ...labels]) => ({
  name,
  by: 'kube-state-metrics',
  since: '2.0',
  kind,
  labels: [...PODS, ...labels],
}));

/** Beside what rules read of a card, on by default in dcgm-exporter too; its labels of pods have to be honoured when it is scraped. */
const GPUS: readonly ShownMetric[] = [
  CARD_FREE.name,
  CARD_USED.name,
  ...['GPU_TEMP', 'GPU_UTIL', 'POWER_USAGE', 'XID_ERRORS'].map((name) => `DCGM_FI_DEV_${name}`),
].map((name) => ({
  name,
  by: CARD_USED.by,
  since: CARD_USED.since,
  kind: 'gauge',
  labels: [...PODS, 'container', 'gpu'],
}));

/** What profiles say that their servers tell of load. */
const SERVERS: readonly ShownMetric[] = Object.values(SERVER_GAUGES)
  .flat()
  .map(({ name, by, since, labels }) => ({
    name,
    by,
    ...(since === undefined ? {} : { since }),
    kind: 'gauge',
    labels: [...PODS, 'container', ...labels],
  }));

/** Everything that a dashboard may name. */
export const SHOWN_METRICS: readonly ShownMetric[] = [...RECORDED, ALERTS, ...STATE, ...GPUS, ...SERVERS];
