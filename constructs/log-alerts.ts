import { Construct } from 'constructs';
import { names } from '../lib/names';
import { findLogMetrics } from '../lib/slo/log-metrics';
import { logGroups } from '../lib/slo/log-rules';
import { requireScope, type ServiceScope } from './service-scope';
import { emitSideRules } from './side-rules';

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
    const { spec, id, owner, workloads } = service;
    const metrics = findLogMetrics(spec);
    if (metrics === undefined) return;
    const namespace = names.namespace(id);
    const whose = { service: id, namespace, owner, environment: service.env.name };
    const structured = workloads.filter(({ logs }) => logs === undefined).map(({ name }) => names.workload(name));
    const watched = { metrics, project: spec.google.project, workloads: structured.sort() };
    emitSideRules(this, service, {
      groups: logGroups(whose, watched),
      name: names.logRules,
      globalName: names.globalLogRules(id),
      because: 'who learns of it when a log is text: docs/guides/log-alerts.md',
    });
  }
}
