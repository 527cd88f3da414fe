import { SHOWN_METRICS } from '../dashboards/metrics';
import { PROFILE_NAMES } from '../profiles/profiles';
import { knows } from '../profiles/versions';
import { APP_METRICS } from './app-metrics';
import { CLUSTER_METRICS } from './cluster-metrics';
import { metricsOf, type Server } from './contract';
import { SECRET_CONDITION } from './external-secrets';
import { latenciesOf, requestsOf } from './load-balancer';
import { findLogMetrics } from './log-metrics';
import type { Measured } from './metric';

/** A series that somebody is known to emit. */
export interface KnownSeries {
  readonly by: string;
  /** The labels that it may be selected and grouped by; undefined where only its owner knows. */
  readonly labels: ReadonlySet<string> | undefined;
}

/** Series by their names, a histogram's with its endings. */
export type KnownMetrics = ReadonlyMap<string, KnownSeries>;

/** Labels that whoever scrapes adds to everything: where a series comes from. */
const OF_TARGETS = [
  ...[
    'cluster',
    'container',
    'endpoint',
    'instance',
    'job',
    'location',
    'namespace',
    'node',
    'pod',
    'project_id',
    'service',
  ],
  ...[
    'exported_container',
    'exported_instance',
    'exported_job',
    'exported_namespace',
    'exported_pod',
    'exported_service',
  ],
];

type Emitted = Pick<Measured, 'name' | 'by' | 'labels' | 'always'> & { readonly kind?: string };

/** The names under which a metric is stored. */
export function seriesOf({ name, kind }: Pick<Emitted, 'name' | 'kind'>): readonly string[] {
  return kind === 'histogram' ? ['_bucket', '_count', '_sum'].map((ending) => name + ending) : [name];
}

function knownOf(metrics: Iterable<Emitted>, scraped: boolean): KnownMetrics {
  const known = new Map<string, KnownSeries>();
  for (const metric of metrics) {
    const { by, labels, always = [] } = metric;
    const all = [...labels, ...always.map(({ label }) => label), ...(scraped ? OF_TARGETS : [])];
    for (const series of seriesOf(metric)) {
      const others = known.get(series)?.labels ?? [];
      known.set(series, { by, labels: new Set([...others, ...all, ...(series.endsWith('_bucket') ? ['le'] : [])]) });
    }
  }
  return known;
}

/** Series that every scrape leaves behind. */
const OF_SCRAPES = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped'].map((name) => ({
  name,
  by: 'whoever scrapes',
  labels: [],
}));
const OF_SERVERS = new Map(
  PROFILE_NAMES.map((name) => [name, metricsOf({ name, version: '' }).filter((one) => !APP_METRICS.includes(one))]),
);
const SERVER_NAMES = new Set([...OF_SERVERS.values()].flat().map(({ name }) => name));
const isRecorded = ({ name }: Emitted): boolean => name.startsWith('slo:') || name === 'ALERTS';
const shown = SHOWN_METRICS.filter(({ name }) => !SERVER_NAMES.has(name));

/** What is there whatever server a service runs: of the cluster, of load balancers, of well-known libraries, and what rules record. */
export const COMMON: KnownMetrics = new Map([
  ...knownOf(shown.filter(isRecorded), false),
  ...knownOf(
    [
      ...APP_METRICS,
      ...CLUSTER_METRICS,
      ...shown.filter((metric) => !isRecorded(metric)),
      ...OF_SCRAPES,
      SECRET_CONDITION,
      requestsOf('operator'),
      requestsOf('google'),
      latenciesOf('operator'),
      latenciesOf('google'),
    ],
    true,
  ),
]);

/** What the servers that profiles know emit, in any version. */
export const SERVED: KnownMetrics = knownOf([...OF_SERVERS.values()].flat(), true);

/** What a server emits in its version. */
export function servedBy(server: Server): KnownMetrics {
  return knownOf(
    (OF_SERVERS.get(server.name) ?? []).filter((metric) => knows(server.version, metric)),
    true,
  );
}

/** The names of metrics whose series have endings of their own. */
export const HISTOGRAMS: ReadonlySet<string> = new Set(
  [...APP_METRICS, ...[...OF_SERVERS.values()].flat(), latenciesOf('operator'), latenciesOf('google')]
    .filter(({ kind }) => kind === 'histogram')
    .map(({ name }) => name),
);

/** What is counted of an environment's logs, by its facts; nothing where it counts none. */
export function countedIn(facts: Parameters<typeof findLogMetrics>[0]): KnownMetrics {
  return knownOf(Object.values(findLogMetrics(facts) ?? {}), false);
}
