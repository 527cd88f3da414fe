import { findAll, objectOf } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';
import { mistakeIn } from '../support/errors';

const VLLM = { gpu: { model: 'l4' }, serves: { profile: 'vllm' } };
const range = (scaleOn?: LooseProps, limits: LooseProps = { min: 2, max: 8 }) => ({
  replicas: { ...limits, ...(scaleOn && { scaleOn }) },
});
const CPU = { signal: 'cpu', target: '70%' };
const none = testEnvironment({ autoscaling: undefined });
/** Facts are merged: what KEDA has besides is taken away. */
const ADAPTER = { by: 'adapter', ...{ prometheus: undefined } } as const;
const adapter = testEnvironment({ autoscaling: ADAPTER });
const googled = testEnvironment({
  autoscaling: ADAPTER,
  prometheus: { rules: 'google' },
});

const refused = (props: LooseProps, spec = testEnvironment()) =>
  render(service('echo', props), spec).mistakes.map(({ code, at }) => `${code} ${at}`);

describe('a workload that is scaled', () => {
  it("follows the requests that wait in its profile's server, by KEDA", () => {
    const rendering = render(service('echo', { ...VLLM, ...range() }));

    const { spec } = objectOf(rendering, 'ScaledObject', 'api');
    expect(rendering.mistakes).toEqual([]);
    expect(spec).toMatchObject({ minReplicaCount: 2, maxReplicaCount: 8, scaleTargetRef: { name: 'api' } });
    expect(spec.triggers).toHaveLength(1);
    expect(spec.triggers[0].metadata).toMatchObject({
      serverAddress: 'http://prometheus.watch.svc:9090',
      threshold: '5',
      query: expect.stringContaining('sum(vllm:num_requests_waiting{namespace="echo",container="api"})'),
    });
  });

  it('has one owner of its number: its Deployment names none', () => {
    const rendering = render(service('echo', { ...VLLM, ...range() }));

    expect(objectOf(rendering, 'Deployment', 'api').spec).not.toHaveProperty('replicas');
    expect(findAll(rendering, 'HorizontalPodAutoscaler')).toEqual([]);
  });

  it('loses no pod by a metric that is lost', () => {
    const { spec } = objectOf(render(service('echo', { ...VLLM, ...range() })), 'ScaledObject', 'api');

    expect(spec.fallback).toEqual({ failureThreshold: 3, replicas: 2, behavior: 'currentReplicasIfHigher' });
    expect(spec.triggers[0].metadata.ignoreNullValues).toBe('false');
    expect(spec.triggers[0].metadata.query).not.toMatch(/sum\([^)]*\) or vector/);
  });

  it.each([
    ['a default start is waited for as a whole', {}, 2100, undefined],
    ['a start of more than an hour can not be, which is said', { imageSize: '140Gi' }, 3600, '1h'],
  ])('%s', (_, run, seconds, said) => {
    const { documents } = render(service('echo', { ...VLLM, run, ...range() }));

    const { advanced } = objectOf({ documents }, 'ScaledObject', 'api').spec;
    const declared = documents.find(({ domain }) => domain === 'declaration')!.object['props'] as LooseProps;
    expect(advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds).toBe(seconds);
    expect((declared['replicas.cooldown'] as LooseProps | undefined)?.['value']).toBe(said);
  });

  it('gives a pod up only after as long as another takes to come', () => {
    const large = { ...VLLM, run: { imageSize: '60Gi' } };
    const { behavior } = objectOf(render(service('echo', { ...large, ...range() })), 'ScaledObject', 'api').spec
      .advanced.horizontalPodAutoscalerConfig;
    const { behavior: small } = objectOf(render(service('echo', range(CPU))), 'HorizontalPodAutoscaler', 'api').spec;

    // A node takes 900 s, 64.4 GB at 50 MB a second 1288 or so, and the start 600.
    expect(behavior.scaleDown.stabilizationWindowSeconds).toBeGreaterThan(2700);
    expect(small.scaleDown.stabilizationWindowSeconds).toBe(600);
    expect(small.scaleUp).toEqual({
      stabilizationWindowSeconds: 0,
      policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
    });
  });

  it('by its processors needs nothing but the cluster', () => {
    const rendering = render(service('echo', range(CPU)), none);

    expect(objectOf(rendering, 'HorizontalPodAutoscaler', 'api').spec).toMatchObject({
      minReplicas: 2,
      maxReplicas: 8,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    });
    expect(findAll(rendering, 'PodMonitor')).toEqual([]);
  });

  it.each([
    ['Prometheus has', adapter, 'vllm:num_requests_waiting'],
    ['Google has', googled, 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge'],
  ])("is scaled by Kubernetes' own autoscaler where an adapter of %s hands the metric on", (_, spec, name) => {
    const rendering = render(service('echo', { ...VLLM, ...range() }), spec);

    expect(objectOf(rendering, 'HorizontalPodAutoscaler', 'api').spec.metrics).toEqual([
      { type: 'Pods', pods: { metric: { name }, target: { type: 'AverageValue', averageValue: '5' } } },
    ]);
  });

  it('has room for the most pods and a rollout of them, in its quota and on its nodes', () => {
    const rendering = render(service('echo', { ...VLLM, ...range() }));

    expect(objectOf(rendering, 'ResourceQuota', 'quota').spec.hard).toMatchObject({
      pods: '17',
      'requests.nvidia.com/gpu': '9',
    });
    expect(findAll(rendering, 'GpuNodes')[0]?.object).toMatchObject({ replicas: 8, surge: 1 });
  });

  it('of a range that is none runs that number', () => {
    const rendering = render(service('echo', range(undefined, { min: 3, max: 3 })));

    expect(objectOf(rendering, 'Deployment', 'api').spec.replicas).toBe(3);
  });

  it.each([
    ['concurrency', { ...VLLM, ...range({ signal: 'concurrency', target: 40 }) }, 'sum(vllm:num_requests_running{'],
    ['requests', range({ signal: 'requests', target: 10, of: 'http_requests_total' }), 'sum(rate(http_requests_total{'],
    [
      "a server's counter",
      { ...VLLM, ...range({ signal: 'requests', target: 5, of: 'vllm:request_success_total' }) },
      'sum(rate(vllm:request_success_total{',
    ],
    ['a gauge of its own', range({ signal: { gauge: 'jobs_waiting' }, target: 0.5 }), 'sum(jobs_waiting{'],
  ])('is scaled by %s as well, and its metric is fetched', (_, props, query) => {
    const rendering = render(service('echo', props));

    expect(rendering.mistakes).toEqual([]);
    expect(objectOf(rendering, 'ScaledObject', 'api').spec.triggers[0].metadata.query).toContain(query);
    expect(findAll(rendering, 'PodMonitor')).toHaveLength(1);
  });
});

