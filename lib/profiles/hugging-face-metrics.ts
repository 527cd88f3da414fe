import { SCRAPED } from '../slo/app-metrics';
import type { GaugeMetric } from '../slo/metric';
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
