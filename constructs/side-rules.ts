import type { Construct } from 'constructs';
import { withLinks } from '../lib/alerts/links';
import { serviceLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { RuleGroup } from '../lib/slo/rules';
import { emit } from './kubernetes';
import { fact, rule, why, type ServiceScope } from './service-scope';
import { evaluatorOf } from './slo-settings';

/** Rules of a service beside those of its objectives. */
export interface SideRules {
  readonly groups: readonly RuleGroup[];
  /** What the object is called beside the service's own, and where Google evaluates rules of all namespaces. */
  readonly name: string;
  readonly globalName: string;
  /** Why there are such rules. */
  readonly because: string;
}

/**
 * Emits rules over series that don't carry the service's namespace as Google's rules know it: of a whole project, or of an operator. There
 * rules of a namespace would never find them, and they are rules of all. Nothing is emitted where there is no rule.
 */
export function emitSideRules(
  of: Construct,
  service: ServiceScope,
  { name, globalName, because, ...given }: SideRules,
): void {
  const { spec, id, owner, props } = service;
  const groups = withLinks(given.groups, spec, id, 'overview');
  if (groups.length === 0) return;
  const labels = serviceLabels(id, owner);
  const causes = { spec: rule(because) };
  if (evaluatorOf(spec) === 'google') {
    const global = { ...causes, 'metadata.labels': rule('whose it is'), kind: fact('prometheus.rules') };
    const metadata = { name: globalName, labels };
    emit(service.grants, 'GlobalRules', { metadata, spec: { groups } }, why(of, service, props, global));
    return;
  }
  const namespace = names.namespace(id);
  const metadata = { name, namespace, labels: { ...labels, ...spec.prometheus.ruleSelector } };
  const selected = { ...causes, 'metadata.labels': fact('prometheus.ruleSelector') };
  emit(service.objects, 'PrometheusRule', { metadata, spec: { groups } }, why(of, service, props, selected));
}
