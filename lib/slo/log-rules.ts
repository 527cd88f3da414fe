import { WANTED } from '../logs/check';
import type { LogMetrics } from './log-metrics';
import type { Matcher, Measured } from './metric';
import type { RuleGroup, RuleOwner } from './rules';
import { counted } from './sli';
import { BUDGET_INTERVAL, LEAST_FAILURES, secondsOf, spanOf, type Window } from './windows';

/** The logs of a service that are to be JSON. */
export interface WatchedLogs {
  readonly metrics: LogMetrics;
  /** The Google project that they are counted in. */
  readonly project: string;
  /** The workloads that write them. */
  readonly workloads: readonly string[];
}

/** Long enough for a few lines an hour to be seen; what a start writes has left it before the alert has held. */
const WINDOW: Window = '30m';
/** Seconds for which the share has to be too large. */
const LASTS = 3600;
/** The share of text that the contract leaves room for. */
const MOST = (100 - WANTED) / 100;

/** The alert of a service that writes text where it is to write JSON; none where it writes no JSON at all. */
export function logGroups(owner: RuleOwner, watched: WatchedLogs): readonly RuleGroup[] {
  if (watched.workloads.length === 0) return [];
  const { service, environment, namespace, owner: team } = owner;
  const selector: readonly Matcher[] = [
    { label: 'project_id', by: '=', value: watched.project },
    { label: 'namespace_name', by: '=', value: namespace },
    { label: 'container_name', by: '=~', value: watched.workloads.join('|') },
  ];
  const each = (metric: Measured): string => counted(metric.name, metric, selector, WINDOW, 'container_name');
  const { text, lines } = watched.metrics;
  return [
    {
      name: `taxiway:${service}:logs`,
      interval: spanOf(BUDGET_INTERVAL),
      rules: [
        {
          alert: 'MlServiceLogsUnstructured',
          // The share comes first: it is the value that people read.
          expr: `${each(text)}\n/\n${each(lines)}\n> ${MOST}\nand\n${each(text)} * ${secondsOf(WINDOW)} >= ${LEAST_FAILURES}`,
          for: spanOf(LASTS),
          labels: { service, environment, team, namespace, severity: 'ticket' },
          annotations: {
            summary: `${service}: {{ $labels.container_name }} writes text where JSON is promised.`,
            description: `{{ $value | humanizePercentage }} of its lines are text, at most ${100 - WANTED} % may be: no alert goes by their severity, and no search by their keys.`,
          },
        },
      ],
    },
  ];
}
