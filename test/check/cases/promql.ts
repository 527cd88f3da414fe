import { assemblyOf, documentOf } from '../../support/assemblies';
import { casesOf, type Case, type Edit } from './case';

const OWN = 'production/code-suggestions:workloads';
const RULES = `${OWN}/monitoring.coreos.com/PrometheusRule/code-suggestions/slo`;
const SCALER = `${OWN}/keda.sh/ScaledObject/code-suggestions/api`;
const DASHBOARD = 'production/platform/core/ConfigMap/monitoring/taxiway-production-gpu';
const EXPR = 'spec.groups.0.rules.0.expr';
const QUERY = 'spec.triggers.0.metadata.query';
const METRICS = 'metadata.annotations.taxiway.dev/metrics';
const PANELS = 'data.gpu.json';

/** The dashboard of GPUs with another first query. */
function panel(expr: string): Edit {
  const text = documentOf(assemblyOf('production'), DASHBOARD).object['data'] as Readonly<Record<string, string>>;
  const dashboard = JSON.parse(text['gpu.json'] ?? '') as { panels: { targets: { expr: string }[] }[] };
  dashboard.panels[0]!.targets[0]!.expr = expr;
  return [DASHBOARD, PANELS, JSON.stringify(dashboard)];
}

const broken = casesOf('PROMQL_INVALID');
for (const [to, expr] of [
  ['a bracket that nothing closes', 'sum(rate(http_requests_total{namespace="zz"}[5m]) > 1'],
  ['a span that is none', 'rate(http_requests_total[5minutes]) > 1'],
  ['a span with its units turned round', 'rate(http_requests_total[5m1h]) > 1'],
  ['a function that nobody has', 'rates(http_requests_total[5m]) > 1'],
  ['a pattern that RE2 does not know', 'up{namespace=~"(?!kube).*"} == 0'],
  ['a pattern without an end', 'up{namespace=~"a["} == 0'],
  ['a function of ranges without one', 'rate(http_requests_total) > 1'],
  ['a range without a function', 'http_requests_total[5m]'],
  ['a text that nothing ends', 'up{namespace="zz} == 0'],
  ['an escape that is none', String.raw`up{namespace=~"a\.b"} == 0`],
  ['two numbers compared', '1 > 2'],
  ['sets grouped', 'up and on (pod) group_left () up'],
  ['a selector of whatever there is', '{namespace=""}'],
  ['names of Prometheus 3', '{"up"} == 0'],
  ['nothing', ' '],
] as const)
  broken.objectsAt(to, RULES, EXPR, expr);
broken.objectsAt('a question of an autoscaler', SCALER, QUERY, 'sum(up');
broken.objectsAt('a text of many lines', RULES, EXPR, `up{a="${'\\q'.repeat(99)}"}`);
broken.objects('a panel', [panel('sum(rate(up[$__rate_interval])')], PANELS);
broken.passes('what is PromQL, with a comment', [RULES, EXPR, "up{pod!~'a|b',job=`c`} == 0 # down\n"]);
broken.passes(
  'variables of dashboards',
  panel('topk($n, sum by ($by) (rate(up{pod=~"$pod"}[$__rate_interval]))) / ${__range_s} > ${limit:raw}'),
);

const unknown = casesOf('METRIC_UNKNOWN');
for (const [to, expr] of [
  ['a metric that nobody emits', 'sum(rate(nobody_total{namespace="zz"}[5m])) > 1'],
  ['a metric with a slip', 'sum(rate(http_request_total[5m])) > 1'],
  ['a server that does not run', 'tgi_queue_size > 5'],
  ['a metric that its version does not emit', 'vllm:gpu_cache_usage_perc > 0.9'],
  ['a histogram without its ending', 'rate(vllm:time_to_first_token_seconds[5m]) > 1'],
  ['an ending that a counter does not have', 'rate(http_requests_total_bucket[5m]) > 1'],
  ['a label with a slip', 'sum(rate(http_requests_total{statsu="5xx"}[5m])) > 1'],
  ['a bound of what has no buckets', 'http_requests_total{le="1"} > 1'],
  ['groups by a label that nothing has', 'sum by (pods) (up) == 0'],
  ['sides that match by none', 'up / on (pods) up'],
  ['no metric in particular', '{namespace="zz"}'],
] as const)
  unknown.objectsAt(to, RULES, EXPR, expr);
unknown.objectsAt('a question of an autoscaler', SCALER, QUERY, 'sum(vllm:num_requests_waitin)');
unknown.objects('a panel', [panel('sum(DCGM_FI_DEV_GPU_UTILS{namespace="$service"})')], PANELS);
unknown.objects(
  'a label that a declaration does not list',
  [
    [RULES, EXPR, 'sum(jobs_total{queues="a"}) > 1'],
    [RULES, 'metadata.annotations', { 'taxiway.dev/metrics': 'jobs_total{queue}' }],
  ],
  EXPR,
);
unknown.objects(
  'a declaration that nobody can read',
  [[RULES, 'metadata.annotations', { 'taxiway.dev/metrics': 'jobs_total{queue' }]],
  METRICS,
);
unknown.passes(
  'a metric that the object declares, with its labels',
  [RULES, EXPR, 'sum by (queue) (rate(jobs_total{queue="a"}[5m])) > max(jobs_waiting{any="b"})'],
  [RULES, 'metadata.annotations', { 'taxiway.dev/metrics': 'jobs_total{queue,outcome}, jobs_waiting' }],
);
unknown.passes('what another rule records', [
  RULES,
  'spec.groups.0.rules.0',
  { record: 'jobs:rate5m', expr: 'sum(rate(http_requests_total[5m])) + jobs:rate5m' },
]);
unknown.passes('a label that the expression makes', [
  RULES,
  EXPR,
  'sum by (zone) (label_replace(up, "zone", "$1", "pod", "(.*)"))',
]);
unknown.passes('a metric by its label', [RULES, EXPR, 'sum({__name__="http_requests_total"}) > 1']);
unknown.passes('a metric that whoever looks chooses', panel('sum($metric{namespace="$service"})'));

/** Cases of what expressions say, and name. */
export const PROMQL_CASES: readonly Case[] = [broken, unknown].flatMap(({ cases }) => cases);
