import { join } from 'node:path';
import { platformRules } from '../../lib/alerts/blind';
import { GRPC_HANDLED } from '../../lib/slo/app-metrics';
import { bucketFor } from '../../lib/slo/bucket';
import { backendOf, latenciesOf, requestsOf } from '../../lib/slo/load-balancer';
import type { Matcher } from '../../lib/slo/metric';
import { toPromised } from '../../lib/slo/objective';
import { ruleGroups } from '../../lib/slo/rules';
import type { Sli } from '../../lib/slo/sli';
import { TEI_METRICS } from '../../lib/profiles/hugging-face-metrics';
import type { CounterMetric } from '../../lib/slo/metric';
import { VLLM_METRICS } from '../../lib/profiles/vllm-metrics';
import { testEnvironment } from '../support/environment';
import { describeWith, fileOf, prove } from './support/engine';
import { DIST, ENVIRONMENTS, ruleFiles } from './support/fleet';
import { run } from './support/process';
import { fileText, tell, tellAll, type Shown } from './support/promtool';
import { scenariosOf, type Scenario } from './support/rule-scenarios';

const OWNER = { service: 'echo', namespace: 'echo', owner: 'group::pilots', environment: 'harbour' };
const BACKEND = 'project_id="harbour-models",backend_target_name="gkegw1-ab1c-echo-api-8080-abcdef123456"';
const POD = 'namespace="echo",container="api",pod="api-1"';
const backend = backendOf('harbour-models', 'echo', 'api', 8080);
const pod: readonly Matcher[] = [
  { label: 'namespace', by: '=', value: 'echo' },
  { label: 'container', by: '=', value: 'api' },
];

const requests = requestsOf('operator');
const latencies = latenciesOf('operator');
const firstToken = VLLM_METRICS[0]!;

const availability = (objective: number, severity: Sli['severity'] = 'page'): Sli => ({
  name: 'lb-availability',
  promised: toPromised(objective)!,
  measure: { kind: 'errors', metric: requests },
  selector: backend,
  severity,
});
const slow = (metric: typeof firstToken, milliseconds: number, selector: readonly Matcher[]): Sli => ({
  name: 'latency',
  promised: toPromised(95)!,
  measure: { kind: 'slow', metric, bucket: bucketFor(metric, milliseconds)! },
  selector,
  severity: 'ticket',
});
const grpc: Sli = { ...availability(99.5), measure: { kind: 'errors', metric: GRPC_HANDLED }, selector: pod };

const embeddings: Sli = {
  ...availability(99.5),
  measure: { kind: 'errors', metric: TEI_METRICS[0] as CounterMetric },
  selector: pod,
};

const byCode = {
  good: `${requests.name}{${BACKEND},response_code_class="200"}`,
  bad: `${requests.name}{${BACKEND},response_code_class="500"}`,
};
const tokens = (le: string) => ({
  good: `${firstToken.name}_bucket{${POD},le="${le}"}`,
  bad: `${firstToken.name}_count{${POD}}`,
});

const OUTAGE = 'an outage is told';
/** What another objective, or another spelling of labels, could change. */
const TOLD = [OUTAGE, 'three failures in six requests', 'a slow burn'];

/** Faults, and the story that has to notice each. */
const MUTATIONS: readonly (readonly [string, RegExp, string, string])[] = [
  ['a threshold ten times as high', /> 0\.072/g, '> 0.72', OUTAGE],
  ['no guard against low traffic', />= 10\b/g, '>= 0', 'three failures in six requests'],
  ['an alert that waits', /"for":"2m"/g, '"for":"20m"', OUTAGE],
  ['a page that is a ticket', /"severity":"page"/g, '"severity":"ticket"', OUTAGE],
  ['no failures that are no data', /\\nor\\n\(0 \* sum\([^)]*\)\)/g, '', 'a healthy service'],
  ['a lost measure that is told too late', /"for":"30m"/g, '"for":"6h"', 'a measure that is lost'],
  ['a birth that nobody counts', / \/ (300|1800|3600) unless/g, ' * 0 unless', 'PRM-2 the first failures'],
  ['a slow burn that is too fast', /> 0\.005\b/g, '> 0.05', 'a slow burn'],
  ['a cessation that never is', /== 0/g, '< 0', 'callers that go away'],
  ['a lost measure that is forgotten', /\[3d\]/g, '[1h]', 'a measure that is lost'],
  [
    'callers that went away, told as a lost measure',
    /last_over_time(\([^)]*\) > 0\.1)/g,
    'max_over_time$1',
    'callers that went away',
  ],
  ['failures that are counted anew', /\[1d\] offset/g, '[1m] offset', 'PRM-2 failures that were only out of sight'],
  ['an outage that is told when it is over', /ratio_rate(5m|30m)(\{[^}]*\} >)/g, 'ratio_rate1h$2', OUTAGE],
];

