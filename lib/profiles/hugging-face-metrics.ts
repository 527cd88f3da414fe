import { SCRAPED } from '../slo/app-metrics';
import type { CounterMetric, GaugeMetric, HistogramMetric, Metric } from '../slo/metric';
import type { ProfileSignals } from './profile';

/** A gauge of Hugging Face's routers; it appears when it is first set. */
const gauge = (name: string, of: string, by: string): GaugeMetric => ({
  kind: 'gauge',
  name,
  of,
  by,
  labels: [],
  bornAtZero: false,
  delay: SCRAPED,
});

/** By docs/source/reference/metrics.md of text-generation-inference. It takes the card's memory at start. */
export const TGI_SIGNALS: ProfileSignals = {
  queue: { metrics: [gauge('tgi_queue_size', 'requests that wait', 'text-generation-inference')], target: 5 },
  concurrency: [gauge('tgi_batch_current_size', 'requests that are worked on', 'text-generation-inference')],
  takesMemory: true,
};

/** From memory of router/src/lib.rs of text-embeddings-inference; a request is one input there, and takes milliseconds. */
export const TEI_SIGNALS: ProfileSignals = {
  queue: { metrics: [gauge('te_queue_size', 'requests that wait', 'text-embeddings-inference')], target: 20 },
};

/** Ends of a request that are its caller's fault; whatever else `err` says is the server's. */
const CALLERS_FAULT = 'validation|batch_size|tokenization|model_type|dropped';

/** Requests, and in a counter beside it those that failed; both appear with the first. */
const requests = (prefix: string, by: string, labels: readonly string[]): CounterMetric => ({
  kind: 'counter',
  name: `${prefix}_request_count`,
  failures: `${prefix}_request_failure`,
  by,
  labels: ['err', ...labels],
  errors: { label: 'err', by: '!~', value: CALLERS_FAULT },
  bornAtZero: false,
  delay: SCRAPED,
});

/** Seconds from a first bound on, each one and a half times the one before, with the digits that doubles have. */
function boundsFrom(first: number): readonly string[] {
  let bound = first;
  return Array.from({ length: 35 }, () => String((bound *= 1.5)));
}

const duration = (name: string, by: string, first: number): HistogramMetric => ({
  kind: 'histogram',
  name,
  by,
  labels: [],
  unit: 's',
  bounds: boundsFrom(first),
  bornAtZero: false,
  delay: SCRAPED,
});

/** By router/src/server.rs of text-generation-inference, and its buckets from 0.0001 s on. It has no time to a first token; the mean time of each is nearest. */
export const TGI_METRICS: readonly Metric[] = [
  requests('tgi', 'text-generation-inference', []),
  duration('tgi_request_duration', 'text-generation-inference', 0.0001),
  { ...duration('tgi_request_mean_time_per_token_duration', 'text-generation-inference', 0.0001), fitsStreams: true },
];

/** By router/src/http/server.rs and prometheus.rs of text-embeddings-inference, and its buckets from 0.00001 s on. */
export const TEI_METRICS: readonly Metric[] = [
  requests('te', 'text-embeddings-inference', ['method']),
  duration('te_request_duration', 'text-embeddings-inference', 0.000_01),
];
