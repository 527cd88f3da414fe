import { Construct } from 'constructs';
import { usesGateway } from '../lib/facts/addresses';
import { isRecord } from '../lib/facts/refuse';
import type { KubernetesObject } from '../lib/engine/object';
import { selectorLabels, workloadLabels, OWNER_ANNOTATION } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { captureCallSite } from '../lib/source/call-site';
import { toSeconds } from '../lib/units';
import { InternalEndpoint } from './internal-endpoint';
import { emit } from './kubernetes';
import { PLAIN_SHAPE, podSpec, storageOf, type PodShape } from './pod';
import { deploymentCauses, platformVariables } from './deployment-causes';
import { rule, why, type ServiceScope, type WorkloadSummary } from './service-scope';
import { ServiceIdentity } from './service-identity';
import { TrafficPolicies } from './traffic-policies';
import { VaultSecrets } from './vault-secrets';
import { enterService } from './workload-entry';
import type { WorkloadProps } from './workload-props';
import type { ShapeDefaults } from './run-settings';
import { readSettings, WORKLOAD_KEYS, type WorkloadSettings } from './workload-settings';

/** What a kind of nodes adds to a workload. */
export interface WorkloadShape {
  readonly pod: PodShape;
  readonly gpu?: WorkloadSummary['gpu'];
  /** Seconds until a rollout that doesn't get on is called stuck. */
  readonly progressDeadline: number;
}

/** Stands in for props that are none, so that what else is missing is still said. */
// The compiler asks for props; a program that it has not read may have none.
const NO_PROPS = {} as WorkloadProps;

/** Seconds for endpoints inside the cluster to forget a pod. */
const CLUSTER_DETACH = 15;

/** Google's largest machine, m2-ultramem-416; which ones an environment has for plain pods is not ours to say. */
const LARGEST = { cpu: 416_000, memory: 11_776 * 2 ** 30, of: 'the largest machine' };

/**
 * One Deployment of a service, with its own service account, secrets, Service and network policies.
 * @example
 * ```ts
 * const ranker = new Workload(this, 'ranker', { image: env.image('ranker') });
 * this.workload.mayCall(ranker);
 * ```
 */
export class Workload extends Construct {
  /** What its pods act as. */
  readonly identity: ServiceIdentity;
  /** Its login to Vault, and what it brings. */
  readonly secrets: VaultSecrets;
  /** Where it answers. */
  readonly endpoint: InternalEndpoint;
  /** Who may call it, and whom it may call. */
  readonly traffic: TrafficPolicies;
  /** The Deployment itself; what is patched here passes the same rules and shows in the same diff. */
  readonly deployment: KubernetesObject;
  /** The props as they hold in this environment. */
  readonly settings: WorkloadSettings;
  /** What it asks of its service: pods, amounts, GPUs. */
  readonly summary: WorkloadSummary;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    const { service, read, name, first } = enterService(scope, id, captureCallSite(new.target));
    super(scope, name);
    if (!first) read.known('', props, this.keys());
    const given = isRecord(props) ? props : NO_PROPS;
    const shape = this.shape(read, service, given);
    this.settings = readSettings(read, given, {
      spec: service.spec,
      maturity: service.maturity,
      service: service.id,
      first,
      defaults: this.defaults(shape, service),
    });
    this.summary = summarize(name, this.settings, shape);
    service.workloads.push(this.summary);

