import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VLLM_SIGNALS } from '../../lib/profiles/vllm-metrics';
import { demandQuery } from '../../lib/scale/query';
import type { Matcher } from '../../lib/slo/metric';
import { saturationGroups, type Limits } from '../../lib/slo/saturation';
import { describeWith, fileOf } from './support/engine';
import { run } from './support/process';

const NAMESPACE: readonly Matcher[] = [{ label: 'namespace', by: '=', value: 'echo' }];
const podsOf = (workload: string): readonly Matcher[] => [
  ...NAMESPACE,
  { label: 'container', by: '=', value: workload },
];
const OWNER = { service: 'echo', namespace: 'echo', owner: 'group::pilots', environment: 'harbour' };
const [WAITING] = VLLM_SIGNALS.queue.metrics;
const QUERY = demandQuery({ min: 1, max: 9, signal: 'queue', metric: WAITING, target: 5 }, podsOf('api'));
type Parts = Omit<Limits, 'workload' | 'pods'>;
const limits: Parts = { scraped: true, scaledBy: WAITING.name };
const onServer: Parts = { ...limits, queue: { metric: WAITING, target: 5 }, memory: VLLM_SIGNALS.memory[1] };
const onCard: Parts = { ...limits, memory: 'card' };
/** A service with two workloads that may run full alike. */
const rulesOf = (given: Parts): string => {
  const workloads = ['api', 'ranker'].map((workload) => ({ ...given, workload, pods: podsOf(workload) }));
  return JSON.stringify({ groups: saturationGroups(NAMESPACE, workloads, OWNER) });
};

const pod = (metric: string, name: string, workload = 'api') =>
  `${metric}{namespace="echo",container="${workload}",pod="${name}"}`;
const STATE = 'namespace="echo"';
type Series = Readonly<Record<string, string>>;

/** What is seen of each story, and which alert it is for: the values are one a minute. */
const STORIES: readonly (readonly [string, string, Series, Parts?])[] = [
  [
    'a rollout that does not get on',
    'MlServiceRolloutStuck',
    {
      [`kube_deployment_status_condition{${STATE},deployment="api",condition="Progressing",status="false"}`]:
        '0x5 1x30',
    },
  ],
  [
    'pods that are refused',
    'MlServiceQuotaExhausted',
    {
      [`kube_deployment_status_condition{${STATE},deployment="api",condition="ReplicaFailure",status="true"}`]:
        '0x5 1x30',
    },
  ],
  [
    'as many pods as there may be',
    'MlServiceReplicasAtMaximum',
    {
      [`kube_horizontalpodautoscaler_status_desired_replicas{${STATE},horizontalpodautoscaler="api"}`]: '3x5 9x30',
      [`kube_horizontalpodautoscaler_spec_max_replicas{${STATE},horizontalpodautoscaler="api"}`]: '9x40',
    },
  ],
  [
    'an autoscaler without its metric',
    'MlServiceAutoscalerBlind',
    { [pod(WAITING.name, 'a')]: '0x5 _x30', [pod(WAITING.name, 'b', 'ranker')]: '0x40' },
  ],
  [
    'an autoscaler that says so',
    'MlServiceAutoscalerBlind',
    {
      [`kube_horizontalpodautoscaler_status_condition{${STATE},horizontalpodautoscaler="api",condition="ScalingActive",status="false"}`]:
        '0x5 1x30',
    },
    { scraped: false, scaledBy: 'cpu' },
  ],
  ...[STATE, 'exported_namespace="echo",namespace="keda"'].map(
    (where) =>
      [
        `a KEDA that Prometheus does not answer, seen by ${where}`,
        'MlServiceAutoscalerBlind',
        {
          [pod(WAITING.name, 'a')]: '0x40',
          [pod(WAITING.name, 'b', 'ranker')]: '0x40',
          [`keda_scaler_detail_errors_total{${where},scaledObject="api",scaler="prometheus"}`]: '0x5 2+2x35',
        },
      ] as const,
  ),
  [
    'a pod that shows nothing any more',
    'MlServiceScrapeFails',
    { [pod('up', 'a')]: '1x5 0x30', [pod('up', 'b')]: '1x40' },
  ],
  ['a long queue', 'MlServiceQueueLong', { [pod(WAITING.name, 'a')]: '0x5 40x30', [pod(WAITING.name, 'b')]: '0x40' }],
  ['a full cache', 'MlServiceGpuMemoryFull', { [pod('vllm:kv_cache_usage_perc', 'a')]: '0.2x5 0.99x30' }],
  [
    'a full card',
    'MlServiceGpuMemoryFull',
    { [pod('DCGM_FI_DEV_FB_USED', 'a')]: '10x5 99x30', [pod('DCGM_FI_DEV_FB_FREE', 'a')]: '90x5 1x30' },
    onCard,
  ],
  [
    'a full card, of a scrape that gives its own labels the first place',
    'MlServiceGpuMemoryFull',
    {
      'DCGM_FI_DEV_FB_USED{exported_namespace="echo",exported_container="api"}': '10x5 99x30',
      'DCGM_FI_DEV_FB_FREE{exported_namespace="echo",exported_container="api"}': '90x5 1x30',
    },
    onCard,
  ],
];