/** The stories that begin with these words: a minute of a story is told in milliseconds, and each has hundreds. */
function storiesOf(sli: Sli, beginnings?: readonly string[]): readonly Scenario[] {
  const all = scenariosOf(sli);
  const chosen = all.filter(({ name }) => beginnings?.some((words) => name.startsWith(words)) ?? true);
  expect(chosen).toHaveLength(beginnings?.length ?? all.length);
  return chosen;
}

describeWith('promtool', () => {
  it('takes every rule file that is rendered', async () => {
    const files = ENVIRONMENTS.flatMap((environment) =>
      ruleFiles(environment).map((path) => join(DIST, environment, path)),
    );

    const { code, stdout, stderr } = await run(fileOf('promtool', 'program'), [
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      ...files,
    ]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = [...stdout.matchAll(/(\d+) rules found/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(files.length).toBeGreaterThanOrEqual(10);
    prove('promtool', 'files', `${files.length} rule files with ${found} rules: 0 refused`);
  });

  it.each<[string, Sli, Shown, readonly string[] | undefined]>([
    ['99.9 % at the load balancer', availability(99.9), byCode, undefined],
    ['99.5 % at the load balancer', availability(99.5), byCode, TOLD],
    ['99 %, of an experiment', availability(99, 'ticket'), byCode, TOLD],
    [
      'gRPC by its interceptors',
      grpc,
      {
        good: `grpc_server_handled_total{${POD},grpc_code="OK"}`,
        bad: `grpc_server_handled_total{${POD},grpc_code="Unavailable"}`,
        up: `up{${POD},job="monitoring/echo"}`,
      },
      undefined,
    ],
    [
      'embeddings, whose failures have a counter of their own',
      embeddings,
      { good: `te_request_count{${POD},method="single"}`, bad: `te_request_failure{${POD},err="overloaded"}` },
      TOLD,
    ],
    ['PRM-3 first tokens, with whole numbers as 1', slow(firstToken, 1000, pod), tokens('1'), undefined],
    ['PRM-3 first tokens, with whole numbers as 1.0', slow(firstToken, 1000, pod), tokens('1.0'), TOLD],
    [
      'latency at the load balancer, whatever its digits',
      slow(latencies, 800, backend),
      {
        good: `${latencies.name}_bucket{${BACKEND},le="836.6825542165"}`,
        bad: `${latencies.name}_count{${BACKEND}}`,
      },
      TOLD,
    ],
  ])('sees people told in time, and of nothing else: %s', async (name, sli, shown, beginnings) => {
    const scenarios = storiesOf(sli, beginnings);

    const { code, stdout, stderr } = await tell(fileText(ruleGroups(sli, OWNER)), sli, shown, scenarios);

    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
    prove('promtool', `stories of ${name}`, `${name}: ${scenarios.length} stories told right`);
  });

  it('sees the platform told once that load balancers tell nothing of any service, and not where it is only quiet', async () => {
    const group = platformRules({ ...testEnvironment(), tier: 'production' });
    const busy = (values: string, sli = 'lb-availability') =>
      ['5m', '30m'].map((window) => ({
        series: `slo:sli_total:rate${window}{environment="harbour",service="echo",sli="${sli}"}`,
        values,
      }));
    const firing = (at: number, count: number) => ({
      expr: 'count(ALERTS{alertname="MlEnvironmentNoData",alertstate="firing",severity="page",service="platform"}) or vector(0)',
      eval_time: `${at}m`,
      exp_samples: [{ labels: '{}', value: count }],
    });

    const { code, stdout, stderr } = await tellAll(fileText(group ?? []), [
      // Six hours of requests, and then nothing at all: told after a quarter of an hour, and as long as it lasts.
      {
        input_series: busy('5x360'),
        promql_expr_test: [firing(350, 0), firing(370, 0), firing(385, 1), firing(900, 1)],
      },
      // A measure of pods that is left says nothing of the others, and is nothing that load balancers tell.
      {
        input_series: [...busy('5x360'), ...busy('5x900', 'app-latency')],
        promql_expr_test: [firing(350, 0), firing(385, 1), firing(900, 1)],
      },
      { input_series: busy('5x360', 'app-latency'), promql_expr_test: [firing(400, 0)] },
      { input_series: busy('5x1200'), promql_expr_test: [firing(1100, 0)] },
      { input_series: busy('0x60'), promql_expr_test: [firing(120, 0)] },
    ]);

    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
    prove('promtool', 'platform', 'load balancers tell nothing of any service: told once, in time');
  });

  it.each(MUTATIONS)('notices %s', async (_, pattern, by, story) => {
    const sli = availability(99.5);
    const sound = fileText(ruleGroups(sli, OWNER));
    const faulty = sound.replaceAll(pattern, by);
    expect(faulty).not.toBe(sound);

    const { code, stdout, stderr } = await tell(faulty, sli, byCode, storiesOf(sli, [story]));

    expect(stdout + stderr).toContain('FAILED');
    expect(code).toBe(1);
  });
});
