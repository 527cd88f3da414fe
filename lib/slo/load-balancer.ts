import { textOf } from './decimal';
import type { CounterMetric, HistogramMetric, Matcher } from './metric';

/** Who evaluates rules: Prometheus of an operator, or Google's managed one. */
export type Evaluator = 'operator' | 'google';

/** Google samples load balancers each minute and shows it up to 90 s later, by its documentation of Cloud Load Balancing metrics. */
const DELAY = 150;

/** Powers of 1.4 ms: from 10 ms, where no two have the same whole part, to 3 days. */
const BOUNDS = Array.from({ length: 52 }, (_, index) => index + 7).map((power) =>
  textOf({ digits: 14n ** BigInt(power), scale: power }),
);

/** A metric of the regional internal load balancer, as PromQL of Cloud Monitoring or stackdriver_exporter spells it. */
const spelled = (evaluator: Evaluator, metric: string): string =>
  evaluator === 'google'
    ? `loadbalancing_googleapis_com:https_internal_${metric}`
    : `stackdriver_internal_http_lb_rule_loadbalancing_googleapis_com_https_internal_${metric}`;

const common = (evaluator: Evaluator) => {
  const resource: Matcher = { label: 'monitored_resource', by: '=', value: 'internal_http_lb_rule' };
  return {
    by:
      evaluator === 'google'
        ? 'Cloud Monitoring'
        : 'stackdriver_exporter from 0.13 on, with --monitoring.aggregate-deltas',
    // Cloud Monitoring knows when each delta began; the exporter's counters appear with the first.
    bornAtZero: evaluator === 'google',
    protocol: 'http',
    quietIsAbsent: true,
    delay: DELAY,
    ...(evaluator === 'google' ? { always: [resource] } : {}),
  } as const;
};

/** Requests at the internal load balancer. Its error class is `500`; that of Cloud Run would be `5xx`. */
export function requestsOf(evaluator: Evaluator): CounterMetric {
  return {
    kind: 'counter',
    name: spelled(evaluator, 'request_count'),
    labels: ['backend_target_name', 'project_id', 'response_code_class'],
    errors: { label: 'response_code_class', by: '=~', value: '500|5xx' },
    ...common(evaluator),
  };
}

/** How long backends took, to the last byte. */
export function latenciesOf(evaluator: Evaluator): HistogramMetric {
  return {
    kind: 'histogram',
    name: spelled(evaluator, 'backend_latencies'),
    labels: ['backend_target_name', 'project_id'],
    unit: 'ms',
    bounds: BOUNDS,
    wholePart: true,
    ...common(evaluator),
  };
}

/**
 * How a GKE gateway calls the backends of a Service: `gkegw1-<hash>-<namespace>-<Service>-<port>-<hash>`; both hashes change when the
 * Service is made anew. Names are cut at 63 characters, which namespace and Service keep clear of.
 */
export function backendOf(project: string, namespace: string, service: string, port: number): readonly Matcher[] {
  return [
    { label: 'project_id', by: '=', value: project },
    {
      label: 'backend_target_name',
      by: '=~',
      value: `gkegw1-[a-z0-9]{4}-${namespace}-${service}-${port}-[a-z0-9]{12}`,
    },
  ];
}
