import type { Provisioning } from '../gpu/rows';

/** A machine that nodes are made of. */
export interface CostMachine {
  /** Google's name of the machine type. */
  readonly type: string;
  /** The GPU that is attached to it, as the catalogue names it. */
  readonly model?: string;
}

/** Nodes of one kind. */
export interface CostPool {
  readonly name: string;
  readonly machine: CostMachine;
  /** How nodes are paid for: the usual way first, then those that are tried where there are none. */
  readonly ways: readonly [Provisioning, ...Provisioning[]];
  /** The boot disk of a node; absent where whoever makes the nodes decides. */
  readonly disk?: { readonly type: string; readonly gb: number };
  /** The disk of images of a node, where it has one; without a size where nobody said it. */
  readonly images?: { readonly type: string; readonly gb?: number };
  /** What a node has to give to pods, in units of one's own. */
  readonly size: bigint;
  /** Whole nodes are paid for. False where pods land on nodes that are there anyway, and take their share. */
  readonly whole: boolean;
  /** Nodes that there are in any case, and at most; whoever asks for them or not.
   *  @defaultValue as many as the pods need */
  readonly nodes?: { readonly min: number; readonly max: number };
  /** Nodes that there are at most, however many pods of rollouts wait.
   *  @defaultValue as many as all rollouts at once need */
  readonly most?: number;
}

/** A workload, and what its pods take. */
export interface CostWorkload {
  readonly service: string;
  readonly owner: string;
  readonly workload: string;
  /** The name of its pool. */
  readonly pool: string;
  readonly pods: { readonly min: number; readonly max: number };
  /** Pods beyond that while a rollout runs. */
  readonly surge: number;
  /** What one pod takes of a node, in the units of the pool. */
  readonly takes: bigint;
}

/** What an environment runs, as far as it costs. */
export interface CostInput {
  readonly environment: string;
  readonly region: string;
  readonly pools: readonly CostPool[];
  readonly workloads: readonly CostWorkload[];
  /** Clusters that a fee is paid for. */
  readonly clusters: number;
  /** What was assumed to get here, for people. */
  readonly assumptions: readonly string[];
  /** What is in no pool since nobody here understands it, and whose it is.
   *  @defaultValue nothing */
  readonly lost?: readonly { readonly what: string; readonly services: readonly string[] }[];
}

/** A price, and where it is from. */
export interface KnownPrice {
  /** Dollars. */
  readonly price: number;
  /** The region that it holds in. */
  readonly region: string;
  readonly source: string;
  /** The day on which it was read. */
  readonly asOf: string;
}

/** What things cost. What isn't known is undefined, never 0. */
export interface Prices {
  /** A node with everything in it but its boot disk, an hour. */
  node(machine: CostMachine, way: Provisioning, region: string): KnownPrice | undefined;
  /** A GB of disk, a month. */
  disk(type: string, region: string): KnownPrice | undefined;
  /** A cluster, an hour. */
  cluster(region: string): KnownPrice | undefined;
}
