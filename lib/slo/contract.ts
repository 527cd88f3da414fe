import { chooseFix, show } from '../nearest';
import type { ProfileName } from '../profiles/profiles';
import { findProfile } from '../profiles/profiles';
import { isOlder, knows } from '../profiles/versions';
import type { Objection } from '../props';
import { APP_METRICS } from './app-metrics';
import type { Metric } from './metric';

/** The server of a workload, where a profile knows it. */
export interface Server {
  readonly name: ProfileName;
  readonly version: string;
}

/** Every metric that a rule of a workload may name: those of its server, and those of well-known libraries. */
export function metricsOf(server: Server | undefined): readonly Metric[] {
  const profile = server === undefined ? undefined : findProfile(server.name);
  const { queue, concurrency = [], memory = [] } = profile?.signals ?? {};
  return [...(profile?.measures ?? []), ...(queue?.metrics ?? []), ...concurrency, ...memory, ...APP_METRICS];
}

/** The histogram by which streams of a server are judged, where it has one. */
export function findStreamMetric(server: Server | undefined): string | undefined {
  const measures = (server && findProfile(server.name)?.measures) ?? [];
  return measures.find((metric) => metric.kind === 'histogram' && metric.fitsStreams === true)?.name;
}

/** Of several names of one thing, the one that a version emits. */
export function emittedBy<M extends Metric>(metrics: readonly M[], version: string): M | undefined {
  return metrics.find((metric) => knows(version, metric));
}

/** The metric of a name and kind that is fit for an objective, or why there is none. */
export function findMetric<Kind extends Metric['kind']>(
  name: string,
  kind: Kind,
  server: Server | undefined,
): Extract<Metric, { readonly kind: Kind }> | Objection {
  const known = metricsOf(server);
  const found = known.find((metric) => metric.name === name);
  const fit = known.filter((metric) => metric.kind === kind && metric.unfit === undefined).map((metric) => metric.name);
  const object = (problem: string): Objection => ({
    code: 'SLO_METRIC_UNKNOWN',
    problem,
    fix: `${chooseFix(name, fit)}; or declare one of the service's own: of: { ${kind}: … }`,
    allowed: fit,
  });
  if (found === undefined) return object(`is ${show(name)}, a metric that nobody here is known to emit`);
  if (found.unfit !== undefined) return object(`is ${show(name)}, which is ${found.unfit}`);
  if (found.kind !== kind) return object(`is ${show(name)}, a ${found.kind}`);
  const { since, until } = found;
  const emitted = server !== undefined && APP_METRICS.every((metric) => metric.name !== name);
  if (emitted && since !== undefined && isOlder(server.version, since))
    return object(`is ${show(name)}, which ${found.by} emits from ${since} on, not ${server.version}`);
  if (emitted && until !== undefined && !isOlder(server.version, until))
    return object(`is ${show(name)}, which ${found.by} has not emitted since ${until}; ${server.version} runs`);
  // The kind was compared above.
  return found as Extract<Metric, { readonly kind: Kind }>;
}
