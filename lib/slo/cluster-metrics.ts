import { SCRAPED } from './app-metrics';
import type { GaugeMetric, Measured } from './metric';

const stateMetric = (name: string, of: string, since: string, labels: readonly string[]): GaugeMetric => ({
  kind: 'gauge',
  name,
  of,
  by: 'kube-state-metrics',
  since,
  labels: ['namespace', ...labels],
  // It has a series for every object and state, from the object's first moment on.
  bornAtZero: true,
  delay: SCRAPED,
});

/** By docs/metrics of kubernetes/kube-state-metrics; its second version has all of them. */
export const DEPLOYMENT_CONDITION = stateMetric(
  'kube_deployment_status_condition',
  'conditions of Deployments',
  '2.0',
  ['condition', 'deployment', 'status'],
);
export const SCALER_DESIRED = stateMetric(
  'kube_horizontalpodautoscaler_status_desired_replicas',
  'pods that an autoscaler wants',
  '2.0',
  ['horizontalpodautoscaler'],
);
export const SCALER_MOST = stateMetric(
  'kube_horizontalpodautoscaler_spec_max_replicas',
  'pods that an autoscaler may have',
  '2.0',
  ['horizontalpodautoscaler'],
);
export const SCALER_CONDITION = stateMetric(
  'kube_horizontalpodautoscaler_status_condition',
  'conditions of autoscalers',
  '2.0',
  ['condition', 'horizontalpodautoscaler', 'status'],
);

/** By pkg/metricscollector/prommetrics.go of kedacore/keda, and pull request 1374 of its documentation: at zero from the first success on. KEDA's own scrape may rename the namespace. */
export const SCALER_ERRORS: Measured = {
  name: 'keda_scaler_detail_errors_total',
  by: 'KEDA',
  since: '2.14',
  labels: ['exported_namespace', 'namespace', 'scaledObject', 'scaler', 'type'],
  bornAtZero: true,
  delay: SCRAPED,
};

const card = (name: string, of: string): GaugeMetric => ({
  kind: 'gauge',
  name,
  of,
  by: 'dcgm-exporter',
  since: '3.0',
  labels: ['container', 'exported_container', 'exported_namespace', 'gpu', 'namespace'],
  bornAtZero: true,
  delay: SCRAPED,
});

/** Among the counters that dcgm-exporter has on by default (etc/default-counters.csv). Pods that share a card each have all of it. */
export const CARD_USED = card('DCGM_FI_DEV_FB_USED', 'MiB of a card that are taken');
export const CARD_FREE = card('DCGM_FI_DEV_FB_FREE', 'MiB of a card that are free');

/** By prober/handler.go of prometheus/blackbox_exporter. */
export const PROBED: GaugeMetric = {
  kind: 'gauge',
  name: 'probe_success',
  of: 'probes that are answered',
  by: 'blackbox_exporter',
  since: '0.1',
  labels: ['cluster', 'instance', 'job', 'location', 'namespace', 'project_id'],
  bornAtZero: true,
  delay: SCRAPED,
};

/** Metrics of the cluster's own exporters that rules name. */
export const CLUSTER_METRICS: readonly Measured[] = [
  DEPLOYMENT_CONDITION,
  SCALER_DESIRED,
  SCALER_MOST,
  SCALER_CONDITION,
  SCALER_ERRORS,
  CARD_USED,
  CARD_FREE,
  PROBED,
];
