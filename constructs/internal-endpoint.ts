import { Construct } from 'constructs';
import { usesGateway } from '../lib/facts/addresses';
import { selectorLabels, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import type { WorkloadSettings } from './workload-settings';

/** Where a workload answers. */
export interface InternalEndpointProps {
  /** The workload that answers. */
  readonly workload: string;
  /** Its props, checked and complete. */
  readonly settings: WorkloadSettings;
  /** Seconds that a pod still serves after it was told to go. */
  readonly drain: number;
  /** Where they were typed. */
  readonly props: Props;
}

/** The longest draining that Google's load balancers know, in seconds. */
const DRAINING_LIMIT = 3600;

/**
 * The address of one workload inside the network: a Service, and a route at the internal gateway where the main application comes from outside the cluster.
 * @example
 * ```ts
 * new InternalEndpoint(this, 'endpoint', { workload: 'api', settings, drain: 60, props });
 * ```
 */
export class InternalEndpoint extends Construct {
  /** Whether the internal gateway leads here. */
  readonly routed: boolean;
  /** Name inside the cluster. */
  readonly host: string;

  constructor(scope: Construct, id: string, { workload, settings, drain, props }: InternalEndpointProps) {
    super(scope, id);
    const service = requireScope(this);
    this.host = `${names.workload(workload)}.${names.namespace(service.id)}.svc.cluster.local`;
    this.routed = usesGateway(service.spec) && settings.callers.some((caller) => cameThroughGateway(service, caller));
    const { port, protocol } = settings;
    const appProtocol = protocol === 'grpc' ? 'kubernetes.io/h2c' : 'http';
    emit(
      service.objects,
      'Service',
      {
        metadata: this.metadata(service, workload),
        spec: {
          type: 'ClusterIP',
          selector: selectorLabels(service.id, workload),
          ports: [{ name: protocol, port, targetPort: protocol, protocol: 'TCP', appProtocol }],
        },
      },
      why(this, service, props, {
        'metadata.name': rule('a Service is named after its workload'),
        'spec.type': rule('closed by default: no address outside the cluster'),
        'spec.selector': rule('pods are selected by labels of ours'),
        'spec.ports': props.cause('serves.port'),
        'spec.ports.0.appProtocol': props.cause('serves.protocol'),
      }),
    );
    if (this.routed) this.emitRoute(service, workload, settings, drain, props);
  }

  private metadata(service: ServiceScope, workload: string) {
    return {
      name: names.workload(workload),
      namespace: names.namespace(service.id),
      labels: workloadLabels(service.id, workload, service.owner),
    };
  }

  private emitRoute(
    service: ServiceScope,
    workload: string,
    settings: WorkloadSettings,
    drain: number,
    props: Props,
  ): void {
    const metadata = this.metadata(service, workload);
    const { port, longestExchange } = settings;
    emit(
      service.objects,
      'HTTPRoute',
      {
        metadata,
        spec: {
          parentRefs: [{ name: names.gateway, namespace: names.platformNamespace, sectionName: 'https' }],
          hostnames: [names.host(service.id, workload, service.spec.gateway.domain)],
          rules: [{ backendRefs: [{ name: names.workload(workload), port }] }],
        },
      },
      why(this, service, props, {
        spec: props.cause('callers'),
        'spec.hostnames': fact('gateway.domain'),
        'spec.rules': props.cause('serves.port'),
      }),
    );
    const targetRef = { group: '', kind: 'Service', name: names.workload(workload) } as const;
    emit(
      service.objects,
      'HealthCheckPolicy',
      {
        metadata,
        spec: {
          default: healthCheckOf(settings),
          targetRef,
        },
      },
      why(this, service, props, {
        spec: rule('the load balancer does not look at probes: it is told the same question here'),
        'spec.default.config': props.cause('serves.ready'),
      }),
    );
    emit(
      service.objects,
      'GCPBackendPolicy',
      {
        metadata,
        spec: {
          default: {
            timeoutSec: longestExchange,
            connectionDraining: drainingOf(settings, drain),
          },
          targetRef,
        },
      },
      why(this, service, props, {
        'spec.default.timeoutSec': props.cause(settings.longestProp),
        'spec.default.connectionDraining': rule('a pod that goes finishes what it has begun, as long as its own grace'),
      }),
    );
  }
}

function cameThroughGateway({ spec }: ServiceScope, caller: string): boolean {
  return (caller === 'rails' || caller === 'sidekiq') && 'through' in spec.gitlab.callers[caller];
}

/** What the load balancer asks a pod, and how often. */
export function healthCheckOf(settings: WorkloadSettings) {
  return {
    checkIntervalSec: 5,
    timeoutSec: 5,
    healthyThreshold: 1,
    unhealthyThreshold: 3,
    config: healthCheck(settings),
  };
}

/** How long the load balancer lets a pod finish that goes. */
export function drainingOf({ longestExchange }: WorkloadSettings, drain: number) {
  return { drainingTimeoutSec: Math.min(drain + longestExchange, DRAINING_LIMIT) };
}

function healthCheck({ protocol, port, ready }: WorkloadSettings) {
  const portSpecification = 'USE_FIXED_PORT' as const;
  if (protocol === 'grpc') return { type: 'GRPC', grpcHealthCheck: { portSpecification, port } } as const;
  if (ready === undefined) return { type: 'TCP', tcpHealthCheck: { portSpecification, port } } as const;
  return { type: 'HTTP', httpHealthCheck: { portSpecification, port, requestPath: ready } } as const;
}
