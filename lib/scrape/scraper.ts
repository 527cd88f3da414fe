import type { EnvironmentSpec, PodsSpec } from '../environment-spec';
import { asObject, isObject } from '../check/json';
import type { JsonObject } from '../assembly/document';

/** How often metrics of pods are fetched; rules see them a minute later at most. */
export const SCRAPE_INTERVAL = '30s';

/** The pods by which Google fetches metrics, from manifests/operator.yaml of GoogleCloudPlatform/prometheus-engine: a pod on each node. */
const GOOGLE_COLLECTORS: PodsSpec = {
  namespace: 'gmp-system',
  labels: { 'app.kubernetes.io/name': 'collector' },
};

/** Who fetches metrics of pods in an environment, by its facts; undefined where nobody is known to. */
export function scraperOf(facts: Pick<EnvironmentSpec, 'prometheus'> | JsonObject): PodsSpec | undefined {
  const { scraper, rules } = asObject((facts as JsonObject)['prometheus']);
  // The facts were checked, or are those of an assembly that was written from checked ones.
  if (isObject(scraper)) return scraper as unknown as PodsSpec;
  return rules === 'google' ? GOOGLE_COLLECTORS : undefined;
}
