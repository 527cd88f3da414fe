import type { DashboardContent } from './content';
import type { PanelSpec } from './panel';
import type { Selectors } from './selectors';

const used = (pods: string): string =>
  `DCGM_FI_DEV_FB_USED{${pods}} / (DCGM_FI_DEV_FB_USED{${pods}} + DCGM_FI_DEV_FB_FREE{${pods}})`;

/** Whether the GPUs of one service are busy, full or broken, and whether requests wait for them. */
export function gpu({ recorded, pods }: Selectors): DashboardContent {
  const graph = (
    title: string,
    unit: string,
    queries: PanelSpec['queries'],
    more: Partial<PanelSpec> = {},
  ): PanelSpec => ({
    kind: 'timeseries',
    title,
    unit,
    w: 12,
    h: 9,
    queries,
    ...more,
  });
  const stat = (title: string, unit: string, w: number, expr: string, more: Partial<PanelSpec> = {}): PanelSpec => ({
    kind: 'stat',
    title,
    unit,
    w,
    h: 4,
    queries: [[expr, '']],
    ...more,
  });
  return {
    title: 'GPUs',
    description: 'One service: are its GPUs busy, full or broken, and do requests wait for them?',
    oneService: true,
    panels: [
      stat('GPUs', 'short', 4, `count(DCGM_FI_DEV_GPU_UTIL{${pods}})`),
      stat('Faults of an hour', 'short', 5, `sum(changes(DCGM_FI_DEV_XID_ERRORS{${pods}}[1h]))`, {
        description: 'The last fault stays shown for ever; what counts is that it changed.',
        limits: { bad: 1 },
      }),
      stat('Fullest memory', 'percentunit', 5, `max(${used(pods)})`, { limits: { warn: 0.95, bad: 0.99 } }),
      stat('Hottest', 'celsius', 5, `max(DCGM_FI_DEV_GPU_TEMP{${pods}})`, { limits: { warn: 80, bad: 90 } }),
      stat('Requests that wait', 'short', 5, `sum(vllm:num_requests_waiting{${pods}})`, {
        description: 'vLLM only.',
        limits: { warn: 5, bad: 50 },
      }),
      graph('Busy', 'percent', [[`DCGM_FI_DEV_GPU_UTIL{${pods}}`, '{{pod}} {{gpu}}']], {
        description: 'The share of time in which something ran; says nothing of how much.',
        max: 100,
      }),
      graph('Requests at the server', 'short', [
        [`sum by (pod) (vllm:num_requests_running{${pods}})`, '{{pod}} running'],
        [`sum by (pod) (vllm:num_requests_waiting{${pods}})`, '{{pod}} waiting'],
      ]),
      graph('Memory', 'percentunit', [[used(pods), '{{pod}} {{gpu}}']], { max: 1 }),
      graph(
        'Cache of keys and values',
        'percentunit',
        [[`max by (pod) (vllm:kv_cache_usage_perc{${pods}})`, '{{pod}}']],
        {
          description: 'vLLM only. A full cache makes requests wait, and starts some of them over.',
          max: 1,
        },
      ),
      graph('Requests', 'reqps', [[`slo:sli_total:rate5m{${recorded}}`, '{{sli}}']]),
      graph('Power', 'watt', [[`DCGM_FI_DEV_POWER_USAGE{${pods}}`, '{{pod}} {{gpu}}']]),
    ],
  };
}