describe('a range is refused', () => {
  it('with a signal to name that may be named: processors only where no card computes', () => {
    const fixFor = (props: LooseProps): string =>
      mistakeIn(render(service('echo', { ...props, ...range() })), 'SCALE_SIGNAL_MISSING').fix;

    expect(fixFor({})).toContain("signal: 'cpu'");
    expect(fixFor({ gpu: { model: 'l4' } })).not.toContain("'cpu'");
    expect(fixFor({ gpu: { model: 'l4' } })).toContain("{ gauge: 'jobs_waiting' }");
  });

  it.each([
    ['that is crossed', { replicas: { min: 5, max: 3 } }, ['REPLICAS_INVALID echo.replicas'], undefined],
    ['without a signal', range(), ['SCALE_SIGNAL_MISSING echo.replicas'], undefined],
    [
      'with a typo',
      { replicas: { min: 1, max: 2, scaleOm: CPU } },
      ['PROP_UNKNOWN echo.replicas.scaleOm', 'SCALE_SIGNAL_MISSING echo.replicas'],
      undefined,
    ],
    [
      'with a signal that is none',
      range({ signal: 'queu', target: 5 }),
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'with a signal that nobody emits',
      range({ signal: 'queue', target: 5 }),
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'with a metric that is spelt wrongly',
      { ...VLLM, ...range({ signal: { gauge: 'vllm:num_requests_waitin' }, target: 5 }) },
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'with a metric that this version has no more',
      { ...VLLM, ...range({ signal: { gauge: 'vllm:gpu_cache_usage_perc' }, target: 1 }) },
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'by processors beside a GPU',
      { ...VLLM, ...range(CPU) },
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'with more than all of the processors',
      range({ signal: 'cpu', target: '170%' }),
      ['SCALE_TARGET_INVALID echo.replicas.scaleOn.target'],
      undefined,
    ],
    [
      'without a target',
      range({ signal: { gauge: 'jobs' } }),
      ['SCALE_TARGET_INVALID echo.replicas.scaleOn.target'],
      undefined,
    ],
    [
      'with a target below nothing',
      range({ signal: { gauge: 'jobs' }, target: -1 }),
      ['SCALE_TARGET_INVALID echo.replicas.scaleOn.target'],
      undefined,
    ],
    [
      'of requests that nobody counts',
      range({ signal: 'requests', target: 5 }),
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'of requests by a counter with a slip',
      range({ signal: 'requests', target: 5, of: 'http_request_total' }),
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.of'],
      undefined,
    ],
    [
      "of requests by a server's counter with a slip",
      { ...VLLM, ...range({ signal: 'requests', target: 5, of: 'vllm:request_succes_total' }) },
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.of'],
      undefined,
    ],
    [
      'of requests by a histogram',
      range({ signal: 'requests', target: 5, of: 'grpc_server_handling_seconds' }),
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.of'],
      undefined,
    ],
    [
      'with underscores for colons',
      { ...VLLM, ...range({ signal: { gauge: 'vllm_num_requests_waiting' }, target: 5 }) },
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    [
      'by what a card does',
      { ...VLLM, ...range({ signal: { gauge: 'DCGM_FI_DEV_GPU_UTIL' }, target: 5 }) },
      ['SCALE_SIGNAL_UNKNOWN echo.replicas.scaleOn.signal'],
      undefined,
    ],
    ['where nothing scales by metrics', { ...VLLM, ...range() }, ['SCALER_MISSING echo.replicas.scaleOn'], none],
    [
      'by a rate where an adapter has none',
      range({ signal: 'requests', target: 5, of: 'x_total' }),
      ['SCALER_MISSING echo.replicas.scaleOn.signal'],
      adapter,
    ],
    [
      'that the environment has no GPUs for',
      { ...VLLM, ...range(undefined, { min: 2, max: 41 }) },
      ['GPU_LIMIT_EXCEEDED harbour.gpus.l4.limit'],
      undefined,
    ],
  ] as const)('%s', (_, props, mistakes, spec) => {
    expect(refused(props, spec)).toEqual(mistakes);
  });

  it('with the names that come nearest', () => {
    const { mistakes } = render(
      service('echo', { ...VLLM, ...range({ signal: { gauge: 'vllm:num_requests_waitin' }, target: 5 }) }),
    );

    expect(mistakes[0]?.fix).toContain("'vllm:num_requests_waiting'");
    expect(mistakes[0]?.allowed).toContain('vllm:kv_cache_usage_perc');
  });

  it.each([
    [{ signal: { gauge: 'vllm_num_requests_waiting' }, target: 5 }, 'vllm:num_requests_waiting'],
    [{ signal: 'requests', target: 5, of: 'vllm:request_succes_total' }, 'vllm:request_success_total'],
    [{ signal: 'requests', target: 5, of: 'http_request_total' }, 'http_requests_total'],
  ] as const)('and offers what was meant by %j', (scaleOn, meant) => {
    const { mistakes } = render(service('echo', { ...VLLM, ...range(scaleOn) }));

    expect(mistakes.map(({ fix }) => fix)).toEqual([expect.stringContaining(`did you mean '${meant}'?`)]);
  });
});
