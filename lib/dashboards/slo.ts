import type { DashboardContent } from './content';
import type { Selectors } from './selectors';

/** Whether one service keeps what it promises, by each of its measures. */
export function slo({ recorded, pods }: Selectors): DashboardContent {
  const of = (record: string) => `${record}{${recorded}}`;
  const burn = (window: string) =>
    `max(${of(`slo:sli_error:ratio_rate${window}`)} / on (environment, service, sli) ${of('slo:error_budget:ratio')})`;
  return {
    title: 'Promises',
    description:
      'One service: what users meet now, how fast the budget goes, and whether something was rolled out before.',
    oneService: true,
    panels: [
      {
        kind: 'stat',
        title: 'Fail now',
        description: 'Of the last five minutes.',
        unit: 'percentunit',
        w: 6,
        h: 4,
        queries: [[of('slo:sli_error:ratio_rate5m'), '{{sli}}']],
      },
      {
        kind: 'stat',
        title: 'Burn of the last hour',
        description: '1 spends the budget of 30 days in 30 days; 14.4 pages.',
        unit: 'short',
        w: 5,
        h: 4,
        queries: [[burn('1h'), 'highest']],
        limits: { warn: 1, bad: 14.4 },
      },
      {
        kind: 'stat',
        title: 'Budget left of 30 days',
        unit: 'percentunit',
        w: 6,
        h: 4,
        queries: [[of('slo:period_error_budget_remaining:ratio'), '{{sli}}']],
        limits: { warn: 0.25, bad: 0, below: true },
      },
      {
        kind: 'stat',
        title: 'Alerts',
        unit: 'short',
        w: 3,
        h: 4,
        queries: [[`count(ALERTS{alertstate="firing",${recorded}}) or vector(0)`, 'firing']],
        limits: { bad: 1 },
      },
      {
        kind: 'stat',
        title: 'Pods that are ready',
        unit: 'percentunit',
        w: 4,
        h: 4,
        queries: [
          [
            `sum(kube_deployment_status_replicas_available{${pods}}) / (sum(kube_deployment_spec_replicas{${pods}}) > 0)`,
            'of those wanted',
          ],
        ],
        limits: { warn: 1, bad: 0.5, below: true },
      },
      {
        kind: 'timeseries',
        title: 'Failures beside the budget',
        unit: 'percentunit',
        w: 12,
        h: 9,
        queries: [
          [of('slo:sli_error:ratio_rate5m'), '{{sli}}'],
          [of('slo:error_budget:ratio'), 'budget of {{sli}}'],
        ],
      },
      {
        kind: 'timeseries',
        title: 'Requests',
        unit: 'reqps',
        w: 12,
        h: 9,
        queries: [
          [of('slo:sli_total:rate5m'), '{{sli}}'],
          [of('slo:sli_error:rate5m'), '{{sli}}, failed'],
        ],
      },
      {
        kind: 'timeseries',
        title: 'Burn',
        description: 'Pages need 14.4 in 5m and 1h, or 6 in 30m and 6h; tickets 3 in 2h and 1d, or 1 in 6h and 3d.',
        unit: 'short',
        w: 12,
        h: 9,
        queries: ['5m', '30m', '1h', '6h', '1d', '3d'].map((window) => [burn(window), window] as const),
        limits: { warn: 6, bad: 14.4 },
      },
      {
        kind: 'timeseries',
        title: 'Budget left',
        unit: 'percentunit',
        signed: true,
        w: 12,
        h: 9,
        queries: [[of('slo:period_error_budget_remaining:ratio'), '{{sli}}']],
      },
    ],
  };
}