    this.identity = new ServiceIdentity(this, 'identity', {
      workload: name,
      googleRoles: this.settings.googleRoles,
      props: read,
    });
    this.secrets = new VaultSecrets(this, 'secrets', { workload: name, names: this.settings.secrets, props: read });
    this.endpoint = new InternalEndpoint(this, 'endpoint', {
      workload: name,
      settings: this.settings,
      drain: drainOf(service, this.settings),
      props: read,
    });
    this.traffic = new TrafficPolicies(this, 'traffic', { workload: name, settings: this.settings, props: read });
    this.deployment = this.emitDeployment(service, read, name, shape);
  }

  /** Lets this workload call another of the same service; nothing else opens a way between them. */
  mayCall(other: Workload): void {
    this.traffic.openTo(other.node.id);
    other.traffic.openFrom(this.node.id);
  }

  /** The props that a workload of this kind has. */
  protected keys(): readonly string[] {
    return WORKLOAD_KEYS;
  }

  /** What the nodes add; GPU workloads answer otherwise. */
  protected shape(_read: Props, _service: ServiceScope, _props: WorkloadProps): WorkloadShape {
    return { pod: PLAIN_SHAPE, progressDeadline: 600 };
  }

  /** What a pod gets where nothing was typed. */
  protected defaults(_shape: WorkloadShape, _service: ServiceScope): ShapeDefaults {
    return {
      cpu: { value: 0.5, because: 'half a core serves a small model or a proxy' },
      memory: { value: '512Mi', because: 'enough for a small server; a model needs what it weighs' },
      most: LARGEST,
    };
  }

  private emitDeployment(
    service: ServiceScope,
    read: Props,
    id: string,
    { pod, progressDeadline, gpu }: WorkloadShape,
  ): KubernetesObject {
    const selector = selectorLabels(service.id, id);
    const labels = workloadLabels(service.id, id, service.owner);
    const { settings } = this;
    const behindGateway = this.endpoint.routed;
    const variables = platformVariables(service, settings);
    const spec = podSpec({
      service: service.id,
      workload: id,
      labels: selector,
      settings,
      shape: pod,
      priorityClass: names.priorityClass(service.maturity),
      drain: drainOf(service, settings),
      secretTargets: this.secrets.targets,
      variables,
    });
    if (settings.replicas > 1) this.emitDisruptionBudget(service, read, id);
    return emit(
      service.objects,
      'Deployment',
      {
        metadata: {
          name: names.workload(id),
          namespace: names.namespace(service.id),
          labels,
          annotations: { [OWNER_ANNOTATION]: service.owner },
        },
        spec: {
          replicas: settings.replicas,
          revisionHistoryLimit: 5,
          minReadySeconds: behindGateway ? 60 : 10,
          progressDeadlineSeconds: progressDeadline,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: this.summary.surge, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: { metadata: { labels, annotations: { [OWNER_ANNOTATION]: service.owner } }, spec },
        },
      },
      why(
        this,
        service,
        read,
        deploymentCauses({ service, read, settings, variables, behindGateway, gpu: gpu !== undefined }),
      ),
    );
  }

  private emitDisruptionBudget(service: ServiceScope, read: Props, id: string): void {
    emit(
      service.objects,
      'PodDisruptionBudget',
      {
        metadata: {
          name: names.workload(id),
          namespace: names.namespace(service.id),
          labels: workloadLabels(service.id, id, service.owner),
        },
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
          selector: { matchLabels: selectorLabels(service.id, id) },
        },
      },
      why(this, service, read, {
        spec: rule('nodes drain one pod at a time, and never wait for a pod that is broken anyway'),
        metadata: read.cause('replicas'),
      }),
    );
  }
}

/** Seconds that a pod still serves after it was told to go. */
function drainOf(service: ServiceScope, settings: WorkloadSettings): number {
  const fromOutside =
    settings.callers.some((caller) => caller === 'rails' || caller === 'sidekiq') && usesGateway(service.spec);
  return fromOutside ? toSeconds(service.spec.gateway.detachTime) : CLUSTER_DETACH;
}

function summarize(name: string, settings: WorkloadSettings, { pod, gpu }: WorkloadShape): WorkloadSummary {
  const { image, replicas, cpu, memory, port, protocol, callers, calls, secrets, googleRoles } = settings;
  const surge = gpu === undefined ? Math.max(1, Math.ceil(replicas / 4)) : 1;
  return {
    name,
    image,
    replicas,
    surge,
    cpu,
    memory,
    storage: storageOf(pod),
    gpu,
    port,
    protocol,
    callers,
    calls,
    secrets,
    googleRoles,
  };
}
