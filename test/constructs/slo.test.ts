import { GpuWorkload } from '../../constructs/gpu-workload';
import { Workload } from '../../constructs/workload';
import { snappedIn } from '../../lib/slo/snapped';
import { findAll, objectOf, ruleFileOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';

const production = testEnvironment({ tier: 'production' });
const google = testEnvironment({ tier: 'production', prometheus: { rules: 'google' } });
const inside = testEnvironment({
  gitlab: {
    callers: { rails: { namespace: 'monolith', labels: { app: 'rails' } } },
  },
});

const GRPC = { protocol: 'grpc', metrics: { port: 9090 } } as const;
const OWN_COUNTER = { objective: 99.5, of: { counter: 'verdicts_total', errors: { outcome: 'error' } } };
const HANDLED = { calls: { availability: { objective: 99.5, of: 'grpc_server_handled_total' } } };

/** What is declared of the measures of a service. */
function slisOf(props: LooseProps, spec = production) {
  const { documents, mistakes } = render(service('echo', props), spec);
  expect(mistakes).toEqual([]);
  return (documents.find(({ domain }) => domain === 'declaration')?.object['slis'] ?? []) as readonly LooseProps[];
}

/** Which measures wake somebody. */
const waking = (slis: readonly LooseProps[]) =>
  slis.map(({ name, outagePagesAfter }) => [name, outagePagesAfter !== undefined]);

/** The codes and places of what is refused. */
function refused(props: LooseProps, spec = production): readonly string[] {
  return render(service('echo', props), spec).mistakes.map(({ code, at }) => `${code} ${at}`);
}

function rulesOf(props: LooseProps, spec = production): string {
  const { documents, mistakes } = render(service('echo', props), spec);
  expect(mistakes).toEqual([]);
  return JSON.stringify(ruleFileOf({ documents }, 'echo'));
}

describe('what is promised', () => {
  it.each<[string, LooseProps, typeof production, unknown]>([
    ['pages', { maturity: 'ga' }, production, '7m'],
    ['opens a ticket', { maturity: 'experimental' }, production, '15m'],
    ['is told of by nobody', { callers: [] }, production, null],
  ])('says for explain when a total outage %s', (_, props, spec, wanted) => {
    const { documents } = render(service('echo', props), spec);
    const { props: declared, slis = [] }: Read = documents.find(({ domain }) => domain === 'declaration')?.object;

    const { value, because } = declared['slo.outageTold'];
    expect([value, because]).toEqual([
      wanted,
      expect.stringMatching(/^(?:lb-availability (?:pages|opens)|nothing is)/),
    ]);
    const told = (slis as Read[]).map(
      ({ outagePagesAfter, outageTicketsAfter }) => outagePagesAfter ?? outageTicketsAfter,
    );
    expect(told[0] ?? null).toBe(value);
  });

  it.each([
    ['experimental', '99', undefined, '15m'],
    ['beta', '99.5', '10m', '41m'],
    ['ga', '99.9', '7m', '23m'],
  ])('of a service that is %s is %s %% where it says nothing', (maturity, objective, pages, tickets) => {
    const [sli, ...others] = slisOf({ maturity });

    expect(others).toEqual([]);
    expect(sli).toMatchObject({ name: 'lb-availability', objective });
    expect([sli!['outagePagesAfter'], sli!['outageTicketsAfter']]).toEqual([pages, tickets]);
  });

  it('wakes nobody outside production', () => {
    const [sli] = slisOf({ maturity: 'ga' }, testEnvironment());

    expect(sli).toMatchObject({ outageTicketsAfter: '7m' });
    expect(sli).not.toHaveProperty('outagePagesAfter');
  });

  it('is nothing where the load balancer sees no request', () => {
    expect(slisOf({ callers: ['sidekiq'] })).toEqual([]);
    expect(slisOf({}, inside)).toEqual([]);
  });

  it('may be several things, of which what users see first pages', () => {
    const slis = slisOf({
      maturity: 'ga',
      serves: GRPC,
      slo: {
        availability: 99.5,
        also: {
          ...HANDLED,
          verdicts: { latency: { p99: '1s', of: { histogram: 'verdict_seconds', buckets: [0.5, 1, 2] } } },
        },
      },
    });

    expect(waking(slis)).toEqual([
      ['lb-availability', true],
      ['calls', true],
      ['verdicts', false],
    ]);
  });

  it('of gRPC is told by its calls, and by the load balancer where no process is left to count them', () => {
    const slis = slisOf({
      maturity: 'ga',
      serves: GRPC,
      slo: { availability: { objective: 99.5, of: 'grpc_server_handled_total' }, also: HANDLED },
    });

    expect(waking(slis)).toEqual([
      ['app-availability', true],
      ['lb-availability', true],
      ['calls', false],
    ]);
    expect(slis.map(({ objective }) => objective)).toEqual(['99.5', '99.9', '99.5']);
  });

  it('of a counter of HTTP is that counter, which replaces the load balancer', () => {
    const slis = slisOf({ slo: { availability: { objective: 99.5, of: 'http_requests_total' } } });

    expect(slis.map(({ name }) => name)).toEqual(['app-availability']);
  });

  it('of one further measure pages where there is no other', () => {
    expect(slisOf({ maturity: 'ga', callers: ['sidekiq'], slo: { also: HANDLED } })).toMatchObject([
      { name: 'calls', outagePagesAfter: expect.any(String) },
    ]);
  });
});

describe('the rules of a service', () => {
  it('ship as an object that its Prometheus selects, and as a file with the same groups', () => {
    const { documents } = render(service('echo'), production);

    const object = objectOf({ documents }, 'PrometheusRule', 'slo');
    expect(object.metadata.labels).toMatchObject({ watch: 'rules' });
    expect(ruleFileOf({ documents }, 'echo')).toEqual({ groups: object.spec.groups });
  });

  it('PRM-1 carry everything that routing and inhibition look at, on every alert', () => {
    const { documents } = render(service('echo'), production);

    const groups = objectOf({ documents }, 'PrometheusRule', 'slo').spec.groups as readonly { rules: LooseProps[] }[];
    const alerts = groups.flatMap(({ rules }) => rules).filter((rule) => 'alert' in rule);
    expect(alerts.map(({ labels }) => (labels as LooseProps)['sli'])).toEqual([
      ...Array.from({ length: 4 }, () => 'lb-availability'),
      ...Array.from({ length: 2 }, () => 'saturation'),
    ]);
    for (const { labels } of alerts)
      expect(labels).toEqual({
        service: 'echo',
        sli: expect.any(String),
        environment: 'harbour',
        team: 'group::pilots',
        namespace: 'echo',
        severity: 'ticket',
      });
  });

  it('hold for the project where Google evaluates them, since load balancers have no namespace', () => {
    const { documents, mistakes } = render(service('echo'), google);

    expect(mistakes).toEqual([]);
    expect(findAll({ documents }, 'PrometheusRule')).toEqual([]);
    const rules = documents.find(({ kind, id }) => kind === 'GlobalRules' && id.endsWith('/echo--slo'))!;
    expect(rules.path).toBe('echo/grants/kubernetes.yaml');
    expect(rules.object['metadata']).toMatchObject({ name: 'echo--slo' });
    const text = JSON.stringify(rules.object);
    expect(text).toContain('loadbalancing_googleapis_com:https_internal_request_count{monitored_resource=');
    expect(text).not.toMatch(/keep_firing_for|query_offset|"limit"/);
  });

  it('name the cluster where they see several', () => {
    const text = rulesOf({ serves: GRPC, slo: { also: HANDLED } }, google);

    expect(text).toContain(String.raw`location=\"us-central1\",cluster=\"quay\",namespace=\"echo\",container=\"api\"`);
  });

  it('measure latency by one bucket, which is said where it is not the threshold', () => {
    const props = { slo: { latency: { p95: '800ms' } } };
    const { documents } = render(service('echo', props), production);

    const declared = documents.find(({ domain }) => domain === 'declaration')!.object['props'] as LooseProps;
    expect(declared['slo.latency.measured']).toMatchObject({ value: '836.7ms' });
    expect(snappedIn(documents)).toEqual(['echo: slo.latency p95 800ms is measured at 836.7ms']);
    expect(rulesOf(props)).toContain(String.raw`le=~\"836([.].*)?\"`);
  });
});

describe('what runs full', () => {
  const several = () =>
    render(
      service('echo', { replicas: { min: 1, max: 4, scaleOn: { signal: 'cpu', target: '70%' } } }, (of, env) => {
        new GpuWorkload(of, 'ranker', {
          image: env.image('ranker'),
          gpu: { model: 'l4' },
          serves: { profile: 'vllm', profileVersion: '0.11' },
          replicas: { min: 1, max: 2 },
        });
        new Workload(of, 'helper', { image: env.image('echo') });
      }),
      production,
    );
  const alertsIn = (rendering: ReturnType<typeof several>): readonly string[] =>
    (objectOf(rendering, 'PrometheusRule', 'slo').spec.groups as readonly Read[])
      .flatMap(({ rules }): readonly Read[] => rules)
      .filter(({ labels }) => labels.sli === 'saturation')
      .map(({ alert, labels }) => `${labels.workload ?? '-'} ${alert}`);

  it('is told of each workload by its name, of what it has that may run full', () => {
    const rendering = several();

    expect(rendering.mistakes).toEqual([]);
    expect(alertsIn(rendering)).toEqual([
      '- MlServiceRolloutStuck',
      '- MlServiceQuotaExhausted',
      'api MlServiceReplicasAtMaximum',
      'api MlServiceAutoscalerBlind',
      'ranker MlServiceReplicasAtMaximum',
      'ranker MlServiceAutoscalerBlind',
      'ranker MlServiceScrapeFails',
      'ranker MlServiceQueueLong',
      'ranker MlServiceGpuMemoryFull',
    ]);
  });

  it('has metrics of a later workload fetched where its server tells of it', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new GpuWorkload(of, 'ranker', {
          image: env.image('ranker'),
          gpu: { model: 'l4' },
          serves: { profile: 'vllm', profileVersion: '0.11' },
        });
      }),
      production,
    );

    expect(findAll(rendering, 'PodMonitor').map(({ object }) => object['metadata'])).toMatchObject([
      { name: 'ranker' },
    ]);
  });

  it('asks each autoscaler by its own name', () => {
    const text = JSON.stringify(objectOf(several(), 'PrometheusRule', 'slo').spec);

    for (const name of ['api', 'ranker']) expect(text).toContain(String.raw`horizontalpodautoscaler=\"${name}\"`);
  });

  it('leads to a page whose commands are those of the workload that the alert names', () => {
    const pageOf = ({ documents }: ReturnType<typeof several>) =>
      JSON.stringify(documents.find(({ id }) => id.endsWith('Runbook/echo/alerts'))?.object['markdown']);

    const markdown = pageOf(several());
    expect(markdown).toContain('It runs api, ranker, helper: for `<workload>`, take the label `workload`');
    expect(markdown).toContain('get deployment/<workload>');
    expect(pageOf(render(service('echo'), production))).not.toContain('<workload>');
  });
});

