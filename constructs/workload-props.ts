import type { CpuFamilyName } from '../lib/gpu/cpus';
import type { GpuCount, GpuFeature, GpuModelName, GpuPartition } from '../lib/gpu/models';
import type { Capacity, PoolCapacity } from '../lib/gpu/shape';
import type { Spare } from '../lib/gpu/spare';
import type { ImageRef, PinnedImage } from '../lib/image';
import type { ProfileName } from '../lib/profiles/profiles';
import type { ServerVersion } from '../lib/profiles/versions';
import type { SecretEntry } from '../lib/secrets/long-lived';
import type { StoreProps } from '../lib/stores/store';
import type { Cpu, Duration, Memory } from '../lib/units';
import type { Replicas } from './scaling-props';
import type { ActingFor } from './identity-settings';
import type { LogsProps } from './logs-settings';
import type { WeightsProps } from './weights-props';

/** How the container is started and what it may use. */
export interface RunProps {
  /** Replaces the image's entry point.
   *  @defaultValue the image's own */
  readonly command?: readonly string[];
  /** Arguments of the entry point.
   *  @defaultValue the image's own */
  readonly args?: readonly string[];
  /** Environment variables. Never a secret: name those in `secrets`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The user id that the process runs as, never 0.
   *  @defaultValue 10001 */
  readonly runAs?: number;
  /** Processor time that is reserved for each pod.
   *  @defaultValue half a core; with a GPU, the node's cores but two */
  readonly cpu?: Cpu;
  /** Memory that each pod gets, and may not exceed.
   *  @defaultValue 512Mi; with a GPU, three quarters of the node's */
  readonly memory?: Memory;
  /** What the image weighs, for the time that it takes to start; with a GPU only.
   *  @defaultValue 15Gi where weights are given, else the start has a default of its own */
  readonly imageSize?: Memory;
  /** What the nodes have to be; not with a GPU, whose machine is given.
   *  @defaultValue whatever nodes the cluster has */
  readonly node?: NodeProps;
}

/** What the nodes of a workload without a GPU have to be. */
export type NodeProps =
  | {
      /** The processors that the image is built for.
       *  @defaultValue amd64 */
      readonly arch?: 'amd64';
      /** Google's family of machines.
       *  @defaultValue the cheapest one of the architecture */
      readonly family?: CpuFamilyName<'amd64'>;
    }
  | { readonly arch: 'arm64'; readonly family?: CpuFamilyName<'arm64'> };

/** Where a process shows its metrics. */
export interface MetricsProps {
  /** A port of its own, or that of HTTP.
   *  @defaultValue the port of HTTP */
  readonly port?: number;
  /** The page that has them.
   *  @defaultValue `/metrics` */
  readonly path?: `/${string}`;
}

/** What the container answers to. */
export interface ServesProps {
  /** The port that the container listens on.
   *  @defaultValue the profile's, else 8080 */
  readonly port?: number;
  /** `grpc` is probed by the standard health service, `http` by `ready`.
   *  @defaultValue http */
  readonly protocol?: 'http' | 'grpc';
  /** Path that answers 200 once the service can take requests; HTTP only.
   *  @defaultValue the profile's; else none: a pod is ready when its port accepts connections */
  readonly ready?: `/${string}`;
  /** The longest that one request may take. Pods that go get this long to finish.
   *  @defaultValue 60s */
  readonly longestRequest?: Duration;
  /** The longest that one stream or WebSocket stays open.
   *  @defaultValue the longest request; 5m with a profile that streams */
  readonly longestStream?: Duration;
  /** How long a server that no profile knows keeps an idle connection. Nothing is passed to it: a check holds it against the 600 s of
   *  the load balancer, and a request that meets a closed connection ends in a 502.
   *  @defaultValue not known */
  readonly keepAlive?: Duration;
  /** Where the process shows its metrics, in the text format of Prometheus; a profile knows it itself.
   *  @defaultValue `/metrics` at the port of HTTP; over gRPC not known */
  readonly metrics?: MetricsProps;
  /** The model server in the image: sets what it needs, each overridden where it is typed.
   *  @defaultValue none: the image is asked nothing but what the props say */
  readonly profile?: ProfileName;
  /** The version of that server: a flag that it doesn't know isn't passed.
   *  @defaultValue the newest that the profile knows */
  readonly profileVersion?: ServerVersion;
}

/** Props that exclude the others; without this, a literal with both would compile. */
type Without<Names extends string> = { readonly [Name in Names]?: never };

/** One way to pay for nodes, and not a second one beside it. */
type One<Way extends Capacity> = Way extends string
  ? Way
  : Way & Without<Exclude<'spot' | 'reserved' | 'fallback', keyof Way>>;

/** What every way to ask for GPUs has. */
interface GpuRollout {
  /** Where a rollout's new pod runs: on a GPU more (`surge`), on that of a pod that goes first (`none`), or on those of all pods,
   *  which go first (`downtime`).
   *  @defaultValue surge where the environment's limit has room for a pod more, else none; one pod alone has to choose */
  readonly spare?: Spare;
}

