import type { DashboardContent } from './content';
import type { PanelSpec } from './panel';
import type { Selectors } from './selectors';
import { anyOf, SERVER_GAUGES } from './servers';

const used = (pods: string): string =>
  `DCGM_FI_DEV_FB_USED{${pods}} / (DCGM_FI_DEV_FB_USED{${pods}} + DCGM_FI_DEV_FB_FREE{${pods}})`;

/** Whether one service has room: requests that wait, pods beside the most that it may have, and its GPUs, busy, full or broken. */
export function gpu({ recorded, pods }: Selectors): DashboardContent {
  const waiting = `sum by (pod) (${anyOf(SERVER_GAUGES.waiting, pods)})`;
  const scaler = (name: string) => `sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_${name}{${pods}})`;
  const graph = (
    title: string,
    unit: string,
    queries: PanelSpec['queries'],
    more: Partial<PanelSpec> = {},
  ): PanelSpec => ({
    kind: 'timeseries',
    title,
    unit,
    w: 8,
    h: 9,
    queries,
    ...more,
  });
  const stat = (title: string, unit: string, expr: string, more: Partial<PanelSpec> = {}): PanelSpec => ({
    kind: 'stat',
    title,
    unit,
    w: 4,
    h: 4,
    queries: [[expr, '']],
    ...more,
  });
  return {
    title: 'Load and GPUs',
    description: 'One service: do requests wait, may it have more pods, and are its GPUs busy, full or broken?',
    oneService: true,
    panels: [
      stat('Requests that wait for a pod', 'short', `avg(${waiting})`, {
        description: 'Of all pods; as many as the alert compares.',
        limits: { warn: 5, bad: 20 },
      }),
      stat(
        'Room for more pods',
        'short',
        `sum(${scaler('spec_max_replicas')} - ${scaler('status_desired_replicas')})`,
        {
          description: 'Pods that the autoscaler may still add.',
          limits: { warn: 2, bad: 1, below: true },
        },
      ),
      stat('Fullest memory', 'percentunit', `max(${used(pods)})`, { limits: { warn: 0.95, bad: 0.99 } }),
      stat('Faults of an hour', 'short', `sum(changes(DCGM_FI_DEV_XID_ERRORS{${pods}}[1h]))`, {
        description: 'The last fault stays shown for ever; what counts is that it changed.',
        limits: { bad: 1 },
      }),
      stat('Hottest', 'celsius', `max(DCGM_FI_DEV_GPU_TEMP{${pods}})`, { limits: { warn: 80, bad: 90 } }),
      stat('GPUs', 'short', `count(DCGM_FI_DEV_GPU_UTIL{${pods}})`),
      graph(
        'Requests at the server',
        'short',
        [
          [waiting, '{{pod}} waiting'],
          [`sum by (pod) (${anyOf(SERVER_GAUGES.running, pods)})`, '{{pod}} running'],
        ],
        { description: 'As servers with a profile tell them; not all tell what runs.' },
      ),
      graph('Pods beside the most there may be', 'short', [
        [`sum by (deployment) (kube_deployment_status_replicas_available{${pods}})`, '{{deployment}} ready'],
        [scaler('status_desired_replicas'), '{{horizontalpodautoscaler}} wants'],
        [scaler('spec_max_replicas'), '{{horizontalpodautoscaler}} may have'],
      ]),
      graph('Requests', 'reqps', [[`slo:sli_total:rate5m{${recorded}}`, '{{sli}}']]),
      graph('Busy', 'percent', [[`DCGM_FI_DEV_GPU_UTIL{${pods}}`, '{{pod}} {{gpu}}']], {
        description: 'The share of time in which something ran; says nothing of how much.',
        max: 100,
      }),
      graph('Memory', 'percentunit', [[used(pods), '{{pod}} {{gpu}}']], { max: 1 }),
      graph(
        'Memory for open requests',
        'percentunit',
        [[`max by (pod) (${anyOf(SERVER_GAUGES.memory, pods)})`, '{{pod}}']],
        {
          description:
            'vLLM only: its cache of keys and values. A full one makes requests wait, and starts some of them over.',
          max: 1,
        },
      ),
      graph('Power', 'watt', [[`DCGM_FI_DEV_POWER_USAGE{${pods}}`, '{{pod}} {{gpu}}']]),
    ],
  };
}
