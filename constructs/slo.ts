import { Construct } from 'constructs';
import { withLinks } from '../lib/alerts/links';
import type { KubernetesObject } from '../lib/engine/object';
import { serviceLabels } from '../lib/labels';
import { names } from '../lib/names';
import { outageDetection } from '../lib/slo/detection';
import { ruleGroups, type RuleGroup } from '../lib/slo/rules';
import { saturationGroups } from '../lib/slo/saturation';
import type { Sli } from '../lib/slo/sli';
import { FAST, SLOW, spanOf } from '../lib/slo/windows';
import { emit } from './kubernetes';
import { LogAlerts } from './log-alerts';
import { SecretAlerts } from './secret-alerts';
import { fact, requireScope, rule, why, type ServiceScope, type SliSummary } from './service-scope';
import type { SloProps } from './slo-props';
import { evaluatorOf, namespaceSeries, readSlo } from './slo-settings';
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
 * that is lost, traffic that ceases, and what runs full in any workload before users see it.
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
    this.rules = this.emitRules(service);
    new SecretAlerts(this, 'secrets');
    new LogAlerts(this, 'logs');
  }

  private emitRules(service: ServiceScope): KubernetesObject {
    const { spec, id, owner, props } = service;
    const namespace = names.namespace(id);
    const whose = { service: id, namespace, owner, environment: service.env.name };
    const groups: RuleGroup[] = [
      ...withLinks(
        this.slis.flatMap((sli) => ruleGroups(sli, whose)),
        spec,
        id,
      ),
    ];
    // Later workloads run full as well: the object gets those rules when all of them are known.
    service.env.onFinish(() => {
      const limits = service.limits.map((known) => known());
      groups.push(...withLinks(saturationGroups(namespaceSeries(spec, id), limits, whose), spec, id));
    });
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
