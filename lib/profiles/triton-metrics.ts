import { SCRAPED } from '../slo/app-metrics';
import type { CounterMetric } from '../slo/metric';

/** Source: triton-inference-server/tensorrtllm_backend, issue 582. Its durations are counters, from which no share can be had. */
const FAILURES: CounterMetric = {
  kind: 'counter',
  name: 'nv_inference_request_failure',
  by: 'Triton',
  labels: ['model', 'reason', 'version'],
  errors: { label: 'reason', by: '=~', value: '.+' },
  bornAtZero: true,
  delay: SCRAPED,
  unfit:
    'reported as 0 whatever answers 5xx, and apart from what succeeds; the load balancer sees the failures of Triton',
};

/** What Triton measures of requests, none of it fit for an objective. */
export const TRITON_METRICS: readonly CounterMetric[] = [FAILURES];
