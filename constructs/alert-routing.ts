import { Construct } from 'constructs';
import { platformRules } from '../lib/alerts/blind';
import { routingOf } from '../lib/alerts/routing';
import type { ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';
import type { RuleGroup } from '../lib/slo/rules';
import { emit } from './kubernetes';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';
import { evaluatorOf } from './slo-settings';

/** Where the routing is emitted, and its facts. */
export interface AlertRoutingProps {
  readonly objects: ObjectChart;
  readonly spec: EnvironmentSpec;
}

/**
 * Who is told what: each team's alerts go to its own channel, what wakes people to whoever of them is on call, and what nobody owns
 * to the fallback; and a rule that tells once that nothing is known of any service. Nothing is emitted where alerts are routed elsewhere.
 * @example
 * ```ts
 * new AlertRouting(this, 'alerts', { objects, spec: env.spec });
 * ```
 */
export class AlertRouting extends Construct {
  constructor(scope: Construct, id: string, { objects, spec }: AlertRoutingProps) {
    super(scope, id);
    const rules = platformRules(spec);
    if (rules !== undefined) emitRules(objects, spec, rules);
    const routing = routingOf(spec);
    // Google's managed Prometheus has no such kind: there the file is handed to an Alertmanager of one's own.
    if (routing === undefined || spec.alertmanager === undefined || evaluatorOf(spec) === 'google') return;
    const { namespace } = spec.alertmanager;
    emit(
      objects,
      'AlertmanagerConfig',
      { metadata: { name: names.alertRouting, namespace, labels: PLATFORM_LABELS }, spec: routing },
      platformTrace(spec, 'alerts', {
        'metadata.namespace': { fact: 'alertmanager.namespace' },
        'spec.route': {
          rule: 'the first route that matches holds: a team is told of its own services, and of no others',
        },
        'spec.route.receiver': { fact: 'alertmanager.fallback' },
        'spec.route.groupBy': { rule: 'one notification for a service, however many of its measures say so' },
        'spec.route.routes': { fact: 'teams' },
        'spec.receivers': { fact: 'alertReceivers' },
        'spec.inhibitRules': { rule: 'what follows from something that is told is not told again' },
      }),
    );
  }
}

function emitRules(objects: ObjectChart, spec: EnvironmentSpec, groups: readonly RuleGroup[]): void {
  const causes = {
    spec: { rule: 'that nothing is known of any service is told once: docs/guides/alert-routing.md' },
    'spec.groups.0.rules.0.labels.team': { fact: 'alertmanager.fallback' },
    'spec.groups.1': { fact: 'prometheus.prober' },
  };
  const name = names.platformRules;
  if (evaluatorOf(spec) === 'google') {
    const metadata = { name, labels: PLATFORM_LABELS };
    emit(objects, 'GlobalRules', { metadata, spec: { groups } }, platformTrace(spec, 'alerts', causes));
    return;
  }
  const namespace = spec.alertmanager?.namespace ?? '';
  const metadata = { name, namespace, labels: { ...PLATFORM_LABELS, ...spec.prometheus.ruleSelector } };
  const selected = { ...causes, 'metadata.labels': { fact: 'prometheus.ruleSelector' } };
  emit(objects, 'PrometheusRule', { metadata, spec: { groups } }, platformTrace(spec, 'alerts', selected));
}
