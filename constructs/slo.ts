import { Construct } from 'constructs';
import { withLinks } from '../lib/alerts/links';
import type { KubernetesObject } from '../lib/engine/object';
import { serviceLabels } from '../lib/labels';
import { names } from '../lib/names';
import { findProfile } from '../lib/profiles/profiles';
import { emittedBy } from '../lib/slo/contract';
import { outageDetection } from '../lib/slo/detection';
import { ruleGroups } from '../lib/slo/rules';
import { saturationGroup, type Limits } from '../lib/slo/saturation';
import type { Sli } from '../lib/slo/sli';
import { FAST, SLOW, spanOf } from '../lib/slo/windows';
import { emit } from './kubernetes';
import { SecretAlerts } from './secret-alerts';
import { fact, requireScope, rule, why, type ServiceScope, type SliSummary } from './service-scope';
import type { SloProps } from './slo-props';
import { evaluatorOf, podSeries, readSlo } from './slo-settings';
import type { Workload } from './workload';

/** What is promised of a workload. */
export interface SloConstructProps {
  /** As the service file has it. */
  readonly slo?: SloProps;
  /** The workload that keeps it. */
  readonly of: Workload;
}

/**
 * What users may count on, and the rules that tell when it is not kept: recorded rates, a fast and a slow burn of the budget, a measure
 * that is lost, traffic that ceases, and what runs full before users see it.
 * @example
 * ```ts
 * new Slo(this, 'slo', { slo: { availability: 99.5, latency: { p95: '800ms' } }, of: this.workload });
 * ```
 */
export class Slo extends Construct {
  /** Its measures; none where nothing can be seen. */
  readonly slis: readonly Sli[];
  /** The object that holds the rules. */
  readonly rules: KubernetesObject;

  constructor(scope: Construct, id: string, { slo, of }: SloConstructProps) {
    super(scope, id);
    const service = requireScope(this);
    const workload = of.node.id;
    const { settings, endpoint } = of;
    const { maturity, spec, props } = service;
    this.slis = readSlo(props, slo, {
      service: service.id,
      workload,
      maturity,
      spec,
      settings,
      routed: endpoint.routed,
      reads: (prop) => {
        of.scrape.readBy(prop);
      },
    });
    service.slis.push(...this.slis.map(summarize));
    props.note('slo.outageTold', { ...outageTold(this.slis), origin: 'default' });
    this.rules = this.emitRules(service, limitsOf(service, of));
    new SecretAlerts(this, 'secrets');
  }

  private emitRules(service: ServiceScope, limits: Limits): KubernetesObject {
    const { spec, id, owner, props } = service;
    const namespace = names.namespace(id);
    const whose = { service: id, namespace, owner, environment: service.env.name };
    const rules = [...this.slis.flatMap((sli) => ruleGroups(sli, whose)), saturationGroup(limits, whose)];
    const groups = withLinks(rules, spec, id);
    const causes = {
      spec: rule('what is promised, as rules: docs/guides/slo.md'),
      'metadata.labels': fact('prometheus.ruleSelector'),
    };
    const labels = serviceLabels(id, owner);
    if (evaluatorOf(spec) === 'google') {
      // Metrics of load balancers have no cluster and no namespace: rules of a namespace would never find them.
      const global = {
        ...causes,
        'metadata.labels': rule('whose it is, and how it is found'),
        kind: fact('prometheus.rules'),
      };
      const metadata = { name: names.globalRules(id), labels };
      return emit(service.grants, 'GlobalRules', { metadata, spec: { groups } }, why(this, service, props, global));
    }
    const metadata = { name: names.rules, namespace, labels: { ...labels, ...spec.prometheus.ruleSelector } };
    return emit(service.objects, 'PrometheusRule', { metadata, spec: { groups } }, why(this, service, props, causes));
  }
}

/** What may run full in a workload; the metrics of its server are read where they can be fetched. */
function limitsOf({ spec, id }: ServiceScope, { node, settings, scrape, summary }: Workload): Limits {
  const { profile: server, scaling } = settings;
  const signals = server && findProfile(server.name)?.signals;
  const queue = signals?.queue;
  const waiting = server && emittedBy(queue?.metrics ?? [], server.version);
  const memory = server && emittedBy(signals?.memory ?? [], server.version);
  if ((waiting ?? memory) !== undefined && scrape.possible) scrape.readBy('serves.profile');
  const scraped = summary.scraped !== undefined;
  const pods = podSeries(spec, id, node.id);
  return {
    pods,
    namespace: pods.filter(({ label }) => label !== 'container'),
    scraped,
    ...(scaling && { scaledBy: scaling.metric?.name ?? 'cpu' }),
    ...(scraped && waiting && queue && { queue: { metric: waiting, target: queue.target } }),
    ...(scraped && memory && { memory }),
    ...(summary.gpu !== undefined && signals?.takesMemory !== true && { memory: 'card' as const }),
  };
}

/** When somebody learns of a total outage: by the measure that wakes first, else by the first that opens a ticket. */
function outageTold(slis: readonly Sli[]): { readonly value: string | null; readonly because: string } {
  const [first] = slis
    .map((sli) => ({ name: sli.name, wakes: sli.severity === 'page', seconds: outageDetection(sli, FAST) }))
    .sort((one, other) => Number(other.wakes) - Number(one.wakes) || one.seconds - other.seconds);
  if (first === undefined) return { value: null, because: 'nothing is measured, and nobody is told' };
  const how = first.wakes ? 'pages then, where requests come steadily' : 'opens a ticket then, and nobody is woken';
  return { value: spanOf(first.seconds), because: `${first.name} ${how}` };
}

function summarize(sli: Sli): SliSummary {
  const { name, promised, measure, severity } = sli;
  const told = spanOf(outageDetection(sli, FAST));
  return {
    name,
    objective: promised.percent,
    measure: measure.metric.name,
    ...(measure.kind === 'slow' ? { milliseconds: measure.bucket.milliseconds } : {}),
    ...(severity === 'page' ? { outagePagesAfter: told } : {}),
    outageTicketsAfter: severity === 'page' ? spanOf(outageDetection(sli, SLOW)) : told,
  };
}
