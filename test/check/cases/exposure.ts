import { synthesize } from '../../../constructs/synthesize';
import type { Assembly } from '../../../lib/assembly/assembly';
import { place } from '../../../lib/placement';
import { assemblyOf, added, edited } from '../../support/assemblies';
import { service, testEnvironment } from '../../support/environment';
import { casesOf, type Case } from './case';

const spec = testEnvironment({
  // The rules are asked about the environments of this repository; this one stands in for one of them.
  name: 'production',
  gateway: {
    public: { domain: 'public.harbour.example', certificateMap: 'harbour', sslPolicies: { '1.2': 'tls-1-2' } },
  },
});
const exposure = (by: object) => ({
  to: 'internet',
  securityReview: { url: 'https://git.harbour.example/security/reviews/17', date: '2026-10-01' },
  authentication: by,
  rateLimit: { requests: 300, per: '60s' },
  tls: '1.2',
});

/** A public service whose callers Google knows, and one that looks at tokens itself. */
export const EXPOSED: Assembly = exposed();

function exposed(): Assembly {
  const services = [
    service('front', { mode: 'M2', exposure: exposure({ by: 'iap' }) }),
    service('token', { mode: 'M2', exposure: exposure({ by: 'token', issuer: 'https://git.harbour.example' }) }),
  ];
  const outcome = synthesize(
    services.map((one) => place(one, [spec])),
    spec,
  );
  if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes));
  return outcome.assembly;
}

const GATEWAY = 'Gateway/front/public';
const BACKEND = 'GCPBackendPolicy/front/public';
const DECLARED = 'front:workloads/taxiway/Service';
const PRODUCTION = assemblyOf('production');

const untyped = casesOf('EXPOSURE_UNTYPED');
untyped.of('nothing where all of it was typed', EXPOSED);
untyped.of('mode M1', edited(EXPOSED, DECLARED, 'mode', 'M1'), 'spec.gatewayClassName', 'spec.parentRefs.0');
untyped.of(
  'an exposure that is gone',
  edited(EXPOSED, DECLARED, 'exposure', undefined),
  'spec.gatewayClassName',
  'spec.parentRefs.0',
);
untyped.objects(
  'a gateway of the platform that was made public',
  [['platform/gateway.networking.k8s.io/Gateway', 'spec.gatewayClassName', 'gke-l7-global-external-managed']],
  'spec.gatewayClassName',
  'spec.parentRefs.0',
);
untyped.objectsAt('a load balancer', 'production/spamcheck:workloads/core/Service', 'spec.type', 'LoadBalancer');
untyped.of(
  'an ingress',
  added(PRODUCTION, 'production/spamcheck:workloads/core/Service', {
    id: 'production/spamcheck:workloads/networking.k8s.io/Ingress/spamcheck/open',
    kind: 'Ingress',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'open', namespace: 'spamcheck' },
      spec: {},
    },
  }),
  'spec.ingressClassName',
);

const unguarded = casesOf('EXPOSURE_UNGUARDED');
unguarded.of('nothing where all guards are there', EXPOSED);
unguarded.of('no limit', edited(EXPOSED, BACKEND, 'spec.default.securityPolicy', undefined), 'spec.default');
unguarded.of('no doorman', edited(EXPOSED, BACKEND, 'spec.default.iap', undefined), 'spec.default');
unguarded.of('plain HTTP', edited(EXPOSED, GATEWAY, 'spec.listeners.0.protocol', 'HTTP'), 'spec.listeners.0.protocol');
unguarded.of('any host', edited(EXPOSED, GATEWAY, 'spec.listeners.0.hostname', undefined), 'spec.listeners.0.hostname');
unguarded.of('no certificate', edited(EXPOSED, GATEWAY, 'metadata.annotations', {}), 'spec.listeners.0.tls');
unguarded.of(
  'no version of TLS',
  edited(EXPOSED, 'GCPGatewayPolicy/front/public', 'spec.default', {}),
  'spec.listeners',
);

const onDay = (today: string, to: string, ...paths: string[]): Case => ({
  code: 'EXPOSURE_REVIEW_OLD',
  to,
  given: EXPOSED,
  paths,
  today,
});

/** Rules about what the internet reaches. */
export const EXPOSURE_CASES: readonly Case[] = [
  ...[untyped, unguarded].flatMap(({ cases }) => cases),
  onDay('2027-10-01', 'a review of a year ago'),
  onDay('2027-10-02', 'a review of a year and a day ago', 'exposure.review.date'),
  onDay('2026-09-30', 'a review of tomorrow', 'exposure.review.date'),
];
