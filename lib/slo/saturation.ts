import {
  CARD_FREE,
  CARD_USED,
  DEPLOYMENT_CONDITION,
  SCALER_CONDITION,
  SCALER_DESIRED,
  SCALER_ERRORS,
  SCALER_MOST,
} from './cluster-metrics';
import type { GaugeMetric, Matcher } from './metric';
import type { AlertRule, RuleGroup, RuleOwner } from './rules';
import { spelled } from './sli';
import { INTERVAL, spanOf } from './windows';

/** What may run full in a workload, as far as anything tells. */
export interface Limits {
  readonly workload: string;
  /** Which series are those of its pods. */
  readonly pods: readonly Matcher[];
  /** Whether their metrics are fetched. */
  readonly scraped: boolean;
  /** Requests that wait, and how many a pod may have. */
  readonly queue?: { readonly metric: GaugeMetric; readonly target: number };
  /** What its server tells of its own memory, or the card itself. */
  readonly memory?: GaugeMetric | 'card';
  /** The metric that its pods are scaled by, or `cpu`. */
  readonly scaledBy?: string;
}

/** Seconds that something has to last before it is told: a wave passes, a rollout gets on. */
const LASTS = 900;
/** Above this the next request waits for memory. */
const FULL = '0.95';

/**
 * Alerts of what runs full, before users see it: those of the namespace, then those of each workload, which say its name. All of them
 * are tickets: what users see has pages of its own.
 */
export function saturationGroups(
  namespace: readonly Matcher[],
  workloads: readonly Limits[],
  owner: RuleOwner,
): readonly RuleGroup[] {
  const own = workloads.map((limits) => group(owner, [...ofScaler(namespace, limits), ...ofPods(limits)], limits));
  return [group(owner, [...ofNamespace(namespace)]), ...own].filter(({ rules }) => rules.length > 0);
}

function group({ service, environment, namespace, owner }: RuleOwner, told: readonly Told[], of?: Limits): RuleGroup {
  const labels = { service, sli: 'saturation', environment, team: owner, namespace, severity: 'ticket' };
  const [who, name] =
    of === undefined ? [service, 'saturation'] : [`${service}/${of.workload}`, `saturation:${of.workload}`];
  const rules = told.map(({ alert, expr, summary, description }): AlertRule => ({
    alert,
    expr,
    for: spanOf(LASTS),
    labels: of === undefined ? labels : { ...labels, workload: of.workload },
    annotations: { summary: `${who}: ${summary}`, description },
  }));
  return { name: `taxiway:${service}:${name}`, interval: spanOf(INTERVAL), rules };
}

interface Told {
  readonly alert: string;
  readonly expr: string;
  readonly summary: string;
  readonly description: string;
}

function* ofNamespace(namespace: readonly Matcher[]): Generator<Told> {
  const here = (more: Readonly<Record<string, string>>) => among(namespace, more);
  yield {
    alert: 'MlServiceRolloutStuck',
    expr: `${DEPLOYMENT_CONDITION.name}${here({ condition: 'Progressing', status: 'false' })} == 1`,
    summary: 'the rollout of {{ $labels.deployment }} does not get on.',
    description:
      'Its deadline is over and new pods are not ready: look at their events, at nodes, and at what was changed.',
  };
  yield {
    alert: 'MlServiceQuotaExhausted',
    expr: `${DEPLOYMENT_CONDITION.name}${here({ condition: 'ReplicaFailure', status: 'true' })} == 1`,
    summary: 'pods of {{ $labels.deployment }} are refused.',
    description:
      'The quota of the namespace has no room for them, or an admission policy refuses them: its events say which.',
  };
}

