import { platformRules } from '../../lib/alerts/blind';
import { testEnvironment } from '../support/environment';
import { describeWith } from './support/engine';
import { fileText, tellAll } from './support/promtool';

const prober = { address: 'blackbox.watch.svc:9115', module: 'answers' } as const;
const RULES = fileText(platformRules(testEnvironment({ tier: 'production', prometheus: { prober } })) ?? []);
const SERIES = 'probe_success{job="taxiway-internal-api",instance="https://api.harbour.example:8443"}';

const seen = (values: string, ...told: readonly (readonly [alert: string, minute: number, count: number])[]) => ({
  input_series: [{ series: SERIES, values }],
  promql_expr_test: told.map(([alert, minute, value]) => ({
    expr: `count(ALERTS{alertname="${alert}",alertstate="firing",service="platform",team="group::pilots"}) or vector(0)`,
    eval_time: `${minute}m`,
    exp_samples: [{ labels: '{}', value }],
  })),
});
const DOWN = 'MlEnvironmentApiUnreachable';
const UNSEEN = 'MlEnvironmentApiUnprobed';

/** What the exporter sees, one value a minute, and what has to be told of it. */
const STORIES = [
  [
    'an outage, within eight minutes and until it is over',
    seen('1x30 0x30 1x30', [DOWN, 30, 0], [DOWN, 39, 1], [DOWN, 75, 0]),
  ],
  ['an API that answers now and then', seen('1x30 0 0 1 0 0 1 0 0 1 0 0 1 0 0 1 0 0 1', [DOWN, 45, 1])],
  ['one probe that is lost', seen('1x30 0 1x30', [DOWN, 35, 0], [UNSEEN, 35, 0])],
  ['an exporter that is gone, as what it is', seen('1x30 _x90', [UNSEEN, 45, 0], [UNSEEN, 70, 1], [DOWN, 70, 0])],
  ['nothing where all is well', seen('1x120', [DOWN, 110, 0], [UNSEEN, 110, 0])],
] as const;

/** Faults, and the story that has to notice each. */
const FAULTS: readonly (readonly [what: string, pattern: RegExp, by: string, story: number])[] = [
  ['an outage that is told late', /"for":"5m"/, '"for":"1h"', 0],
  ['a threshold that only silence meets', /< 0\.5/, '< 0', 0],
  ['an API that has to be gone altogether', /< 0\.5/, '< 0.05', 1],
  ['one probe that is enough', /< 0\.5","for":"5m"/, '< 0.9","for":"0s"', 2],
  ['another job', /absent\(probe_success\{job=\\"[^"]*\\"/, 'absent(probe_success{job=\\"another\\"', 4],
];

describeWith('promtool', () => {
  it.each(STORIES)('hears of %s', async (_, story) => {
    const { code, stdout, stderr } = await tellAll(RULES, [story]);

    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
  });

  it.each(FAULTS)('notices %s', async (_, pattern, by, story) => {
    const faulty = RULES.replace(pattern, by);
    expect(faulty).not.toBe(RULES);

    const { stdout, stderr } = await tellAll(faulty, [STORIES[story]?.[1] ?? {}]);

    expect(stdout + stderr).toContain('FAILED');
  });
});
