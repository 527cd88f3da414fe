import { Workload } from '../../constructs/index';
import { containerOf, find, findAll, objectOf, podOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps, type Rendering } from '../support/environment';
import '../support/errors';

const routed = (props: object = {}): Rendering => render(service('echo', { callers: ['rails'], ...props }));

describe('the endpoint of a workload', () => {
  it('is a Service named after the workload, without an address outside the cluster', () => {
    const rendering = render(service('echo', { serves: { port: 9000 } }));

    expect(objectOf(rendering, 'Service', 'api')).toMatchObject({
      metadata: { name: 'api', namespace: 'echo' },
      spec: {
        type: 'ClusterIP',
        selector: { 'taxiway.dev/service': 'echo', 'taxiway.dev/workload': 'api' },
        ports: [{ name: 'http', port: 9000, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
      },
    });
  });

  it('speaks HTTP/2 to pods that speak gRPC', () => {
    const rendering = render(service('echo', { serves: { protocol: 'grpc' } }));

    expect(objectOf(rendering, 'Service', 'api').spec.ports).toEqual([
      { name: 'grpc', port: 8080, targetPort: 'grpc', protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
    ]);
    expect(containerOf(rendering).ports).toEqual([{ name: 'grpc', containerPort: 8080, protocol: 'TCP' }]);
  });

  it('selects exactly the pods of its own workload', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new Workload(of, 'helper', { image: env.image('echo') });
      }),
    );

    for (const workload of ['api', 'helper']) {
      const { labels } = objectOf(rendering, 'Deployment', workload).spec.template.metadata;
      const { selector } = objectOf(rendering, 'Service', workload).spec;
      const other = objectOf(rendering, 'Deployment', workload === 'api' ? 'helper' : 'api').spec.template.metadata
        .labels;
      expect(labels).toMatchObject(selector);
      expect(other).not.toMatchObject(selector);
    }
  });

  it('is a route of the internal gateway where a caller comes through it', () => {
    expect(objectOf(routed(), 'HTTPRoute').spec).toEqual({
      parentRefs: [{ name: 'internal', namespace: 'taxiway-system', sectionName: 'https' }],
      hostnames: ['echo.models.harbour.example'],
      rules: [{ backendRefs: [{ name: 'api', port: 8080 }] }],
    });
  });

  it.each([
    ['callers in the same cluster', { callers: ['sidekiq'] }],
    ['callers that are services', { callers: ['agent'] }],
    ['no callers', { callers: [] }],
  ])('is no route for %s', (_, props) => {
    const rendering = render(service('echo', props));

    for (const kind of ['HTTPRoute', 'HealthCheckPolicy', 'GCPBackendPolicy'])
      expect(findAll(rendering, kind)).toEqual([]);
    expect(findAll(rendering, 'Service', 'echo').filter(({ domain }) => domain === 'kubernetes')).toHaveLength(1);
  });

  it('gives each workload a host of its own', () => {
    const rendering = render(
      service('echo', {}, (of, env) => {
        new Workload(of, 'helper', { image: env.image('echo'), callers: ['rails'] });
      }),
    );

    expect(objectOf(rendering, 'HTTPRoute', 'helper').spec.hostnames).toEqual(['echo--helper.models.harbour.example']);
  });

  it.each([
    ['a path', { serves: { port: 9000, ready: '/ready' } }, 'httpGet'],
    ['gRPC', { serves: { port: 9000, protocol: 'grpc' } }, 'grpc'],
    ['a port alone', { serves: { port: 9000 } }, 'tcpSocket'],
  ])('GW-3: has one health check, the same question as the readiness probe: %s', (_, props, handler) => {
    const rendering = routed(props);
    const { config } = objectOf(rendering, 'HealthCheckPolicy').spec.default;
    const asked = config.httpHealthCheck ?? config.grpcHealthCheck ?? config.tcpHealthCheck;
    const probe = containerOf(rendering).readinessProbe[handler];

    expect(findAll(rendering, 'HealthCheckPolicy')).toHaveLength(1);
    expect(asked).toEqual({
      portSpecification: 'USE_FIXED_PORT',
      port: probe.port,
      ...(probe.path === undefined ? {} : { requestPath: probe.path }),
    });
    expect(asked.port).toBe(containerOf(rendering).ports[0].containerPort);
    expect(objectOf(rendering, 'HealthCheckPolicy').spec.targetRef).toEqual({
      group: '',
      kind: 'Service',
      name: 'api',
    });
    expect(objectOf(rendering, 'HealthCheckPolicy').metadata.namespace).toBe('echo');
  });

  it('GW-1: keeps serving longer than the load balancer needs to forget a pod, and drains for all of its grace', () => {
    const rendering = routed({ serves: { longestRequest: '90s' }, replicas: 3 });
    const sleep = containerOf(rendering).lifecycle.preStop.sleep.seconds;
    const grace = podOf(rendering).terminationGracePeriodSeconds;
    const deployment = objectOf(rendering, 'Deployment').spec;

    expect(sleep).toBe(45);
    expect(grace).toBe(45 + 90);
    expect(objectOf(rendering, 'GCPBackendPolicy').spec.default.connectionDraining.drainingTimeoutSec).toBe(grace);
    expect(deployment.strategy.rollingUpdate.maxUnavailable).toBe(0);
    expect(deployment.minReadySeconds).toBeGreaterThanOrEqual(60);
  });

  it('GW-1: sleeps only as long as the cluster needs where no load balancer is in front', () => {
    const rendering = render(service('echo', { callers: ['agent'], serves: { longestRequest: '90s' } }));

    expect(containerOf(rendering).lifecycle.preStop.sleep.seconds).toBe(15);
    expect(podOf(rendering).terminationGracePeriodSeconds).toBe(15 + 90);
  });

  it.each(['sidekiq', 'rails'])('GW-1: takes the detach time where %s alone comes through the gateway', (caller) => {
    const place = { namespace: 'monolith', labels: { app: 'web' } };
    const through = { through: 'gateway' } as const;
    const spec = testEnvironment({ gitlab: { callers: { rails: place, sidekiq: place, [caller]: through } } });

    const rendering = render(service('echo', { callers: [caller] }), spec);

    expect(findAll(rendering, 'HTTPRoute')).toHaveLength(1);
    expect(containerOf(rendering).lifecycle.preStop.sleep.seconds).toBe(45);
  });

  it('GW-4: has one deadline, of the longest request or stream, in the form its gateway reads', () => {
    const stream = routed({ serves: { longestRequest: '30s', longestStream: '5m' } });
    const request = routed({ serves: { longestRequest: '2m', longestStream: '10s' } });

    expect(objectOf(stream, 'GCPBackendPolicy').spec.default.timeoutSec).toBe(300);
    expect(objectOf(request, 'GCPBackendPolicy').spec.default.timeoutSec).toBe(120);
    expect(JSON.stringify(objectOf(stream, 'HTTPRoute').spec)).not.toContain('timeout');
  });

  it.each<[what: string, serves: LooseProps, deadline: number, drains: number]>([
    ['a stream of tokens', { longestRequest: '30s', longestStream: '10m' }, 600, 645],
    ['a long poll', { longestRequest: '5m' }, 300, 345],
    ['a stream of gRPC', { protocol: 'grpc', longestRequest: '10s', longestStream: '30m' }, 1800, 1845],
    ['a WebSocket', { longestRequest: '10s', longestStream: '2h' }, 7200, 3600],
    ['a WebSocket of a whole day', { longestRequest: '10s', longestStream: '24h' }, 86_400, 3600],
  ])(
    'R370: keeps %s open as long as it was said, on the gateway and in the pod that goes',
    (_, serves, deadline, drains) => {
      const rendering = routed({ serves });
      const grace = objectOf(rendering, 'Deployment', 'api').spec.template.spec.terminationGracePeriodSeconds;

      expect(objectOf(rendering, 'GCPBackendPolicy').spec.default).toEqual({
        timeoutSec: deadline,
        connectionDraining: { drainingTimeoutSec: drains },
      });
      expect(grace).toBe(deadline + 45);
    },
  );

  it('R370: lets WebSockets upgrade over HTTP/1.1, and carries gRPC in HTTP/2', () => {
    const protocols = ['http', 'grpc'].map(
      (protocol) => objectOf(routed({ serves: { protocol } }), 'Service', 'api').spec.ports[0].appProtocol,
    );

    expect(protocols).toEqual(['http', 'kubernetes.io/h2c']);
  });

  it('rounds a deadline up to whole seconds, and drains no longer than a load balancer can', () => {
    const short = routed({ serves: { longestRequest: '800ms' } });
    const long = routed({ serves: { longestRequest: '2h' } });

    expect(objectOf(short, 'GCPBackendPolicy').spec.default.timeoutSec).toBe(1);
    expect(objectOf(long, 'GCPBackendPolicy').spec.default).toEqual({
      timeoutSec: 7200,
      connectionDraining: { drainingTimeoutSec: 3600 },
    });
  });

  it('agrees with itself: route, Service, container, policy and health check name one port', () => {
    const rendering = routed({ serves: { port: 9431, ready: '/ready' } });
    const ports = [
      objectOf(rendering, 'HTTPRoute').spec.rules[0].backendRefs[0].port,
      objectOf(rendering, 'Service', 'api').spec.ports[0].port,
      containerOf(rendering).ports[0].containerPort,
      objectOf(rendering, 'NetworkPolicy', 'api-ingress').spec.ingress[0].ports[0].port,
      objectOf(rendering, 'HealthCheckPolicy').spec.default.config.httpHealthCheck.port,
    ] as Read[];

    expect(new Set(ports)).toEqual(new Set([9431]));
  });

  it("lies in the service's own file", () => {
    for (const kind of ['Service', 'HTTPRoute', 'HealthCheckPolicy', 'GCPBackendPolicy']) {
      expect(find(routed(), kind, 'api').path).toBe('echo/kubernetes.yaml');
    }
  });

  it('says which prop its deadline and its route come from', () => {
    const rendering = routed({ serves: { longestRequest: '2m' } });

    expect(reasonOf(find(rendering, 'GCPBackendPolicy'), 'spec.default.timeoutSec')).toMatchObject({
      prop: 'serves.longestRequest',
    });
    expect(reasonOf(find(rendering, 'HTTPRoute'), 'spec.hostnames')).toMatchObject({ fact: 'gateway.domain' });
  });

  it('names the stream as the reason where the stream is longer than any request', () => {
    const rendering = routed({ serves: { longestRequest: '30s', longestStream: '5m' } });

    expect(reasonOf(find(rendering, 'GCPBackendPolicy'), 'spec.default.timeoutSec')).toMatchObject({
      prop: 'serves.longestStream',
    });
    expect(reasonOf(find(rendering, 'Deployment'), 'spec.template.spec.terminationGracePeriodSeconds')).toMatchObject({
      prop: 'serves.longestStream',
    });
  });
});
