import { Construct } from 'constructs';
import { isRecord } from '../lib/facts/refuse';
import type { KubernetesObject } from '../lib/engine/object';
import type { Cause } from '../lib/engine/trace';
import { selectorLabels, workloadLabels, OWNER_ANNOTATION } from '../lib/labels';
import { sidecarAnnotations } from '../lib/gpu/weights-volume';
import { names } from '../lib/names';
import { waitForGpu } from '../lib/gpu/startup';
import type { Strategy } from '../lib/gpu/strategy';
import type { ServedWeights } from '../lib/profiles/interpret';
import type { Props } from '../lib/props';
import { coolDown } from '../lib/scale/scaling';
import { spanOf } from '../lib/slo/windows';
import { captureCallSite } from '../lib/source/call-site';
import { emitAutoscaler } from './autoscaler';
import { emitDisruptionBudget } from './disruption-budget';
import { drainOf } from './drain';
import { InternalEndpoint } from './internal-endpoint';
import { logConfigAnnotations } from './log-config';
import { emit } from './kubernetes';
import { cpuShape, LARGEST, largestOf, refuseWithoutGpu } from './cpu-shape';
import { readNode } from './node-settings';
import { environmentOf, podSpec, type PodShape } from './pod';
import { PodScrape } from './pod-scrape';
import { refuseTaken } from './secret-delivery';
import { refuseShortOverlap } from './secret-rollout';
import { deploymentCauses, platformVariables } from './deployment-causes';
import { rule, why, type ServiceScope, type WorkloadSummary } from './service-scope';
import { PublicEndpoint } from './public-endpoint';
import { ServiceIdentity } from './service-identity';
import { TrafficPolicies } from './traffic-policies';
import { VaultSecrets } from './vault-secrets';
import { enterService } from './workload-entry';
import { watchLimits } from './workload-limits';
import type { WorkloadProps } from './workload-props';
import type { ShapeDefaults } from './run-settings';
import { ELSEWHERE, readSettings, WORKLOAD_KEYS, type WorkloadSettings } from './workload-settings';
import { summarize } from './workload-summary';

/** What a kind of nodes adds to a workload. */
export interface WorkloadShape {
  readonly pod: PodShape;
  readonly gpu?: WorkloadSummary['gpu'];
  readonly fit?: WorkloadSummary['fit'];
  readonly node?: WorkloadSummary['node'];
  /** What a server is told of its model. */
  readonly served?: ServedWeights;
  /** Seconds until a rollout that doesn't get on is called stuck. */
  readonly progressDeadline: number;
  /** Why, by dotted path below the Deployment; over what holds for every workload. */
  readonly causes: Readonly<Record<string, Cause>>;
}

const WAITS = 'what a GPU pod takes to start, and to wait until one that goes has ended its longest exchange';

