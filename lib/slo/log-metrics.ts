import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import type { Evaluator } from './load-balancer';
import type { Matcher, Measured } from './metric';

/** Counters of logs are there within ten minutes, by Google's page on troubleshooting them. */
const DELAY = 600;

/** What is counted of the lines that pods of services write. */
export interface LogMetrics {
  readonly lines: Measured;
  /** Those of them that Google's logging keeps as text. */
  readonly text: Measured;
}

/** What is counted of an environment's logs; undefined where no rule would find it. */
export function findLogMetrics({ name, prometheus }: EnvironmentSpec): LogMetrics | undefined {
  const { rules = 'operator', logMetrics } = prometheus;
  if (rules === 'operator' && logMetrics === undefined) return undefined;
  const metric = (lines: 'lines' | 'text'): Measured => measured(rules, names.logMetric(name, lines));
  return { lines: metric('lines'), text: metric('text') };
}

/**
 * A counter of our own in Cloud Logging, as PromQL of Cloud Monitoring or stackdriver_exporter spells it. Google's own
 * `log_entry_count` leaves out what is excluded from storage, and ours doesn't: a share of both could be above one.
 */
function measured(evaluator: Evaluator, id: string): Measured {
  const resource: Matcher = { label: 'monitored_resource', by: '=', value: 'k8s_container' };
  const google = evaluator === 'google';
  return {
    name: google
      ? `logging_googleapis_com:user_${id.replaceAll(/[^a-z0-9]/g, '_')}`
      : `stackdriver_k_8_s_container_logging_googleapis_com_user_${inWords(id)}`,
    by: google
      ? 'Cloud Monitoring'
      : 'stackdriver_exporter from 0.13 on, with --monitoring.aggregate-deltas and the prefix logging.googleapis.com/user',
    labels: ['cluster_name', 'container_name', 'location', 'log', 'namespace_name', 'pod_name', 'project_id'],
    ...(google ? { always: [resource] } : {}),
    bornAtZero: google,
    quietIsAbsent: true,
    delay: DELAY,
    unfit: 'about lines of logs, not about requests',
  };
}

/** stackdriver_exporter splits a name where letters and digits meet, `k8s` as well: `NormalizeMetricName` in its utils. */
function inWords(id: string): string {
  return (id.match(/[a-z]+|[0-9]+/g) ?? []).join('_');
}
