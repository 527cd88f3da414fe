import { SCRAPED } from '../slo/app-metrics';
import type { CounterMetric, GaugeMetric, HistogramMetric } from '../slo/metric';
import type { ProfileSignals } from './profile';

/** From memory of vllm/v1/metrics/loggers.py, as the reference of buckets below 20 s confirms; earlier versions have the same up to 10 s. */
const histogram = (name: string, bounds: readonly string[]): HistogramMetric => ({
  kind: 'histogram',
  name,
  by: 'vLLM',
  since: '0.6',
  labels: ['engine', 'model_name'],
  unit: 's',
  bounds,
  // Labels are those of the model, which is known at start.
  bornAtZero: true,
  delay: SCRAPED,
});

const gauge = (
  name: string,
  of: string,
  versions: { readonly since: string; readonly until?: string },
): GaugeMetric => ({
  kind: 'gauge',
  name,
  of,
  by: 'vLLM',
  ...versions,
  labels: ['engine', 'model_name'],
  bornAtZero: true,
  delay: SCRAPED,
});

/** By vllm/v1/metrics/loggers.py; the second name of the last came with 0.9, and the first was deprecated then. */
export const VLLM_SIGNALS = {
  queue: { metrics: [gauge('vllm:num_requests_waiting', 'requests that wait', { since: '0.6' })], target: 5 },
  concurrency: [gauge('vllm:num_requests_running', 'requests that are worked on', { since: '0.6' })],
  memory: [
    gauge('vllm:gpu_cache_usage_perc', 'memory for open requests that is taken', { since: '0.6', until: '0.9' }),
    gauge('vllm:kv_cache_usage_perc', 'memory for open requests that is taken', { since: '0.9' }),
  ],
  takesMemory: true,
} as const satisfies ProfileSignals;

/** What vLLM measures of requests. It has no counter of errors: its HTTP layer has, `http_requests_total`. */
export const VLLM_METRICS: readonly HistogramMetric[] = [
  {
    ...histogram('vllm:time_to_first_token_seconds', [
      ...['0.001', '0.005', '0.01', '0.02', '0.04', '0.06', '0.08', '0.1', '0.25', '0.5', '0.75'],
      ...['1', '2.5', '5', '7.5', '10'],
    ]),
    fitsStreams: true,
  },
  histogram('vllm:e2e_request_latency_seconds', [
    ...['0.3', '0.5', '0.8', '1', '1.5', '2', '2.5', '5', '10', '15', '20', '30', '40', '50', '60'],
  ]),
];

/** Requests that ended, by how; by vllm/v1/metrics/loggers.py. Those that its HTTP layer refused never got there. */
export const VLLM_ENDED: CounterMetric = {
  kind: 'counter',
  name: 'vllm:request_success_total',
  by: 'vLLM',
  since: '0.6',
  labels: ['engine', 'finished_reason', 'model_name'],
  errors: { label: 'finished_reason', by: '=~', value: 'abort|error' },
  bornAtZero: true,
  delay: SCRAPED,
  unfit: 'of requests that the engine took; what was refused before is not in it: http_requests_total has both',
};
