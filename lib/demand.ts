import { cpuNodesFor, machineForPods } from './gpu/cpu-nodes';
import { shapeName, type GpuShape } from './gpu/shape';
import type { Spare } from './gpu/spare';

/** Who asks, and how many pods there are at most. */
interface Asking {
  readonly service: string;
  readonly owner: string;
  readonly workload: string;
  /** The most pods that run when nothing rolls. */
  readonly replicas: number;
  /** Pods beyond that while a rollout runs. */
  readonly surge: number;
}

/** What a workload asks of the shared platform: nodes with GPUs of a shape. */
export interface GpuDemand extends Asking, GpuShape {
  readonly kind: 'GpuNodes';
  /** GiB of its node's disk that a pod takes beyond what every pod has: the copy of its weights. */
  readonly disk?: number;
  /** GB that the disk of images of its nodes is reckoned with, where there is one. */
  readonly imageDisk?: number;
  /** Where a rollout's new pod runs. */
  readonly spare: Spare;
}

/** What a workload without GPUs asks of the shared platform: nodes of a machine family. */
export interface CpuDemand extends Asking {
  readonly kind: 'CpuNodes';
  readonly family: string;
  /** Thousandths of a core a pod. */
  readonly cpu: number;
  /** Bytes a pod. */
  readonly memory: number;
}

/** What a workload asks of the shared platform. */
export type Demand = GpuDemand | CpuDemand;

/** Whether a demand is for GPUs. */
export function asksForGpus(demand: Demand): demand is GpuDemand {
  return demand.kind === 'GpuNodes';
}

/** The most pods of a demand at once. */
export function podsOf({ replicas, surge }: Asking): number {
  return replicas + surge;
}

/** Demands by the pool that meets them, in the order of the pools' names. */
export function byShape(demands: readonly GpuDemand[]): ReadonlyMap<string, readonly [GpuDemand, ...GpuDemand[]]> {
  const shapes = new Map<string, [GpuDemand, ...GpuDemand[]]>();
  for (const demand of demands) {
    const name = shapeName(demand, demand.service);
    const others = shapes.get(name);
    if (others === undefined) shapes.set(name, [demand]);
    else others.push(demand);
  }
  return new Map([...shapes].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What is asked of nodes without GPUs, by the family of their machines. */
export function cpuDemandsByFamily(demands: readonly Demand[]): ReadonlyMap<string, readonly CpuDemand[]> {
  const own = demands.filter((demand) => demand.kind === 'CpuNodes');
  const families = [...new Set(own.map(({ family }) => family))].sort();
  return new Map(families.map((family) => [family, own.filter((demand) => demand.family === family)]));
}

/** GiB of disk beyond the usual that a pod of any of the demands may take. */
export function diskOf(demands: readonly GpuDemand[]): number {
  return demands.reduce((most, { disk = 0 }) => Math.max(most, disk), 0);
}

/** GB of the disk of images that each node of the demands has; undefined where there is none, or nobody said. */
export function imageDiskOf(demands: readonly GpuDemand[]): number | undefined {
  const sizes = demands.flatMap(({ imageDisk }) => imageDisk ?? []);
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

/** The most nodes without GPUs that demands of one family can take; undefined where the catalogue has no machine for them. */
export function cpuNodesOf(demands: readonly CpuDemand[]): number | undefined {
  const [first] = demands;
  const machine = first && machineForPods(first.family, demands);
  if (machine === undefined) return undefined;
  return cpuNodesFor(
    machine,
    demands.map((demand) => ({ ...demand, pods: podsOf(demand) })),
  );
}
