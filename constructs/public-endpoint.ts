import { ComputeSecurityPolicy } from '@cdktf/provider-google/lib/compute-security-policy';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import { selectorLabels, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import type { ExposureSettings } from './exposure-props';
import { drainingOf, healthCheckOf } from './internal-endpoint';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import type { WorkloadSettings } from './workload-settings';

/** What is public, and what it took. */
export interface PublicEndpointProps {
  /** The workload that answers. */
  readonly workload: string;
  /** Its props, checked and complete. */
  readonly settings: WorkloadSettings;
  readonly exposure: ExposureSettings;
  /** Seconds that a pod still serves after it was told to go. */
  readonly drain: number;
  /** Where they were typed. */
  readonly props: Props;
}

/** Of Google's classes, the one that Google's map of certificates and its filters for requests work with. */
const PUBLIC_CLASS = 'gke-l7-global-external-managed';
/** The rule that meets whatever no other did. */
const LAST_RULE = 2_147_483_647;
const ANYBODY = { versionedExpr: 'SRC_IPS_V1', config: { srcIpRanges: ['*'] } };

/**
 * The address of one workload on the internet, with all that guards it. Everything is a grant: the deploy identity can neither
 * make nor loosen any of it. It has a Service of its own, so that the policies of the internal way stay the service's.
 * @example
 * ```ts
 * new PublicEndpoint(this, 'public', { workload: 'api', settings, exposure, drain: 60, props });
 * ```
 */
export class PublicEndpoint extends Construct {
  /** Name on the internet. */
  readonly host: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly given: PublicEndpointProps,
  ) {
    super(scope, id);
    const service = requireScope(this);
    this.host = given.exposure.host;
    const filter = this.emitFilter(service);
    this.emitService(service);
    this.emitEntrance(service);
    this.emitPolicies(service, filter);
  }

  /** What limits each caller; a request that meets no rule is let through to who knows its caller. */
  private emitFilter(service: ServiceScope): string {
    const { exposure, props } = this.given;
    const { requests, seconds } = exposure.rateLimit;
    const name = names.publicFilter(service.id);
    const filter = new ComputeSecurityPolicy(service.blocks, 'public-filter', {
      name,
      project: service.spec.google.project,
      type: 'CLOUD_ARMOR',
      rule: [
        {
          priority: 1000,
          action: 'throttle',
          match: ANYBODY,
          rateLimitOptions: {
            conformAction: 'allow',
            exceedAction: 'deny(429)',
            enforceOnKey: 'IP',
            rateLimitThreshold: { count: requests, intervalSec: seconds },
          },
        },
        { priority: LAST_RULE, action: 'allow', match: ANYBODY },
      ],
    });
    filter.overrideLogicalId('public');
    trace(
      filter,
      why(this, service, props, {
        name: rule('named after the service'),
        project: fact('google.project'),
        rule: props.cause('exposure.rateLimit'),
      }),
    );
    return name;
  }

  private metadata(service: ServiceScope) {
    return {
      name: names.publicEntrance,
      namespace: names.namespace(service.id),
      labels: workloadLabels(service.id, this.given.workload, service.owner),
    };
  }

  private emitService(service: ServiceScope): void {
    const { settings, workload, props } = this.given;
    const { port, protocol } = settings;
    const appProtocol = protocol === 'grpc' ? 'kubernetes.io/h2c' : 'http';
    emit(
      service.grants,
      'Service',
      {
        metadata: this.metadata(service),
        spec: {
          type: 'ClusterIP',
          selector: selectorLabels(service.id, workload),
          ports: [{ name: protocol, port, targetPort: protocol, protocol: 'TCP', appProtocol }],
        },
      },
      why(this, service, props, {
        spec: rule("a Service of its own: what guards the public way is not the deploy identity's to change"),
        'spec.ports': props.cause('serves.port'),
      }),
    );
  }

  private emitEntrance(service: ServiceScope): void {
    const { exposure, settings, props } = this.given;
    const metadata = this.metadata(service);
    emit(
      service.grants,
      'Gateway',
      {
        metadata: { ...metadata, annotations: { 'networking.gke.io/certmap': exposure.certificateMap } },
        spec: {
          gatewayClassName: PUBLIC_CLASS,
          listeners: [
            {
              name: 'https',
              protocol: 'HTTPS',
              port: 443,
              hostname: exposure.host,
              allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }], namespaces: { from: 'Same' } },
            },
          ],
        },
      },
      why(this, service, props, {
        'metadata.annotations': fact('gateway.public.certificateMap'),
        'spec.gatewayClassName': props.cause('exposure'),
        'spec.listeners.0.hostname': fact('gateway.public.domain'),
        'spec.listeners.0.protocol': rule('there is no way in without TLS, not even one that leads to it'),
        'spec.listeners.0.allowedRoutes': rule('the one route beside it'),
      }),
    );
    emit(
      service.grants,
      'HTTPRoute',
      {
        metadata,
        spec: {
          parentRefs: [{ name: names.publicEntrance, namespace: metadata.namespace, sectionName: 'https' }],
          hostnames: [exposure.host],
          rules: [{ backendRefs: [{ name: names.publicEntrance, port: settings.port }] }],
        },
      },
      why(this, service, props, { spec: props.cause('exposure'), 'spec.hostnames': fact('gateway.public.domain') }),
    );
  }

  private emitPolicies(service: ServiceScope, securityPolicy: string): void {
    const { exposure, settings, drain, props } = this.given;
    const metadata = this.metadata(service);
    const targetRef = { group: '', kind: 'Service', name: names.publicEntrance } as const;
    emit(
      service.grants,
      'GCPGatewayPolicy',
      {
        metadata,
        spec: {
          default: { sslPolicy: exposure.sslPolicy },
          targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: names.publicEntrance },
        },
      },
      why(this, service, props, { 'spec.default': props.cause('exposure.tls') }),
    );
    emit(
      service.grants,
      'HealthCheckPolicy',
      { metadata, spec: { default: healthCheckOf(settings), targetRef } },
      why(this, service, props, { 'spec.default.config': props.cause('serves.ready') }),
    );
    emit(
      service.grants,
      'GCPBackendPolicy',
      {
        metadata,
        spec: {
          default: {
            timeoutSec: settings.longestExchange,
            connectionDraining: drainingOf(settings, drain),
            securityPolicy,
            ...(exposure.authentication.by === 'iap' ? { iap: { enabled: true } } : {}),
            logging: { enabled: true, sampleRate: 1_000_000 },
          },
          targetRef,
        },
      },
      why(this, service, props, {
        'spec.default.timeoutSec': props.cause(settings.longestProp),
        'spec.default.securityPolicy': props.cause('exposure.rateLimit'),
        'spec.default.iap': props.cause('exposure.authentication'),
        'spec.default.logging': rule('who called from outside is written down, every request'),
      }),
    );
  }
}