function* ofScaler(namespace: readonly Matcher[], { workload, scaledBy, pods }: Limits): Generator<Told> {
  if (scaledBy === undefined) return;
  // Whatever scales it is called like it.
  const here = (more: Readonly<Record<string, string>> = {}) =>
    among(namespace, { horizontalpodautoscaler: workload, ...more });
  // KEDA holds what runs, and its autoscaler sees nothing amiss.
  const lost =
    scaledBy === 'cpu' ? '' : `\nor\nabsent(${scaledBy}${spelled(pods)})\nor\n${unanswered(namespace, workload)}`;
  yield {
    alert: 'MlServiceReplicasAtMaximum',
    expr: `${SCALER_DESIRED.name}${here()}\n>= on (namespace, horizontalpodautoscaler)\n${SCALER_MOST.name}${here()}`,
    summary: 'it runs as many pods as it may.',
    description:
      'What comes in addition waits: raise replicas.max, and the limit of GPUs with it, or find out who asks so much.',
  };
  yield {
    alert: 'MlServiceAutoscalerBlind',
    expr: `${SCALER_CONDITION.name}${here({ condition: 'ScalingActive', status: 'false' })} == 1${lost}`,
    summary: 'its autoscaler does not know how much there is to do.',
    description:
      'Its pods stay as they are until its metric is back: look at the monitor, at its scrape, and at the autoscaler.',
  };
}

function* ofPods({ pods, scraped, queue, memory }: Limits): Generator<Told> {
  const up = `up${spelled(pods)}`;
  if (scraped)
    yield {
      alert: 'MlServiceScrapeFails',
      expr: `count(${up} == 0 and max_over_time(${up}[1h]) == 1) > 0`,
      summary: '{{ $value }} of its pods show no metrics any more.',
      description:
        'Rules and autoscalers see less than there is: look at the pods, at their port of metrics, and at the way in.',
    };
  if (queue !== undefined)
    yield {
      alert: 'MlServiceQueueLong',
      expr: `avg(sum by (pod) (${queue.metric.name}${spelled(pods)})) > ${queue.target}`,
      summary: `more than ${queue.target} requests wait for each pod.`,
      description: 'It has {{ $value | humanize }} for each: it needs more pods, or less to do.',
    };
  if (memory === 'card') {
    const one = `${taken(CARD_USED, pods)}\n/\n(${taken(CARD_USED, pods)} + ${taken(CARD_FREE, pods)})`;
    const other = `${taken(CARD_USED, renamed(pods))}\n/\n(${taken(CARD_USED, renamed(pods))} + ${taken(CARD_FREE, renamed(pods))})`;
    yield full(`max(${one}\nor\n${other}) > ${FULL}`, 'the memory of a card is nearly full.');
  } else if (memory !== undefined)
    yield full(`max(${memory.name}${spelled(pods)}) > ${FULL}`, 'its memory for open requests is nearly full.');
}

function full(expr: string, summary: string): Told {
  const description =
    '{{ $value | humanizePercentage }} are taken: requests wait or fail; fewer at a time, or more pods.';
  return { alert: 'MlServiceGpuMemoryFull', expr, summary, description };
}

function among(series: readonly Matcher[], labels: Readonly<Record<string, string>>): string {
  return spelled([...series, ...Object.entries(labels).map(([label, value]): Matcher => ({ label, by: '=', value }))]);
}

function taken({ name }: GaugeMetric, selector: readonly Matcher[]): string {
  return `${name}${spelled(selector)}`;
}

/** KEDA can't ask Prometheus: it goes on with what it falls back to, and its autoscaler is told that. */
function unanswered(namespace: readonly Matcher[], scaledObject: string): string {
  const errors = (selector: readonly Matcher[]) =>
    `increase(${SCALER_ERRORS.name}${among(selector, { scaledObject })}[5m])`;
  return `sum(${errors(namespace)} or ${errors(renamed(namespace))}) > 0`;
}

/** Where a scrape gives its own labels the first place, those of the pod are called otherwise. */
function renamed(selector: readonly Matcher[]): readonly Matcher[] {
  return selector.map((one) =>
    one.label === 'namespace' || one.label === 'container' ? { ...one, label: `exported_${one.label}` } : one,
  );
}
