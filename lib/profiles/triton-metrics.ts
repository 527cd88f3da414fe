import { SCRAPED } from '../slo/app-metrics';
import type { CounterMetric } from '../slo/metric';
import type { ProfileSignals } from './profile';

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

/** Requests that wait for an instance of a model. From memory: the gauge came with 23.08 at the latest, for each model that is loaded. */
export const TRITON_SIGNALS: ProfileSignals = {
  queue: {
    metrics: [
      {
        kind: 'gauge',
        name: 'nv_inference_pending_request_count',
        of: 'requests that wait',
        by: 'Triton',
        since: '23.08',
        labels: ['model', 'version'],
        bornAtZero: true,
        delay: SCRAPED,
      },
    ],
    target: 5,
  },
};