/** What one pod that is lost, all that are, and one that starts do to what KEDA is told. */
const DEMANDS: readonly (readonly [string, Series, number | undefined])[] = [
  [
    'all are seen',
    {
      [pod('up', 'a')]: '1x40',
      [pod('up', 'b')]: '1x40',
      [pod(WAITING.name, 'a')]: '4x40',
      [pod(WAITING.name, 'b')]: '6x40',
    },
    10,
  ],
  [
    'one is lost, and counts as busy',
    {
      [pod('up', 'a')]: '1x40',
      [pod('up', 'b')]: '1x10 0x30',
      [pod(WAITING.name, 'a')]: '4x40',
      [pod(WAITING.name, 'b')]: '6x10 _x30',
    },
    9,
  ],
  [
    'one only starts, and counts nothing',
    { [pod('up', 'a')]: '1x40', [pod('up', 'b')]: '0x40', [pod(WAITING.name, 'a')]: '4x40' },
    4,
  ],
  [
    'none is seen any more, and there is no answer',
    { [pod('up', 'a')]: '1x10 0x30', [pod(WAITING.name, 'a')]: '4x10 _x30' },
    undefined,
  ],
];

const seriesOf = (given: Series) => Object.entries(given).map(([series, values]) => ({ series, values }));

async function judge(rules: string, tests: readonly object[]) {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-saturation-'));
  try {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const file = { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests };
    writeFileSync(join(folder, 'tests.yaml'), JSON.stringify(file));
    return await run(fileOf('promtool', 'program'), ['test', 'rules', join(folder, 'tests.yaml')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How often somebody is told of an alert of one workload, or of the namespace, at each minute. */
function told(alert: string, series: Series, sights: readonly (readonly [number, number])[], workload = '') {
  const labels = `alertstate="firing",alertname="${alert}",severity="ticket",team="group::pilots",workload="${workload}"`;
  return {
    interval: '1m',
    input_series: seriesOf(series),
    promql_expr_test: sights.map(([at, value]) => ({
      expr: `count(ALERTS{${labels}}) or vector(0)`,
      eval_time: `${at}m`,
      exp_samples: [{ labels: '{}', value }],
    })),
  };
}

/** The same story of the other workload. */
const swapped = (series: Series): Series =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name.replaceAll(/"(api|ranker)"/g, (_, workload) => (workload === 'api' ? '"ranker"' : '"api"')),
      values,
    ]),
  );

const OF_NAMESPACE = ['MlServiceRolloutStuck', 'MlServiceQuotaExhausted'];
const TOLD = STORIES.map(([what, alert, series, given = onServer]) => ({
  what,
  alert,
  series,
  given,
  workload: OF_NAMESPACE.includes(alert) ? '' : 'api',
}));
const OF_WORKLOADS = TOLD.filter(({ workload }) => workload === 'api');

describeWith('promtool', () => {
  it.each(TOLD)('hears of $what after a quarter of an hour', async ({ alert, series, given, workload }) => {
    const rules = rulesOf(given);
    const sights = [
      [4, 0],
      [15, 0],
      [28, 1],
    ] as const;

    const { code, stdout, stderr } = await judge(rules, [told(alert, series, sights, workload)]);

    expect(`${code} ${stdout}${stderr}`).toContain('SUCCESS');
  });

  it.each(TOLD)('notices where nobody is told of $what', async ({ alert, series, given, workload }) => {
    const rules = rulesOf(given).replaceAll('"for":"15m"', '"for":"2h"');

    const { stdout, stderr } = await judge(rules, [told(alert, series, [[28, 1]], workload)]);

    expect(`${stdout}${stderr}`).toContain('FAILED');
  });

  it.each(OF_WORKLOADS)('hears of $what in a second workload, and by its name alone', async (story) => {
    const { alert, series, given } = story;
    const other = swapped(series);

    const { code, stdout, stderr } = await judge(rulesOf(given), [
      told(alert, other, [[28, 1]], 'ranker'),
      told(alert, other, [[28, 0]], 'api'),
    ]);

    expect(`${code} ${stdout}${stderr}`).toContain('SUCCESS');
  });

  it('notices a second workload that is told by the name of the first', async () => {
    const [story] = OF_WORKLOADS;
    const rules = rulesOf(onServer).replaceAll('"workload":"ranker"', '"workload":"api"');

    const { stdout, stderr } = await judge(rules, [told(story!.alert, swapped(story!.series), [[28, 1]], 'ranker')]);

    expect(`${stdout}${stderr}`).toContain('FAILED');
  });

  it.each(DEMANDS)('reckons what there is to do: %s', async (_, series, value) => {
    const exp_samples = value === undefined ? [] : [{ labels: '{}', value }];
    const test = {
      interval: '1m',
      input_series: seriesOf(series),
      promql_expr_test: [{ expr: QUERY, eval_time: '30m', exp_samples }],
    };

    const { code, stdout, stderr } = await judge(rulesOf(onServer), [test]);

    expect(`${code} ${stdout}${stderr}`).toContain('SUCCESS');
  });
});
