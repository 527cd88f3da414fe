import type { IConstruct } from 'constructs';
import type { Environment } from '../lib/environment';
import type { EnvironmentSpec } from '../lib/environment-spec';
import type { ObjectChart, BlockStack } from '../lib/engine/unit';
import type { Cause, Trace } from '../lib/engine/trace';
import type { GpuShape } from '../lib/gpu/shape';
import type { Fit } from '../lib/gpu/vram';
import type { Sidecar } from '../lib/gpu/weights-volume';
import type { ExposureSettings } from './exposure-props';
import { labelOf } from './kubernetes';
import type { LogsSettings } from './logs-settings';
import type { Props } from '../lib/props';
import type { Scaling } from '../lib/scale/scaling';
import type { DeclaredSecret } from '../lib/secrets/secret';
import type { Limits } from '../lib/slo/saturation';
import type { ToldOfSecret } from '../lib/slo/secret-alerts';
import type { DeclaredStore } from '../lib/stores/store';
import type { Maturity } from './maturity';

/** What a workload tells its service: enough for quota, limits and the declaration. */
export interface WorkloadSummary {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  /** What moves the number of pods up to `replicas`, where something does. */
  readonly scaling?: Omit<Scaling, 'metric'> & { readonly metric?: string };
  /** Pods beyond `replicas` while a rollout runs. */
  readonly surge: number;
  /** Thousandths of a core, reserved for one pod. */
  readonly cpu: number;
  /** Bytes for one pod, reserved and limited. */
  readonly memory: number;
  /** Bytes of local disk for one pod. */
  readonly storage: number;
  readonly gpu?: GpuShape & {
    readonly machine: string;
    /** What the nodes are called by, and pods find them by. */
    readonly nodes: string;
    /** GB that the disk of images of a node is reckoned with, where there is one. */
    readonly imageDisk?: number;
  };
  /** What GKE puts into each pod beside the workload's container. */
  readonly sidecar?: Sidecar;
  /** Whether the GPUs hold the model, where one is given. */
  readonly fit?: Pick<Fit, 'verdict' | 'judged' | 'percent'> & { readonly card: string; readonly cards: number };
  /** The machines that were asked for, without GPUs. */
  readonly node?: { readonly arch: string; readonly family: string };
  readonly port: number;
  readonly protocol: string;
  readonly callers: readonly string[];
  readonly calls: readonly string[];
  /** Workloads of the same service that it may call; grows by `mayCall`, and is absent where it calls none. */
  mayCall?: readonly string[];
  /** Where its metrics are fetched, once something reads them. */
  scraped?: { readonly port: number; readonly path: string };
  readonly secrets: readonly DeclaredSecret[];
  readonly stores: readonly DeclaredStore[];
  readonly googleRoles: readonly string[];
  /** What it writes as its log, where that isn't JSON. */
  readonly logs?: LogsSettings;
}

/** One measure of a service, as its declaration keeps it. */
export interface SliSummary {
  readonly name: string;
  /** Percent. */
  readonly objective: string;
  /** The metric that it is worked out from. */
  readonly measure: string;
  /** How long a request may take, where that is the promise: the bucket that stands for it. */
  readonly milliseconds?: string;
  /** When a total outage wakes somebody, with steady traffic; absent where it does not. */
  readonly outagePagesAfter?: string;
  /** When a total outage opens a ticket. */
  readonly outageTicketsAfter: string;
}

/** What the constructs of one service share: where they emit to, and for whom. */
export interface ServiceScope {
  readonly id: string;
  readonly owner: string;
  readonly maturity: Maturity;
  readonly env: Environment;
  readonly spec: EnvironmentSpec;
  /** Objects that only the platform's identity applies. */
  readonly grants: ObjectChart;
  /** Terraform blocks that only the platform's identity applies. */
  readonly blocks: BlockStack;
  /** Objects that the service's own deploy identity applies. */
  readonly objects: ObjectChart;
  /** The service's own props; the first workload's are among them. */
  readonly props: Props;
  readonly workloads: WorkloadSummary[];
  /** What may run full in each workload, to be asked once it is known whose metrics are fetched. */
  readonly limits: (() => Limits)[];
  /** Its measures, once they are read. */
  readonly slis: SliSummary[];
  /** What makes the first workload public, where something does. */
  readonly exposure?: ExposureSettings;
  /** What is told of its secrets, once they are known. */
  readonly told: ToldOfSecret[];
  /** Props of later workloads, for the declaration. */
  readonly later: Props[];
}

const MARK = Symbol.for('taxiway/service-scope');

/** Lets the constructs below find what they share. The mark, not the class, is looked for: two copies of this package may meet. */
export function shareScope(construct: IConstruct, scope: ServiceScope): void {
  Object.defineProperty(construct, MARK, { value: scope });
}

/** What the service above a construct shares; throws where there is none. */
export function requireScope(construct: IConstruct): ServiceScope {
  for (const ancestor of [...construct.node.scopes].reverse()) {
    const scope = (ancestor as unknown as Record<symbol, unknown>)[MARK];
    // Only shareScope sets the mark.
    if (scope !== undefined) return scope as ServiceScope;
  }
  throw new Error(`${construct.node.path} is not inside an MlService: give the service as its scope`);
}

/** The trace of something that a construct of a service emits. */
export function why(
  construct: IConstruct,
  scope: ServiceScope,
  props: Props,
  causes: Readonly<Record<string, Cause>> = {},
): Trace {
  return { construct: labelOf(construct, scope.id), site: props.site, causes };
}

/** A field that an environment fact caused. */
export const fact = (path: string): Cause => ({ fact: path });

/** A field that the library decided, and the reason. */
export const rule = (because: string): Cause => ({ rule: because });
