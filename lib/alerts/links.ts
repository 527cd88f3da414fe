import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import type { DashboardName } from '../dashboards/names';
import type { RuleGroup } from '../slo/rules';

type Facts = Pick<EnvironmentSpec, 'name' | 'runbooks' | 'grafana' | 'dashboards'>;

/** Where the alert runbook of a service is rendered, below the environment's folder. */
export function alertRunbookPath(service: string): string {
  return `${service}/runbooks/${names.alertRunbook}.md`;
}

/** What the alerts of no single service are of. */
export const PLATFORM = 'platform';

/** What an alert's runbook is read at: runbooks are published as they are rendered, one folder for each environment. */
export function runbookUrl({ name, runbooks }: Facts, service: string, alert: string): string {
  return `${runbooks}/${name}/${alertRunbookPath(service)}#${anchorOf(alert)}`;
}

/** How Markdown calls a heading that is one word. */
export function anchorOf(alert: string): string {
  return alert.toLowerCase();
}

/** A dashboard with one service chosen; undefined where none is rendered. */
export function dashboardUrl(facts: Facts, dashboard: DashboardName, service: string): string | undefined {
  const { name, grafana, dashboards } = facts;
  if (dashboards === undefined) return undefined;
  return `${grafana}/d/${names.dashboard(name, dashboard)}?var-service=${encodeURIComponent(service)}`;
}

/** The dashboard whose first screen answers an alert, where that is not the one of what rules watch. */
const ANSWERED: Readonly<Record<string, DashboardName>> = {
  MlServiceSliNoData: 'overview',
  MlServiceRolloutStuck: 'rollout',
  MlServiceQuotaExhausted: 'rollout',
  MlServiceScrapeFails: 'rollout',
  MlServiceReplicasAtMaximum: 'gpu',
  MlServiceAutoscalerBlind: 'gpu',
  MlServiceQueueLong: 'gpu',
  MlServiceGpuMemoryFull: 'gpu',
};

/** The same rules, each alert with what to read about it and where to look; a rule that has its own keeps it. */
export function withLinks(
  groups: readonly RuleGroup[],
  facts: Facts,
  service: string,
  dashboard: DashboardName = 'slo',
): readonly RuleGroup[] {
  const links = (alert: string) => {
    const shown = dashboardUrl(facts, ANSWERED[alert] ?? dashboard, service);
    return {
      runbook_url: runbookUrl(facts, service, alert),
      ...(shown === undefined ? {} : { dashboard_url: shown }),
    };
  };
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) =>
      'alert' in rule ? { ...rule, annotations: { ...links(rule.alert), ...rule.annotations } } : rule,
    ),
  }));
}
