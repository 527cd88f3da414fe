import { Construct } from 'constructs';
import { selectorLabels, SERVICE_LABEL, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import type { Cause } from '../lib/engine/trace';
import { emit, type Plain } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import { inBuckets, isReached, namedStores, storeRules } from './store-egress';
import type { WorkloadSettings } from './workload-settings';
import type * as k8s from 'cdk8s-plus-27/lib/imports/k8s';

/** Who may talk to a workload, and to whom it may talk. */
export interface TrafficPoliciesProps {
  readonly workload: string;
  readonly settings: WorkloadSettings;
  readonly props: Props;
}

type Peer = Plain<k8s.NetworkPolicyPeer>;
type EgressRule = Plain<k8s.NetworkPolicyEgressRule>;

/** From where Google probes backends; the documented ranges of all its load balancers. A global external one's requests come from there too. */
const PROBE_RANGES = ['130.211.0.0/22', '35.191.0.0/16'];
/** Google APIs over the private route. */
const GOOGLE_APIS = '199.36.153.8/30';
const tcp = (port: number) => ({ protocol: 'TCP', port });

/**
 * Opens exactly the edges that are named: callers on the serving port, and what the workload calls.
 * A list that is empty leaves no rule behind, since an empty rule would let everybody in.
 * @example
 * ```ts
 * new TrafficPolicies(this, 'traffic', { workload: 'api', settings, props });
 * ```
 */
export class TrafficPolicies extends Construct {
  private readonly from: string[] = [];
  private readonly to: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly given: TrafficPoliciesProps,
  ) {
    super(scope, id);
    const service = requireScope(this);
    service.env.onFinish(() => {
      this.emitIngress(service);
      this.emitEgress(service);
      this.emitNamedEgress(service);
    });
  }

  /** Opens an edge from another workload of the service. */
  openFrom(workload: string): void {
    this.from.push(workload);
  }

  /** Opens an edge to another workload of the service. */
  openTo(workload: string): void {
    this.to.push(workload);
  }

  private emitIngress(service: ServiceScope): void {
    const { settings, props, workload } = this.given;
    const peers = [
      ...settings.callers.flatMap((caller) => callerPeers(service, caller)),
      ...(settings.exposed === true ? PROBE_RANGES.map((cidr) => ({ ipBlock: { cidr } })) : []),
      ...this.from.map((name) => ({ podSelector: { matchLabels: selectorLabels(service.id, name) } })),
    ];
    const from = [...new Map(peers.map((peer) => [JSON.stringify(peer), peer])).values()];
    if (from.length === 0) return;
    this.emitPolicy(
      service,
      'ingress',
      { policyTypes: ['Ingress'], ingress: [{ from, ports: [tcp(settings.port)] }] },
      {
        'spec.ingress': props.cause('callers'),
        'spec.ingress.0.ports': props.cause('serves.port'),
        'spec.podSelector': rule(`the pods of ${workload}`),
      },
    );
  }

  private emitEgress(service: ServiceScope): void {
    const { settings, props, workload } = this.given;
    const called = settings.calls.filter((name) => name !== 'gitlab-api');
    const stored = storeRules(settings.stores);
    const acts =
      settings.googleRoles.length > 0 ||
      settings.actsFor !== undefined ||
      settings.bucket !== undefined ||
      inBuckets(settings.stores);
    if (settings.calls.length === 0 && this.to.length === 0 && !acts && !settings.stores.some(isReached)) return;
    const egress: EgressRule[] = [DNS];
    const to: Peer[] = [
      ...called.map((name) => inNamespace(names.namespace(name), { [SERVICE_LABEL]: name })),
      ...this.to.map((name) => ({ podSelector: { matchLabels: selectorLabels(service.id, name) } })),
    ];
    // The other end's own policy says on which port.
    if (to.length > 0) egress.push({ to });
    const { internalApiRange } = service.spec.gitlab;
    if (
      settings.calls.includes('gitlab-api') &&
      service.spec.cluster.dataplane === 'v1' &&
      internalApiRange !== undefined
    ) {
      egress.push({ to: [{ ipBlock: { cidr: internalApiRange } }], ports: [tcp(apiPort(service))] });
    }
    egress.push(...stored);
    if (acts)
      egress.push(metadataServer(service.spec.cluster.dataplane), {
        to: [{ ipBlock: { cidr: GOOGLE_APIS } }],
        ports: [tcp(443)],
      });
    this.emitPolicy(
      service,
      'egress',
      { policyTypes: ['Egress'], egress },
      {
        'spec.egress': props.cause(settings.calls.length > 0 ? 'calls' : reasonToAct(settings)),
        'spec.egress.0': rule(
          'names are looked up first; the cluster answers at three places, depending on its set-up',
        ),
        'spec.podSelector': rule(`the pods of ${workload}`),
      },
    );
  }

  private emitNamedEgress(service: ServiceScope): void {
    const { settings, props, workload } = this.given;
    const named = namedStores(settings.stores);
    if (named.length > 0) {
      const spec = { podSelector: { matchLabels: selectorLabels(service.id, workload) }, egress: named };
      const causes = { spec: props.cause('stores') };
      emit(
        service.grants,
        'FQDNNetworkPolicy',
        { metadata: this.metadata(service, 'stores'), spec },
        why(this, service, props, causes),
      );
    }
    if (!settings.calls.includes('gitlab-api') || service.spec.cluster.dataplane !== 'v2') return;
    const name = new URL(service.spec.gitlab.internalApi).hostname;
    emit(
      service.grants,
      'FQDNNetworkPolicy',
      {
        metadata: this.metadata(service, 'gitlab-api'),
        spec: {
          podSelector: { matchLabels: selectorLabels(service.id, workload) },
          egress: [{ matches: [{ name }], ports: [{ protocol: 'TCP', port: apiPort(service) }] }],
        },
      },
      why(this, service, props, { spec: props.cause('calls'), 'spec.egress.0': fact('gitlab.internalApi') }),
    );
  }

  private metadata(service: ServiceScope, suffix: string) {
    const { workload } = this.given;
    const labels = workloadLabels(service.id, workload, service.owner);
    return { name: `${workload}-${suffix}`, namespace: names.namespace(service.id), labels };
  }

  private emitPolicy(
    service: ServiceScope,
    suffix: string,
    spec: Omit<Plain<k8s.NetworkPolicySpec>, 'podSelector'>,
    causes: Record<string, Cause>,
  ): void {
    const podSelector = { matchLabels: selectorLabels(service.id, this.given.workload) };
    const body = { metadata: this.metadata(service, suffix), spec: { podSelector, ...spec } };
    emit(service.grants, 'NetworkPolicy', body, why(this, service, this.given.props, causes));
  }
}

