import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import { clusterOf } from '../slo/cluster';
import type { Matcher } from '../slo/metric';
import { PROBED } from '../slo/cluster-metrics';
import type { RuleGroup } from '../slo/rules';
import { spelled } from '../slo/sli';
import { INTERVAL, spanOf } from '../slo/windows';
import { PLATFORM } from './links';

/** Seconds until a failing internal API is told: with the five minutes that are looked back on, an outage is within eight. */
const FAILS = 300;
/** Seconds until it is told that nobody probes: an exporter that is restarted is back by then. */
const UNPROBED = 1800;

/** Whether the internal API answers, as the environment's blackbox exporter sees it; undefined where there is none, or nobody to tell. */
export function probedGroup(spec: EnvironmentSpec): RuleGroup | undefined {
  const { alertmanager, gitlab, name, prometheus, tier } = spec;
  if (alertmanager === undefined || prometheus.prober === undefined) return undefined;
  const series = `${PROBED.name}${spelled(probedSeries(spec))}`;
  const labels = (severity: 'page' | 'ticket') => ({
    environment: name,
    namespace: alertmanager.namespace,
    service: PLATFORM,
    severity,
    team: alertmanager.fallback,
  });
  return {
    name: `taxiway:${PLATFORM}:internal-api`,
    interval: spanOf(INTERVAL),
    rules: [
      {
        alert: 'MlEnvironmentApiUnreachable',
        expr: `avg(avg_over_time(${series}[5m])) < 0.5`,
        for: spanOf(FAILS),
        labels: labels(tier === 'production' ? 'page' : 'ticket'),
        annotations: {
          summary: `${name}: the internal API does not answer.`,
          description: `More than half of the probes of ${gitlab.internalApi} failed: services that call it fail with it.`,
        },
      },
      {
        alert: 'MlEnvironmentApiUnprobed',
        expr: `absent(${series})`,
        for: spanOf(UNPROBED),
        labels: labels('ticket'),
        annotations: {
          summary: `${name}: nobody probes the internal API any more.`,
          description: 'Until somebody does, an outage of it is seen in services only: look at the blackbox exporter.',
        },
      },
    ],
  };
}

/** Which series are those of the probe. Rules of Google hold for a whole project, and see the probes of all its clusters. */
function probedSeries(spec: EnvironmentSpec): readonly Matcher[] {
  const { prober, rules } = spec.prometheus;
  const exact = (label: string, value: string): Matcher => ({ label, by: '=', value });
  const job = exact('job', names.internalApiProbe);
  if (rules !== 'google' || prober === undefined || !('pods' in prober)) return [job];
  return [...clusterOf(spec), exact('namespace', prober.pods.namespace), job];
}