/** Stands in for props that are none, so that what else is missing is still said. */
// The compiler asks for props; a program that it has not read may have none.
const NO_PROPS = {} as WorkloadProps;

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
  /** Who fetches its metrics, once something reads them. */
  readonly scrape: PodScrape;
  /** The Deployment itself; what is patched here passes the same rules and shows in the same diff. */
  readonly deployment: KubernetesObject;
  /** The props as they hold in this environment. */
  readonly settings: WorkloadSettings;
  /** How its pods are replaced. */
  protected readonly strategy: Strategy;
  /** What it asks of its service: pods, amounts, GPUs. */
  readonly summary: WorkloadSummary;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    const { service, read, name, first } = enterService(scope, id, captureCallSite(new.target));
    super(scope, name);
    if (!first) read.known('', props, this.keys(), ELSEWHERE);
    const given = isRecord(props) ? props : NO_PROPS;
    const shape = this.shape(read, service, given);
    const settings = readSettings(read, given, {
      spec: service.spec,
      maturity: service.maturity,
      service: service.id,
      first,
      defaults: this.defaults(shape, service),
      gpu: shape.gpu,
      declared: service.workloads.flatMap(({ secrets }) => secrets),
      model: shape.served,
    });
    const bucket = shape.pod.weights?.bucket;
    const { exposure } = first ? service : {};
    this.settings = {
      ...settings,
      ...(bucket === undefined ? {} : { bucket }),
      ...(exposure === undefined ? {} : { exposed: true }),
    };
    this.strategy = this.rollout(read, service, shape, given);
    this.summary = summarize(name, this.settings, shape, this.strategy);
    service.workloads.push(this.summary);
    this.ask(read, service);

    this.identity = new ServiceIdentity(this, 'identity', {
      workload: name,
      googleRoles: this.settings.googleRoles,
      actsFor: this.settings.actsFor,
      bucket: this.settings.bucket,
      props: read,
    });
    this.secrets = new VaultSecrets(this, 'secrets', { workload: name, secrets: this.settings.secrets, props: read });
    this.endpoint = new InternalEndpoint(this, 'endpoint', {
      workload: name,
      settings: this.settings,
      drain: drainOf(service, this.settings),
      props: read,
    });
    if (exposure !== undefined) {
      const parts = { workload: name, settings: this.settings, drain: drainOf(service, this.settings), props: read };
      new PublicEndpoint(this, 'public', { ...parts, exposure });
    }
    this.traffic = new TrafficPolicies(this, 'traffic', { workload: name, settings: this.settings, props: read });
    this.scrape = new PodScrape(this, 'scrape', { summary: this.summary, settings: this.settings, props: read });
    this.deployment = this.emitDeployment(service, read, name, shape);
    const { scaling } = this.settings;
    if (scaling?.metric !== undefined) this.scrape.readBy('replicas');
    if (scaling !== undefined) {
      const cooling = coolDown(shape.progressDeadline);
      if (cooling < shape.progressDeadline) {
        const because = `Kubernetes looks back an hour at most, and a pod may take ${shape.progressDeadline} s to come: one that goes may be missed`;
        read.note('replicas.cooldown', { value: spanOf(cooling), origin: 'default', because });
      }
      emitAutoscaler(this, service, read, { workload: name, scaling, cooling });
    }
    watchLimits(service, this);
  }

  /** Lets this workload call another of the same service; nothing else opens a way between them. */
  mayCall(other: Workload): void {
    this.traffic.openTo(other.node.id);
    other.traffic.openFrom(this.node.id);
    this.summary.mayCall = [...new Set([...(this.summary.mayCall ?? []), other.node.id])].sort();
  }

  /** The props that a workload of this kind has. */
  protected keys(): readonly string[] {
    return WORKLOAD_KEYS;
  }

  /** What the nodes add; GPU workloads answer otherwise. */
  protected shape(read: Props, service: ServiceScope, props: WorkloadProps): WorkloadShape {
    const run: Readonly<Record<string, unknown>> = isRecord(props.run) ? props.run : {};
    // A later workload of this kind has no such prop at all.
    const weights = service.workloads.length === 0 && 'weights' in props ? props.weights : undefined;
    refuseWithoutGpu(read, { weights, 'run.imageSize': run['imageSize'] });
    return cpuShape(read, readNode(read, run['node']));
  }

  /** What a pod gets where nothing was typed. */
  protected defaults({ node }: WorkloadShape, _service: ServiceScope): ShapeDefaults {
    return {
      cpu: { value: 0.5, because: 'half a core serves a small model or a proxy' },
      memory: { value: '512Mi', because: 'enough for a small server; a model needs what it weighs' },
      most: node === undefined ? LARGEST : largestOf(node.family),
    };
  }

  /** How its pods are replaced, now that their number is known; GPU workloads answer otherwise. */
  protected rollout(_read: Props, _service: ServiceScope, _shape: WorkloadShape, _props: WorkloadProps): Strategy {
    const { scaling, replicas } = this.settings;
    // A share follows the pods that run; it is rounded up.
    const maxSurge = scaling === undefined ? Math.max(1, Math.ceil(replicas / 4)) : '25%';
    return { type: 'RollingUpdate', maxSurge, maxUnavailable: 0 };
  }

  /** Asks the platform for nodes, where those that are there won't do. */
  protected ask(_read: Props, service: ServiceScope): void {
    const { name, node, replicas, surge, cpu, memory } = this.summary;
    if (node === undefined) return;
    const { id, owner } = service;
    const asking = { service: id, owner, workload: name, replicas, surge };
    service.env.demands.push({ kind: 'CpuNodes', ...asking, family: node.family, cpu, memory });
  }

  private emitDeployment(service: ServiceScope, read: Props, id: string, shape: WorkloadShape): KubernetesObject {
    const { pod, progressDeadline } = shape;
    const selector = selectorLabels(service.id, id);
    const labels = workloadLabels(service.id, id, service.owner);
    const { settings } = this;
    const behindGateway = this.endpoint.routed || settings.exposed === true;
    const injected = pod.weights === undefined ? {} : sidecarAnnotations(pod.weights.sidecar);
    const annotations = { [OWNER_ANNOTATION]: service.owner, ...injected, ...logConfigAnnotations(settings) };
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
      internalApi: service.spec.gitlab.internalApi,
      variables,
    });
    const wait = shape.gpu === undefined ? 0 : waitForGpu(drainOf(service, settings) + settings.longestExchange);
    const nodes = wait === 0 ? shape.causes : { ...shape.causes, 'spec.progressDeadlineSeconds': rule(WAITS) };
    const progressDeadlineSeconds = progressDeadline + wait;
    refuseTaken(
      read,
      settings.secrets,
      new Set(Object.keys(environmentOf({ service: service.id, variables, settings }))),
    );
    refuseShortOverlap(read, settings.secrets, {
      replicas: settings.replicas,
      strategy: this.strategy,
      progressDeadline: progressDeadlineSeconds,
      grace: drainOf(service, settings) + settings.longestExchange,
    });
    if (settings.replicas > 1) emitDisruptionBudget(this, service, read, id);
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
          // Whoever scales them is the only one who says how many there are.
          replicas: settings.scaling === undefined ? settings.replicas : undefined,
          revisionHistoryLimit: 5,
          minReadySeconds: behindGateway ? 60 : 10,
          progressDeadlineSeconds,
          strategy: strategyObject(this.strategy),
          selector: { matchLabels: selector },
          template: { metadata: { labels, annotations }, spec },
        },
      },
      why(this, service, read, deploymentCauses({ service, read, settings, variables, behindGateway, nodes })),
    );
  }
}

function strategyObject(strategy: Strategy) {
  if (strategy.type === 'Recreate') return { type: strategy.type };
  const { type, maxSurge, maxUnavailable } = strategy;
  return { type, rollingUpdate: { maxSurge, maxUnavailable } };
}