/** Both selectors in one peer: as two peers they would mean either. */
function inNamespace(namespace: string, labels: Readonly<Record<string, string>>): Peer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: labels },
  };
}

function callerPeers({ spec }: ServiceScope, caller: string): Peer[] {
  if (caller !== 'rails' && caller !== 'sidekiq')
    return [inNamespace(names.namespace(caller), { [SERVICE_LABEL]: caller })];
  const place = spec.gitlab.callers[caller];
  if ('namespace' in place) return [inNamespace(place.namespace, place.labels)];
  // Requests come from the proxies' own subnet, only probes from the documented ranges.
  const ranges = [spec.gateway.proxyOnlySubnet, ...PROBE_RANGES].filter((range) => range !== undefined);
  return ranges.map((cidr) => ({ ipBlock: { cidr } }));
}

/** kube-dns by its pods, NodeLocal DNSCache and Cloud DNS by their addresses: no selector matches those. */
const DNS: EgressRule = {
  to: [
    inNamespace('kube-system', { 'k8s-app': 'kube-dns' }),
    { ipBlock: { cidr: '169.254.20.10/32' } },
    { ipBlock: { cidr: '169.254.169.254/32' } },
  ],
  ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
};

/** The prop that has pods act as a Google identity, or where none does, the one that opens nothing. */
function reasonToAct({ googleRoles, actsFor, bucket, stores }: WorkloadSettings): string {
  if (actsFor !== undefined) return 'identity.google.actAs';
  if (googleRoles.length > 0) return 'identity.google';
  if (bucket !== undefined) return 'weights.bucket';
  return stores.length > 0 ? 'stores' : 'calls';
}

/** Dataplane V2 judges a packet before address translation, the older one after it. */
function metadataServer(dataplane: 'v1' | 'v2'): EgressRule {
  return dataplane === 'v2'
    ? { to: [{ ipBlock: { cidr: '169.254.169.254/32' } }], ports: [tcp(80)] }
    : { to: [{ ipBlock: { cidr: '169.254.169.252/32' } }], ports: [tcp(988)] };
}

function apiPort({ spec }: ServiceScope): number {
  return Number(new URL(spec.gitlab.internalApi).port || 443);
}