/** Whole GPUs of a model; counts that no machine has don't compile. */
type WholeGpus<Model extends GpuModelName> = GpuRollout &
  Without<'partition' | 'sharing' | 'clients' | 'memory' | 'features'> & {
    readonly model: Model;
    /** GPUs of each pod.
     *  @defaultValue 1, or the smallest that a machine carries */
    readonly count?: GpuCount<Model>;
    /** How the nodes are paid for.
     *  @defaultValue on-demand */
    readonly capacity?: One<Capacity>;
  };

/** A part of a GPU, cut by the hardware; profiles that the model doesn't have don't compile. */
type GpuPart<Model extends GpuModelName> = GpuRollout &
  Without<'sharing' | 'clients' | 'memory' | 'features'> & {
    readonly model: Model;
    readonly count?: 1;
    /** The MIG profile: compute slices, and memory. */
    readonly partition: GpuPartition<Model>;
    /** How the nodes are paid for.
     *  @defaultValue on-demand */
    readonly capacity?: One<PoolCapacity>;
  };

/** A GPU by turns, without memory of one's own: only pods of one service share it. */
type GpuTurns<Model extends GpuModelName> = GpuRollout &
  Without<'partition' | 'memory' | 'features'> & {
    readonly model: Model;
    readonly count?: 1;
    /** MPS needs the host's IPC namespace, which no pod here may use. */
    readonly sharing: 'time-sharing';
    /** Pods that share one GPU, 2 to 48.
     *  @defaultValue 2 */
    readonly clients?: number;
    /** How the nodes are paid for.
     *  @defaultValue on-demand */
    readonly capacity?: One<PoolCapacity>;
  };

/** What the GPUs must be, whatever their model: the cheapest that the environment offers is taken. */
export interface GpuNeedProps extends GpuRollout, Without<'model' | 'count' | 'partition' | 'sharing' | 'clients'> {
  /** Of all GPUs of a pod together, by their labels. */
  readonly memory: Memory;
  /** What the card must be able to do.
   *  @defaultValue anything does */
  readonly features?: readonly GpuFeature[];
  /** How the nodes are paid for.
   *  @defaultValue on-demand */
  readonly capacity?: One<Capacity>;
}

/** GPUs of each pod: a model, whole, in part or by turns; or what it must be. */
export type GpuProps =
  | { readonly [Model in GpuModelName]: WholeGpus<Model> | GpuPart<Model> | GpuTurns<Model> }[GpuModelName]
  | GpuNeedProps;

/** What the pods may act as outside the cluster. */
export interface IdentityProps {
  /** Google roles in the environment's project, granted to this workload's pods alone.
   *  @defaultValue none */
  readonly google?: readonly GoogleRole[] | ActAsProps;
  /** How long a token for the internal GitLab API lives, `'10m'` to `'1h'`: it arrives as a file, and is renewed before it ends.
   *  @defaultValue none: there is no token */
  readonly internalApi?: Duration;
}

/** A predefined role of Google. */
export type GoogleRole = `roles/${string}`;

/** Pods that act as a Google service account of their own, for what Google does not let them do as themselves. */
export interface ActAsProps {
  /** An account of the workload's own; nobody names another one. */
  readonly actAs: 'account';
  /** What makes it necessary. */
  readonly because: ActingFor;
  /** What the account may do in the environment's project. */
  readonly roles: readonly GoogleRole[];
}

/** Who may call a workload: the main application's processes, or a service by its id. */
export type Caller = 'rails' | 'sidekiq' | (string & {});

/** What a workload may call: the internal GitLab API, or a service by its id. */
export type Callee = 'gitlab-api' | (string & {});

/** One Deployment of a service. */
export interface WorkloadProps {
  /** A pinned reference, or `env.image(name)`. */
  readonly image: ImageRef | PinnedImage;
  /** Command, variables, user, processor and memory. */
  readonly run?: RunProps;
  /** Port, protocol, readiness and deadlines. */
  readonly serves?: ServesProps;
  /** Pods to keep running: a number, or `{ min, max }` and what moves them in between.
   *  @defaultValue 1 while experimental, 2 from beta on */
  readonly replicas?: Replicas;
  /** Secrets in Vault, by name; each arrives as a file `/run/secrets/taxiway/<name>`. What others know too is `longLived`.
   *  @defaultValue none */
  readonly secrets?: readonly SecretEntry[];
  /** Stores that it uses, and what they hold; the way to each is opened, and nothing else of it is rendered.
   *  @defaultValue none: it keeps nothing */
  readonly stores?: readonly StoreProps[];
  /** Google roles.
   *  @defaultValue none: the pods have no identity outside the cluster */
  readonly identity?: IdentityProps;
  /** What it writes as its log.
   *  @defaultValue one JSON object a line; text where the server of a profile writes nothing else */
  readonly logs?: LogsProps;
  /** Who may call it.
   *  @defaultValue rails and sidekiq for the first workload, nobody for others */
  readonly callers?: readonly Caller[];
  /** What it may call.
   *  @defaultValue nothing */
  readonly calls?: readonly Callee[];
}

/** A workload that runs on GPU nodes. */
export interface GpuWorkloadProps extends WorkloadProps {
  /** Model and count. */
  readonly gpu: GpuProps;
  /** The weights of its model: mounted from a bucket, or in its image.
   *  @defaultValue none: the process fetches what it needs, and nothing is judged */
  readonly weights?: WeightsProps;
}
