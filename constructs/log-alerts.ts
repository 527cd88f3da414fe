import { Construct } from 'constructs';
import { withLinks } from '../lib/alerts/links';
import { serviceLabels } from '../lib/labels';
import { names } from '../lib/names';
import { findLogMetrics } from '../lib/slo/log-metrics';
import { logGroups } from '../lib/slo/log-rules';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import { evaluatorOf } from './slo-settings';

/**
 * The rule that tells of text in the logs of a service that is to write JSON. Workloads that declared text are left out, and nothing is
 * emitted where no rule could see how many lines there are. Later workloads write logs as well, so that it is emitted when all are known.
 * @example
 * ```ts
 * new LogAlerts(this, 'logs');
 * ```
 */
export class LogAlerts extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const service = requireScope(this);
    service.env.onFinish(() => {
      this.emitRules(service);
    });
  }

  private emitRules(service: ServiceScope): void {
    const { spec, id, owner, props, workloads } = service;
    const metrics = findLogMetrics(spec);
    if (metrics === undefined) return;
    const namespace = names.namespace(id);
    const whose = { service: id, namespace, owner, environment: service.env.name };
    const structured = workloads.filter(({ logs }) => logs === undefined).map(({ name }) => names.workload(name));
    const watched = { metrics, project: spec.google.project, workloads: structured.sort() };
    const groups = withLinks(logGroups(whose, watched), spec, id, 'overview');
    if (groups.length === 0) return;
    const labels = serviceLabels(id, owner);
    const causes = { spec: rule('who learns of it when a log is text: docs/guides/log-alerts.md') };
    if (evaluatorOf(spec) === 'google') {
      // Lines are counted for a whole project: rules of a namespace would never find them.
      const metadata = { name: names.globalLogRules(id), labels };
      const global = { ...causes, 'metadata.labels': rule('whose it is'), kind: fact('prometheus.rules') };
      emit(service.grants, 'GlobalRules', { metadata, spec: { groups } }, why(this, service, props, global));
      return;
    }
    const metadata = { name: names.logRules, namespace, labels: { ...labels, ...spec.prometheus.ruleSelector } };
    const selected = { ...causes, 'metadata.labels': fact('prometheus.ruleSelector') };
    emit(service.objects, 'PrometheusRule', { metadata, spec: { groups } }, why(this, service, props, selected));
  }
}
