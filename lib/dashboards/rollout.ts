import type { DashboardContent } from './content';
import type { Selectors } from './selectors';

/** Whether a rollout of one service goes on, stands, or does harm. */
export function rollout({ recorded, pods }: Selectors): DashboardContent {
  const replicas = (name: string) => `sum by (deployment) (kube_deployment_${name}{${pods}})`;
  const quota = (type: string) => `sum by (resource) (kube_resourcequota{${pods},type="${type}"})`;
  const restarts = (window: string) => `increase(kube_pod_container_status_restarts_total{${pods}}[${window}])`;
  return {
    title: 'Rollouts',
    description: 'One service: which build runs where, what is not ready, and what users meet meanwhile.',
    oneService: true,
    panels: [
      {
        kind: 'stat',
        title: 'Pods wanted',
        unit: 'short',
        w: 5,
        h: 4,
        queries: [[replicas('spec_replicas'), '{{deployment}}']],
      },
      {
        kind: 'stat',
        title: 'Pods missing',
        unit: 'short',
        w: 5,
        h: 4,
        queries: [[replicas('status_replicas_unavailable'), '{{deployment}}']],
        limits: { bad: 1 },
      },
      {
        kind: 'stat',
        title: 'Pods of an old build',
        unit: 'short',
        w: 5,
        h: 4,
        queries: [[`${replicas('status_replicas')} - ${replicas('status_replicas_updated')}`, '{{deployment}}']],
        limits: { warn: 1 },
      },
      {
        kind: 'stat',
        title: 'Pods without a node',
        description: 'Pending: no GPU is free, or a node is on its way.',
        unit: 'short',
        w: 5,
        h: 4,
        queries: [[`sum(kube_pod_status_phase{${pods},phase="Pending"})`, 'pending']],
        limits: { bad: 1 },
      },
      {
        kind: 'stat',
        title: 'Restarts of an hour',
        unit: 'short',
        w: 4,
        h: 4,
        queries: [[`sum(${restarts('1h')})`, 'all']],
        limits: { warn: 1, bad: 5 },
      },
      {
        kind: 'timeseries',
        title: 'Pods by build',
        unit: 'short',
        w: 12,
        h: 9,
        queries: [[`count by (container, image_id) (kube_pod_container_info{${pods}})`, '{{container}} {{image_id}}']],
        stacked: true,
      },
      {
        kind: 'timeseries',
        title: 'Failures beside the budget',
        unit: 'percentunit',
        w: 12,
        h: 9,
        queries: [
          [`slo:sli_error:ratio_rate5m{${recorded}}`, '{{sli}}'],
          [`slo:error_budget:ratio{${recorded}}`, 'budget of {{sli}}'],
        ],
      },
      {
        kind: 'timeseries',
        title: 'Pods that are ready',
        unit: 'short',
        w: 8,
        h: 9,
        queries: [
          [replicas('status_replicas_available'), '{{deployment}} ready'],
          [replicas('spec_replicas'), '{{deployment}} wanted'],
        ],
      },
      {
        kind: 'timeseries',
        title: 'Quota taken',
        description: 'Of the namespace, by what is counted; pods beyond it are refused.',
        unit: 'percentunit',
        w: 8,
        h: 9,
        queries: [[`${quota('used')} / (${quota('hard')} > 0)`, '{{resource}}']],
        max: 1,
      },
      {
        kind: 'timeseries',
        title: 'Why containers ended',
        unit: 'short',
        w: 8,
        h: 9,
        queries: [
          [
            `sum by (container, reason) (kube_pod_container_status_last_terminated_reason{${pods}})`,
            '{{container}} {{reason}}',
          ],
          [`sum by (container) (${restarts('10m')})`, '{{container}} restarts'],
        ],
      },
    ],
  };
}
