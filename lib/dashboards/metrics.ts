import { MEASURED, PERIOD, SUMMED } from '../slo/windows';

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
    ['kube_pod_container_info', 'gauge', 'container', 'image_id'],
    ['kube_pod_container_status_last_terminated_reason', 'gauge', 'container', 'reason'],
    ['kube_pod_container_status_restarts_total', 'counter', 'container'],
    ['kube_pod_status_phase', 'gauge', 'phase'],
  ] as const
).map(([name, kind, ...labels]) => ({
  name,
  by: 'kube-state-metrics',
  since: '2.0',
  kind,
  labels: [...PODS, ...labels],
}));

/** On by default in dcgm-exporter, by its default-counters.csv; its labels of pods have to be honoured when it is scraped. */
const GPUS: readonly ShownMetric[] = ['FB_FREE', 'FB_USED', 'GPU_TEMP', 'GPU_UTIL', 'POWER_USAGE', 'XID_ERRORS'].map(
  (name) => ({
    name: `DCGM_FI_DEV_${name}`,
    by: 'dcgm-exporter',
    since: '3.0',
    kind: 'gauge',
    labels: [...PODS, 'container', 'gpu'],
  }),
);

/** vLLM's own gauges, by its loggers.py; the cache had another name before. */
const SERVERS: readonly ShownMetric[] = [
  { name: 'vllm:num_requests_running', since: '0.6' },
  { name: 'vllm:num_requests_waiting', since: '0.6' },
  { name: 'vllm:kv_cache_usage_perc', since: '0.9' },
].map((metric) => ({ ...metric, by: 'vLLM', kind: 'gauge', labels: [...PODS, 'container', 'model_name'] }));

/** Everything that a dashboard may name. */
export const SHOWN_METRICS: readonly ShownMetric[] = [...RECORDED, ALERTS, ...STATE, ...GPUS, ...SERVERS];