it('says nothing of a latency that a bucket ends at', () => {
  const latency = { p95: '1s', of: { histogram: 'work_seconds', buckets: [0.5, 1] } };
  expect(snappedIn(render(service('echo', { slo: { latency } }), production).documents)).toEqual([]);
});

describe('refuses', () => {
  it.each<[string, LooseProps, string]>([
    ['100 %', { slo: { availability: 100 } }, 'SLO_OBJECTIVE_INVALID echo.slo.availability'],
    ['50 %', { slo: { availability: 50 } }, 'SLO_NEVER_FIRES echo.slo.availability'],
    ['a median', { slo: { latency: { p50: '1s' } } }, 'SLO_NEVER_FIRES echo.slo.latency.p50'],
    ['two shares', { slo: { latency: { p95: '1s', p99: '2s' } } }, 'SLO_LATENCY_INVALID echo.slo.latency'],
    ['no share', { slo: { latency: {} } }, 'SLO_LATENCY_INVALID echo.slo.latency'],
    ['what nobody measures', { slo: { latency: { p95: '1ms' } } }, 'SLO_LATENCY_INVALID echo.slo.latency.p95'],
    [
      'what nothing exceeds',
      { serves: { longestRequest: '2s' }, slo: { latency: { p95: '2s' } } },
      'SLO_LATENCY_INVALID echo.slo.latency.p95',
    ],
    ['no duration', { slo: { latency: { p95: '1 s' } } }, 'DURATION_INVALID echo.slo.latency.p95'],
    [
      'streams at the load balancer',
      { serves: { longestStream: '5m' }, slo: { latency: { p95: '1s' } } },
      'SLO_SOURCE_BLIND echo.slo.latency',
    ],
    [
      'gRPC at the load balancer',
      { serves: GRPC, slo: { availability: 99.5 } },
      'SLO_SOURCE_BLIND echo.slo.availability',
    ],
    [
      'gRPC that nothing counts, from beta on',
      { maturity: 'beta', serves: GRPC },
      'SLO_SOURCE_BLIND echo.slo.availability',
    ],
    [
      'gRPC that is counted as HTTP',
      {
        maturity: 'ga',
        serves: GRPC,
        slo: { also: { calls: { availability: { objective: 99.5, of: 'http_requests_total' } } } },
      },
      'SLO_SOURCE_BLIND echo.slo.availability',
    ],
    [
      'streams that nothing measures, from beta on',
      { maturity: 'beta', serves: { longestStream: '5m' } },
      'SLO_SOURCE_BLIND echo.slo.latency',
    ],
    [
      'streams of which only failures are seen',
      { maturity: 'ga', serves: { longestStream: '5m' }, slo: { availability: 99.9 } },
      'SLO_SOURCE_BLIND echo.slo.latency',
    ],
    [
      'what no caller passes',
      { callers: ['sidekiq'], slo: { availability: 99.5 } },
      'SLO_SOURCE_BLIND echo.slo.availability',
    ],
    [
      'a metric that nobody emits',
      { slo: { availability: { objective: 99.5, of: 'http_request_total' } } },
      'SLO_METRIC_UNKNOWN echo.slo.availability.of',
    ],
    [
      "a counter of the service's own that is called like a server's",
      {
        slo: {
          availability: { objective: 99.5, of: { counter: 'vllm:request_succes_total', errors: { status: '5..' } } },
        },
      },
      'SLO_METRIC_UNKNOWN echo.slo.availability.of.counter',
    ],
    [
      "a histogram of the service's own that is a known one but for a slip",
      { slo: { latency: { p95: '1s', of: { histogram: 'grpc_server_handling_second', buckets: [1, 2] } } } },
      'SLO_METRIC_UNKNOWN echo.slo.latency.of.histogram',
    ],
    [
      'a histogram as a counter',
      { slo: { availability: { objective: 99.5, of: 'grpc_server_handling_seconds' } } },
      'SLO_METRIC_UNKNOWN echo.slo.availability.of',
    ],
    ['a measure with two promises', { slo: { also: { one: {} } } }, 'VALUE_INVALID echo.slo.also.one'],
    ['a measure without a name', { slo: { also: { 'lb-x': HANDLED.calls } } }, 'NAME_INVALID echo.slo.also.lb-x'],
    [
      'a measure that is no group',
      { serves: GRPC, slo: { availability: 99, also: { one: '' } } },
      'VALUE_INVALID echo.slo.also.one',
    ],
    ['a list of measures', { slo: { also: [HANDLED] } }, 'VALUE_INVALID echo.slo.also'],
    ['a misspelt prop', { slo: { availabilty: 99 } }, 'PROP_UNKNOWN echo.slo.availabilty'],
    ['what is no group', { slo: 99.5 }, 'VALUE_INVALID echo.slo'],
    ['null', { slo: { availability: null, latency: null } }, 'VALUE_INVALID echo.slo.availability'],
    [
      'a pattern that Prometheus does not know',
      { slo: { availability: { objective: 99, of: { counter: 'x_total', errors: { code: '(?!2)..' } } } } },
      'VALUE_INVALID echo.slo.availability.of.errors',
    ],
    [
      'buckets that fall',
      { slo: { latency: { p95: '1s', of: { histogram: 'x_seconds', buckets: [2, 1] } } } },
      'VALUE_INVALID echo.slo.latency.of.buckets',
    ],
  ])('%s', (_, props, expected) => {
    expect(refused(props)).toContain(expected);
  });

  it.each<[string, LooseProps]>([
    ['gRPC of an experiment', { serves: GRPC }],
    ['streams of an experiment', { serves: { longestStream: '5m' } }],
    ['gRPC by a counter of its own', { maturity: 'ga', serves: GRPC, slo: { availability: OWN_COUNTER } }],
    [
      'streams by a histogram of their own',
      {
        maturity: 'ga',
        serves: { longestStream: '5m' },
        slo: { latency: { p95: '1s', of: { histogram: 'first_token_seconds', buckets: [0.5, 1] } } },
      },
    ],
  ])('nothing of %s', (_, props) => {
    expect(refused(props)).toEqual([]);
  });

  it('a whole answer as a measure of streams, and offers what the server has', () => {
    const vllm = (metric: string) => ({
      maturity: 'beta',
      gpu: { model: 'l4' },
      serves: { profile: 'vllm', profileVersion: '0.11' },
      slo: { latency: { p95: '1s', of: metric } },
    });

    const { mistakes } = render(service('echo', vllm('vllm:e2e_request_latency_seconds')), production);

    expect(mistakes).toMatchObject([{ code: 'SLO_SOURCE_BLIND', at: 'echo.slo.latency' }]);
    expect(mistakes[0]!.fix).toContain("of: 'vllm:time_to_first_token_seconds'");
    expect(refused(vllm('vllm:time_to_first_token_seconds'))).toEqual([]);
  });

  it('a mistake of a measure once, and not that the measure is missing besides', () => {
    const typo = { objective: 99.5, of: 'grpc_server_handled_totl' };

    expect(refused({ maturity: 'ga', serves: GRPC, slo: { also: { calls: { availability: typo } } } })).toEqual([
      'SLO_METRIC_UNKNOWN echo.slo.also.calls.availability.of',
    ]);
  });

  it.each([
    ['(?!2)..', 'it never looks ahead or behind, at character 1'],
    ['5(xx', "has a '(' that nothing closes, at character 5"],
    ['5xx|[z-a]', 'has a range that runs backwards, at character 9'],
    ['*', 'repeats nothing, at character 2'],
    ['5..\n', 'has another line, at character 4'],
  ])('the pattern %s, and says where it breaks', (code, said) => {
    const of = { counter: 'x_total', errors: { code } };
    const { mistakes } = render(service('echo', { slo: { availability: { objective: 99, of } } }), production);

    expect(mistakes).toMatchObject([{ code: 'VALUE_INVALID', at: 'echo.slo.availability.of.errors' }]);
    expect(mistakes[0]!.problem).toContain(said);
  });

  it('a metric with a typo, and offers the right one', () => {
    const { mistakes } = render(
      service('echo', {
        gpu: { model: 'l4' },
        serves: { profile: 'vllm', profileVersion: '0.11' },
        slo: { latency: { p95: '2s', of: 'vllm:time_to_first_tokens_seconds' } },
      }),
      production,
    );

    expect(mistakes).toMatchObject([{ code: 'SLO_METRIC_UNKNOWN' }]);
    expect(mistakes[0]!.fix).toContain("did you mean 'vllm:time_to_first_token_seconds'?");
  });

  it('a measure that is always 0, and who evaluates nothing', () => {
    const triton = {
      gpu: { model: 'l4' },
      serves: { profile: 'triton', profileVersion: '24.04' },
      slo: { availability: { objective: 99, of: 'nv_inference_request_failure' } },
    };

    expect(refused(triton)).toEqual(['SLO_METRIC_UNKNOWN echo.slo.availability.of']);
    const unknown = testEnvironment({ prometheus: { rules: 'gogle' as 'google' } });
    expect(refused({}, unknown)).toEqual(['FACT_INVALID harbour.prometheus.rules']);
  });
});
