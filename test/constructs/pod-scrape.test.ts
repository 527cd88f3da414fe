import { findAll, objectOf } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';

const google = testEnvironment({ prometheus: { rules: 'google', scraper: undefined } });
const silent = testEnvironment({ prometheus: { scraper: undefined } });
const WORK = { latency: { p99: '250ms', of: { histogram: 'work_seconds', buckets: [0.1, 0.5] } } };
const CALLS = { also: { calls: { availability: { objective: 99.5, of: 'grpc_server_handled_total' } } } };

const refused = (props: LooseProps, spec = testEnvironment()) =>
  render(service('echo', props), spec).mistakes.map(({ code, at }) => `${code} ${at}`);

describe('metrics of pods', () => {
  it('are fetched by nobody where nothing reads them', () => {
    const rendering = render(service('echo'));

    expect(findAll(rendering, 'PodMonitor')).toEqual([]);
    expect(findAll(rendering, 'NetworkPolicy').map(({ id }) => id)).not.toContainEqual(
      expect.stringMatching(/scrape$/),
    );
  });

  it('PRM-4 are fetched by a monitor with the labels that Prometheus picks by, in a namespace with its own', () => {
    const rendering = render(service('echo', { slo: WORK }));

    const monitor = objectOf(rendering, 'PodMonitor', 'api');
    expect(monitor.metadata).toMatchObject({ namespace: 'echo', labels: { watch: 'monitors' } });
    expect(monitor.spec).toEqual({
      selector: { matchLabels: { 'taxiway.dev/service': 'echo', 'taxiway.dev/workload': 'api' } },
      podMetricsEndpoints: [{ port: 'http', path: '/metrics', interval: '30s', honorLabels: false }],
    });
    expect(objectOf(rendering, 'Namespace', 'echo').metadata.labels).toMatchObject({
      'metrics.harbour.example/scrape': 'yes',
    });
  });

  it('let in exactly the pods that fetch, at the port of metrics', () => {
    const rendering = render(
      service('echo', { serves: { protocol: 'grpc', metrics: { port: 9090, path: '/m' } }, slo: CALLS }),
    );

    expect(objectOf(rendering, 'PodMonitor', 'api').spec.podMetricsEndpoints).toMatchObject([
      { port: 'metrics', path: '/m' },
    ]);
    expect(objectOf(rendering, 'NetworkPolicy', 'api-scrape').spec).toMatchObject({
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } },
              podSelector: { matchLabels: { app: 'prometheus' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 9090 }],
        },
      ],
    });
  });

  it("are fetched by Google's collectors where Google evaluates rules, with the labels that rules select by", () => {
    const rendering = render(service('echo', { slo: WORK }), google);

    expect(findAll(rendering, 'PodMonitor')).toEqual([]);
    expect(objectOf(rendering, 'PodMonitoring', 'api').spec).toMatchObject({
      endpoints: [{ port: 'http', path: '/metrics', interval: '30s' }],
      targetLabels: { metadata: expect.arrayContaining(['container', 'pod']) },
    });
    const [ingress] = objectOf(rendering, 'NetworkPolicy', 'api-scrape').spec.ingress;
    expect(ingress.from[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'gmp-system' });
  });

  it('are grants: a deploy job may not have Prometheus go where it likes', () => {
    const { documents } = render(service('echo', { slo: WORK }));

    expect(documents.find(({ kind }) => kind === 'PodMonitor')?.path).toBe('echo/grants/kubernetes.yaml');
  });
});

describe('metrics that can not be fetched are refused', () => {
  it.each([
    ['where nobody says who fetches', { slo: WORK }, ['SCRAPER_UNKNOWN echo.slo.latency.of'], silent],
    [
      'where gRPC shows none',
      { serves: { protocol: 'grpc' }, slo: CALLS },
      ['METRICS_PORT_MISSING echo.slo.also.calls.availability.of'],
      undefined,
    ],
    [
      'at the port of gRPC',
      { serves: { protocol: 'grpc', metrics: { port: 8080 } } },
      ['PORT_INVALID echo.serves.metrics.port'],
      undefined,
    ],
    [
      'at a port below 1024',
      { serves: { metrics: { port: 80 } } },
      ['PORT_INVALID echo.serves.metrics.port'],
      undefined,
    ],
    [
      'at a path without a slash',
      { serves: { metrics: { path: 'metrics' } } },
      ['VALUE_INVALID echo.serves.metrics.path'],
      undefined,
    ],
    [
      'beside a profile',
      { gpu: { model: 'l4' }, serves: { profile: 'vllm', metrics: { port: 9 } } },
      ['VALUE_INVALID echo.serves.metrics'],
      undefined,
    ],
    ['with a typo', { serves: { metrics: { prt: 9090 } } }, ['PROP_UNKNOWN echo.serves.metrics.prt'], undefined],
  ] as const)('%s', (_, props, mistakes, spec) => {
    expect(refused(props, spec)).toEqual(mistakes);
  });
});
