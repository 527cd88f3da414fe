import type { DashboardContent } from './content';
import type { Selectors } from './selectors';

/** Who is not well, and since when: what somebody who was woken opens first. */
export function overview({ environment, uid }: Selectors): DashboardContent {
  const firing = (severity: string) => `ALERTS{alertstate="firing",${environment},severity="${severity}"}`;
  const burn = `max by (service) (slo:sli_error:ratio_rate1h{${environment}} / on (environment, service, sli) slo:error_budget:ratio{${environment}})`;
  const promises = { title: 'promises of this service', url: `/d/${uid('slo')}?var-service=\${__data.fields.service}` };
  const count = (what: string) => `count(${what}) or vector(0)`;
  return {
    title: 'Services',
    description: 'All services of the environment: what fires, who burns budget, who is not seen.',
    oneService: false,
    panels: [
      {
        kind: 'stat',
        title: 'Pages',
        unit: 'short',
        w: 6,
        h: 4,
        queries: [[count(firing('page')), 'firing']],
        limits: { bad: 1 },
      },
      {
        kind: 'stat',
        title: 'Tickets',
        unit: 'short',
        w: 6,
        h: 4,
        queries: [[count(firing('ticket')), 'firing']],
        limits: { warn: 1, bad: 10 },
      },
      {
        kind: 'stat',
        title: 'Services out of budget',
        unit: 'short',
        w: 6,
        h: 4,
        queries: [
          [count(`count by (service) (slo:period_error_budget_remaining:ratio{${environment}} < 0)`), 'services'],
        ],
        limits: { warn: 1, bad: 5 },
      },
      {
        kind: 'stat',
        title: 'Requests',
        unit: 'reqps',
        w: 6,
        h: 4,
        queries: [[`sum(max by (service) (slo:sli_total:rate5m{${environment}}))`, 'all']],
      },
      {
        kind: 'table',
        title: 'What fires',
        unit: 'short',
        w: 12,
        h: 9,
        queries: [[`ALERTS{alertstate="firing",${environment}}`, '']],
        columns: ['severity', 'service', 'alertname', 'sli', 'team'],
        link: promises,
      },
      {
        kind: 'timeseries',
        title: 'Burn of the last hour, the ten highest',
        description: '1 spends the budget of 30 days in 30 days; 14.4 pages.',
        unit: 'short',
        w: 12,
        h: 9,
        queries: [[`topk(10, ${burn})`, '{{service}}']],
        limits: { warn: 6, bad: 14.4 },
      },
      {
        kind: 'table',
        title: 'Measures without data',
        description: 'An outage that such a measure would show wakes nobody. Pending ones are told after half an hour.',
        unit: 'short',
        w: 8,
        h: 9,
        queries: [[`ALERTS{alertname="MlServiceSliNoData",${environment}}`, '']],
        columns: ['service', 'sli', 'alertstate', 'team'],
        link: promises,
      },
      {
        kind: 'timeseries',
        title: 'Budget left, the ten lowest',
        unit: 'percentunit',
        signed: true,
        w: 8,
        h: 9,
        queries: [
          [`bottomk(10, min by (service) (slo:period_error_budget_remaining:ratio{${environment}}))`, '{{service}}'],
        ],
      },
      {
        kind: 'timeseries',
        title: 'Requests, the ten busiest',
        unit: 'reqps',
        w: 8,
        h: 9,
        queries: [[`topk(10, max by (service) (slo:sli_total:rate5m{${environment}}))`, '{{service}}']],
      },
    ],
  };
}
