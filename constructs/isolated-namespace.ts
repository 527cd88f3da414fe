import { Construct } from 'constructs';
import {
  CLAIMS_ANNOTATION,
  MATURITY_LABEL,
  MODE_LABEL,
  OWNER_ANNOTATION,
  serviceLabels,
  STORE_PORTS_ANNOTATION,
} from '../lib/labels';
import { names } from '../lib/names';
import { canonicalBytes, canonicalMillicores } from '../lib/units';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope, type WorkloadSummary } from './service-scope';

/** A namespace has nothing of its own to choose: everything follows from the service and its environment. */
export interface IsolatedNamespaceProps {
  /** Whom the service serves: `M1`. */
  readonly mode: string;
}

const GI = 2 ** 30;
const LEVELS = ['enforce', 'audit', 'warn'];

/**
 * The cage of one service: restricted pods, nothing in and nothing out, and no more than its workloads can ask for.
 * @example
 * ```ts
 * new IsolatedNamespace(this, 'namespace', { mode: 'M1' });
 * ```
 */
export class IsolatedNamespace extends Construct {
  /** The name of the namespace: the service's id. */
  readonly name: string;

  constructor(scope: Construct, id: string, { mode }: IsolatedNamespaceProps) {
    super(scope, id);
    const service = requireScope(this);
    const { spec, props, maturity } = service;
    this.name = names.namespace(service.id);
    const labels = serviceLabels(service.id, service.owner);
    const version = `v${spec.cluster.version}`;
    const security = Object.fromEntries(
      LEVELS.flatMap((level) => [
        [`pod-security.kubernetes.io/${level}`, 'restricted'],
        [`pod-security.kubernetes.io/${level}-version`, version],
      ]),
    );
    const namespace = emit(
      service.grants,
      'Namespace',
      {
        metadata: {
          name: this.name,
          labels: {
            ...labels,
            ...spec.prometheus.namespaceSelector,
            ...security,
            [MATURITY_LABEL]: maturity,
            [MODE_LABEL]: mode,
          },
          annotations: { [OWNER_ANNOTATION]: service.owner },
        },
      },
      why(this, service, props, {
        'metadata.name': rule('the namespace is the service'),
        'metadata.annotations': props.cause('owner'),
        [`metadata.annotations.${CLAIMS_ANNOTATION}`]: props.cause('stores'),
        [`metadata.annotations.${STORE_PORTS_ANNOTATION}`]: props.cause('stores'),
        'metadata.labels': rule('the restricted Pod Security Standard, at the version of the cluster'),
        [`metadata.labels.${MATURITY_LABEL}`]: props.cause('maturity'),
        [`metadata.labels.${MODE_LABEL}`]: props.cause('mode'),
      }),
    );
    emit(
      service.grants,
      'NetworkPolicy',
      {
        metadata: { name: 'default-deny', namespace: this.name, labels },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      },
      why(this, service, props, { spec: rule('closed by default, both ways; every edge has a policy of its own') }),
    );
    service.env.onFinish(() => {
      for (const [key, value] of storeAnnotations(service.workloads)) namespace.metadata.addAnnotation(key, value);
      this.emitQuota(service);
      this.emitLimits(service);
    });
  }

  private emitQuota(service: ServiceScope): void {
    const { workloads, props } = service;
    const total = (amount: (workload: WorkloadSummary) => number): number =>
      workloads.reduce((sum, workload) => sum + amount(workload) * mostPods(workload), 0);
    const memory = canonicalBytes(total(({ memory, sidecar }) => memory + (sidecar?.memory ?? 0)));
    const storage = canonicalBytes(total(({ storage, sidecar }) => storage + (sidecar?.storage ?? 0)));
    const gpus = workloads.reduce((sum, { gpu, replicas, surge }) => sum + (gpu?.count ?? 0) * (replicas + surge), 0);
    emit(
      service.grants,
      'ResourceQuota',
      {
        metadata: { name: 'quota', namespace: this.name, labels: serviceLabels(service.id, service.owner) },
        spec: {
          hard: {
            pods: String(workloads.reduce((sum, workload) => sum + mostPods(workload), 0)),
            'requests.cpu': canonicalMillicores(total(({ cpu, sidecar }) => cpu + (sidecar?.cpu ?? 0))),
            'requests.memory': memory,
            'limits.memory': memory,
            'requests.ephemeral-storage': storage,
            'limits.ephemeral-storage': storage,
            'requests.nvidia.com/gpu': String(gpus),
            persistentvolumeclaims: '0',
            'services.loadbalancers': '0',
            'services.nodeports': '0',
          },
        },
      },
      why(this, service, props, {
        'spec.hard': rule(
          'what the workloads can ask for at once: those that run, those that start, and those that still finish',
        ),
        'spec.hard.requests.nvidia.com/gpu': rule('replicas and surge; a GPU that finishes is waited for'),
        'spec.hard.services.loadbalancers': rule('closed by default: no address outside the cluster'),
      }),
    );
  }

  private emitLimits(service: ServiceScope): void {
    const most = service.workloads.reduce((bytes, { memory }) => Math.max(bytes, memory), GI);
    emit(
      service.grants,
      'LimitRange',
      {
        metadata: { name: 'limits', namespace: this.name, labels: serviceLabels(service.id, service.owner) },
        spec: {
          limits: [
            {
              type: 'Container',
              default: { memory: '256Mi', 'ephemeral-storage': '1Gi' },
              defaultRequest: { cpu: '50m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
              max: { memory: canonicalBytes(most) },
            },
          ],
        },
      },
      why(this, service, service.props, {
        spec: rule('a container that names no amounts gets small ones, and none gets more than the largest workload'),
        'metadata.namespace': fact('name'),
      }),
    );
  }
}

/** What the cluster's own admission has to know of the stores: nothing else there says which disks and ports were declared. */
function storeAnnotations(workloads: readonly WorkloadSummary[]): readonly (readonly [string, string])[] {
  const stores = workloads.flatMap(({ stores: own }) => own);
  const claims = stores.flatMap(({ claim }) => claim ?? []);
  const ports = stores.flatMap(({ port }) => port ?? []);
  const texts = (values: readonly (string | number)[]): string => [...new Set(values.map(String))].sort().join(',');
  return [
    ...(claims.length === 0 ? [] : [[CLAIMS_ANNOTATION, texts(claims)] as const]),
    ...(ports.length === 0 ? [] : [[STORE_PORTS_ANNOTATION, texts(ports)] as const]),
  ];
}

/** Pods that may exist at once: a pod that was told to go counts until it has finished. */
function mostPods({ replicas, surge }: WorkloadSummary): number {
  return 2 * replicas + surge;
}
