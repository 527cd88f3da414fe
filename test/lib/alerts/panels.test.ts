import { PAGES } from '../../../lib/alerts/pages';
import { withLinks } from '../../../lib/alerts/links';
import { dashboardOf } from '../../../lib/dashboards/dashboard';
import { DASHBOARDS, type DashboardName } from '../../../lib/dashboards/names';
import { PROFILES } from '../../../lib/profiles/profiles';
import { testEnvironment } from '../../support/environment';
import { queriesIn } from '../../support/queries';

const production = testEnvironment({ tier: 'production' });
const context = { service: 'echo', environment: 'harbour', workloads: ['api'], callers: ['rails'] };

/** Panels that a page names, as `dashboard/title`. */
function panelsOf(alert: string): readonly string[] {
  const text = textOf(alert);
  return [...text.matchAll(/"([^"]+)" on the dashboard "(\w+)"/g)].map(
    ([, title = '', dashboard = '']) => `${dashboard}/${title}`,
  );
}

function textOf(alert: string): string {
  const { means, look } = PAGES[alert]!(context);
  return [means, ...look].join('\n');
}

const panels = DASHBOARDS.flatMap((name) =>
  dashboardOf(name, production).panels.map(({ title, gridPos }) => ({ at: `${name}/${title}`, gridPos })),
);

/** Where an alert of a service leads. */
function linkOf(alert: string): string {
  const labels = { severity: 'ticket' };
  const rule = { alert, expr: 'vector(1)', for: '5m', labels, annotations: {} };
  const [group] = withLinks([{ name: 'one', interval: '30s', rules: [rule] }], production, 'echo');
  const [linked] = group?.rules ?? [];
  const url = linked !== undefined && 'alert' in linked ? linked.annotations['dashboard_url'] : undefined;
  return /harbour-(\w+)\?/.exec(url ?? '')?.[1] ?? '';
}

describe('the dashboards that pages of alerts name', () => {
  it('have the panels that they are named for', () => {
    const named = Object.keys(PAGES).flatMap(panelsOf);

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((panel) => !panels.some(({ at }) => at === panel))).toEqual([]);
  });

  it('are never named without a panel', () => {
    const words = Object.keys(PAGES).map((alert) => [alert, textOf(alert).match(/dashboard/g)?.length ?? 0]);

    expect(words).toEqual(Object.keys(PAGES).map((alert) => [alert, panelsOf(alert).length]));
  });

  it.each<readonly [alert: string, dashboard: DashboardName, panel: string]>([
    ['MlServiceBudgetBurnFast', 'slo', 'Failures beside the budget'],
    ['MlServiceBudgetBurnSlow', 'slo', 'Failures beside the budget'],
    ['MlServiceTrafficCessation', 'slo', 'Requests'],
    ['MlServiceSliNoData', 'overview', 'Measures without data'],
    ['MlServiceRolloutStuck', 'rollout', 'Pods missing'],
    ['MlServiceQuotaExhausted', 'rollout', 'Quota taken'],
    ['MlServiceScrapeFails', 'rollout', 'Pods that are ready'],
    ['MlServiceReplicasAtMaximum', 'gpu', 'Pods beside the most there may be'],
    ['MlServiceAutoscalerBlind', 'gpu', 'Requests at the server'],
    ['MlServiceQueueLong', 'gpu', 'Requests that wait for a pod'],
    ['MlServiceGpuMemoryFull', 'gpu', 'Fullest memory'],
  ])('are where %s leads: %s, with "%s" on the first screen', (alert, dashboard, title) => {
    const panel = panels.find(({ at }) => at === `${dashboard}/${title}`);

    expect(linkOf(alert)).toBe(dashboard);
    // A screen of 1080 pixels shows 23 units of height.
    expect((panel?.gridPos.y ?? 99) + (panel?.gridPos.h ?? 0)).toBeLessThanOrEqual(23);
  });

  it('show the queue of every server that tells of one', () => {
    const exprs = queriesIn(dashboardOf('gpu', production)).map(({ expr }) => expr);
    const queues = Object.values(PROFILES).flatMap(({ signals }) => signals?.queue?.metrics ?? []);

    expect(queues.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['vllm:num_requests_waiting', 'tgi_queue_size', 'te_queue_size']),
    );
    for (const { name } of queues) expect(exprs.filter((expr) => expr.includes(name)).length).toBeGreaterThan(1);
  });
});
