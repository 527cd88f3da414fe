import { find, findAll, objectOf, reasonOf, variablesOf } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';
import { refusalsIn } from '../support/errors';

const PUBLIC = {
  domain: 'public.harbour.example',
  certificateMap: 'harbour-public',
  sslPolicies: { '1.2': 'tls-1-2', '1.3': 'tls-1-3' },
} as const;
const spec = testEnvironment({ gateway: { public: PUBLIC } });
const exposure = {
  to: 'internet',
  securityReview: { url: 'https://git.harbour.example/security/reviews/17', date: '2026-10-01' },
  authentication: { by: 'iap' },
  rateLimit: { requests: 300, per: '60s' },
  tls: '1.2',
} as const;
const exposed = (changes: LooseProps = {}, props: LooseProps = {}) =>
  render(service('echo', { mode: 'M2', exposure: { ...exposure, ...changes }, ...props }), spec);

describe('a public service', () => {
  it('has an entrance of its own, for its own host, over TLS alone', () => {
    const gateway = objectOf(exposed(), 'Gateway', 'public');

    expect(gateway.metadata).toMatchObject({
      namespace: 'echo',
      annotations: { 'networking.gke.io/certmap': 'harbour-public' },
    });
    expect(gateway.spec).toEqual({
      gatewayClassName: 'gke-l7-global-external-managed',
      listeners: [
        {
          name: 'https',
          protocol: 'HTTPS',
          port: 443,
          hostname: 'echo.public.harbour.example',
          allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }], namespaces: { from: 'Same' } },
        },
      ],
    });
  });

  it('has all of it among its grants, where the deploy identity does not come', () => {
    const rendering = exposed();
    const kinds = ['Gateway', 'HTTPRoute', 'Service', 'GCPGatewayPolicy', 'GCPBackendPolicy', 'HealthCheckPolicy'];

    const paths = kinds.map((kind) => find(rendering, kind, 'public', 'echo').path);

    expect(new Set(paths)).toEqual(new Set(['echo/grants/kubernetes.yaml']));
    expect(find(rendering, 'resource.google_compute_security_policy').path).toBe('echo/grants/terraform/cdk.tf.json');
  });

  it('is guarded by its policies: who comes in, how often, by which TLS, for how long', () => {
    const rendering = exposed({}, { serves: { longestRequest: '2m' } });

    expect(objectOf(rendering, 'GCPBackendPolicy', 'public').spec).toMatchObject({
      default: {
        timeoutSec: 120,
        connectionDraining: { drainingTimeoutSec: 165 },
        securityPolicy: 'public-echo',
        iap: { enabled: true },
        logging: { enabled: true },
      },
      targetRef: { group: '', kind: 'Service', name: 'public' },
    });
    expect(objectOf(rendering, 'GCPGatewayPolicy', 'public').spec).toEqual({
      default: { sslPolicy: 'tls-1-2' },
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' },
    });
    const filter = objectOf(rendering, 'resource.google_compute_security_policy');
    expect(filter.rule[0]).toMatchObject({
      action: 'throttle',
      rate_limit_options: {
        exceed_action: 'deny(429)',
        enforce_on_key: 'IP',
        rate_limit_threshold: { count: 300, interval_sec: 60 },
      },
    });
  });

  it('GW-3: is asked for its health as it is inside', () => {
    const rendering = exposed({}, { serves: { ready: '/health' } });

    const [inside, outside] = ['api', 'public'].map((name) => objectOf(rendering, 'HealthCheckPolicy', name).spec);

    expect(outside).toMatchObject({
      default: inside.default,
      targetRef: { name: 'public' },
    });
  });

  it('NET-2: lets in the ranges that a global load balancer comes from, and drains as behind any', () => {
    const rendering = render(service('echo', { mode: 'M2', exposure, callers: [] }), spec);

    const { ingress } = objectOf(rendering, 'NetworkPolicy', 'api-ingress').spec;
    const { spec: deployment } = objectOf(rendering, 'Deployment', 'api');

    expect(ingress).toEqual([
      {
        from: [{ ipBlock: { cidr: '130.211.0.0/22' } }, { ipBlock: { cidr: '35.191.0.0/16' } }],
        ports: [{ protocol: 'TCP', port: 8080 }],
      },
    ]);
    expect(deployment.minReadySeconds).toBe(60);
    expect(deployment.template.spec.containers[0].lifecycle.preStop.sleep.seconds).toBe(45);
  });

  it('is told whose tokens it has to look at, where it does that itself', () => {
    const rendering = exposed({ authentication: { by: 'token', issuer: 'https://git.harbour.example' } });

    expect(variablesOf(rendering)).toMatchObject({
      TAXIWAY_TOKEN_ISSUER: 'https://git.harbour.example',
      TAXIWAY_TOKEN_AUDIENCE: 'https://echo.public.harbour.example',
    });
    expect(objectOf(rendering, 'GCPBackendPolicy', 'public').spec.default.iap).toBeUndefined();
  });

  it('says so in its declaration, with the review', () => {
    const { object } = find(exposed(), 'Service', 'echo', 'echo');

    expect(object).toMatchObject({
      mode: 'M2',
      exposure: { host: 'echo.public.harbour.example', review: { date: '2026-10-01' } },
    });
  });

  it('names the act behind the entrance', () => {
    expect(reasonOf(find(exposed(), 'Gateway', 'public'), 'spec.gatewayClassName')).toMatchObject({ prop: 'exposure' });
  });

  it('needs mode M2, and M1 renders nothing public', () => {
    const rendering = render(service('echo', { exposure }), spec);

    expect(refusalsIn(rendering)).toEqual(['EXPOSURE_NEEDS_MODE echo.exposure']);
    expect(findAll(render(service('echo', { mode: 'M2' }), spec), 'Gateway').map(({ service: of }) => of)).toEqual([
      undefined,
    ]);
  });

  it.each<[what: string, changes: LooseProps, code: string, path: string]>([
    ['no review', { securityReview: undefined }, 'EXPOSURE_REVIEW_MISSING', '.securityReview'],
    [
      'a review without an address',
      { securityReview: { date: '2026-10-01' } },
      'EXPOSURE_REVIEW_MISSING',
      '.securityReview.url',
    ],
    [
      'a review of a day that there is not',
      { securityReview: { ...exposure.securityReview, date: '2026-02-30' } },
      'EXPOSURE_REVIEW_MISSING',
      '.securityReview.date',
    ],
    ['nobody who knows callers', { authentication: undefined }, 'EXPOSURE_AUTHENTICATION_MISSING', '.authentication'],
    ['an unknown doorman', { authentication: { by: 'hope' } }, 'EXPOSURE_AUTHENTICATION_MISSING', '.authentication'],
    [
      'tokens of nobody',
      { authentication: { by: 'token' } },
      'EXPOSURE_AUTHENTICATION_MISSING',
      '.authentication.issuer',
    ],
    ['no limit', { rateLimit: undefined }, 'EXPOSURE_RATE_LIMIT_MISSING', '.rateLimit'],
    [
      'a limit of none',
      { rateLimit: { requests: 0, per: '60s' } },
      'EXPOSURE_RATE_LIMIT_MISSING',
      '.rateLimit.requests',
    ],
    [
      'a limit in a span of its own',
      { rateLimit: { requests: 5, per: '61s' } },
      'EXPOSURE_RATE_LIMIT_MISSING',
      '.rateLimit.per',
    ],
    ['no TLS', { tls: undefined }, 'EXPOSURE_TLS_MISSING', '.tls'],
    ['a TLS that nobody should speak', { tls: '1.0' }, 'EXPOSURE_TLS_MISSING', '.tls'],
    ['another public', { to: 'everybody' }, 'VALUE_INVALID', '.to'],
    ['a misspelt word', { rateLimits: {} }, 'PROP_UNKNOWN', '.rateLimits'],
  ])('is refused with %s', (_, changes, code, path) => {
    const { mistakes, documents } = exposed(changes);

    expect(refusalsIn({ mistakes })).toEqual([`${code} echo.exposure${path}`]);
    expect(documents).toEqual([]);
  });

  it('tells everything that is missing at once', () => {
    const { mistakes } = render(service('echo', { exposure: { to: 'internet' } }), testEnvironment());

    expect(refusalsIn({ mistakes }).map((line) => line.split(' ')[0])).toEqual([
      'EXPOSURE_AUTHENTICATION_MISSING',
      'EXPOSURE_NEEDS_MODE',
      'EXPOSURE_RATE_LIMIT_MISSING',
      'EXPOSURE_REVIEW_MISSING',
      'EXPOSURE_TLS_MISSING',
      'EXPOSURE_UNAVAILABLE',
    ]);
  });

  it('has a name short enough for the load balancer', () => {
    const { mistakes } = render(service('a-service-with-a-long-name', { mode: 'M2', exposure }), spec);

    expect(refusalsIn({ mistakes })).toEqual(['NAME_TOO_LONG a-service-with-a-long-name.exposure']);
  });

  it.each([
    [{ ...PUBLIC, domain: 'models.harbour.example' }, 'gateway.public.domain'],
    [{ ...PUBLIC, domain: 'nowhere' }, 'gateway.public.domain'],
    [{ ...PUBLIC, certificateMap: 'No Map' }, 'gateway.public.certificateMap'],
    [{ ...PUBLIC, sslPolicies: {} }, 'gateway.public.sslPolicies'],
    [{ ...PUBLIC, certificates: 'harbour' }, 'gateway.public.certificates'],
  ])('refuses facts of the public gateway that cannot be: %j', (facts, path) => {
    const wrong = { ...spec, gateway: { ...spec.gateway, public: facts as typeof PUBLIC } };

    const { mistakes } = render(service('echo'), wrong);

    expect(refusalsIn({ mistakes })).toEqual([`FACT_INVALID harbour.${path}`]);
  });
});
