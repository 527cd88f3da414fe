import type { Environment } from './environment';
import { locateFact } from './fact-origin';
import { cpuNodesFor, machineForPods } from './gpu/cpu-nodes';
import { machineOf, podsPerNode, shapeName, type GpuShape } from './gpu/shape';

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

/** The most nodes that demands of one shape can take; pods fill the nodes before another one comes. */
export function nodesOf(demands: readonly GpuDemand[]): number {
  const [first] = demands;
  const machine = first && machineOf(first);
  if (first === undefined || machine === undefined) return 0;
  return Math.ceil(demands.reduce((sum, demand) => sum + podsOf(demand), 0) / podsPerNode(first, machine));
}

/** GiB of disk beyond the usual that a pod of any of the demands may take. */
export function diskOf(demands: readonly GpuDemand[]): number {
  return demands.reduce((most, { disk = 0 }) => Math.max(most, disk), 0);
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

/** The most GPUs that demands of one shape can take. */
export function gpusOf(demands: readonly GpuDemand[]): number {
  const [first] = demands;
  return nodesOf(demands) * ((first && machineOf(first)?.gpus) ?? 0);
}

/** An environment states how many GPUs of a model may run at once; what is asked beyond that is nobody's default. */
export function refuseAboveLimits(env: Environment, all: readonly Demand[]): void {
  const { spec } = env;
  const demands = all.filter(asksForGpus);
  for (const [model, offer] of Object.entries(spec.gpus)) {
    const asking = demands.filter((demand) => demand.model === model);
    const gpus = [...byShape(asking).values()].reduce((sum, shape) => sum + gpusOf(shape), 0);
    if (gpus <= offer.limit) continue;
    // The order of the placement table says nothing.
    const byName = [...asking].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    const list = byName.map((demand) => `${nameOf(demand)} ${shareOf(demand)}`);
    env.refuse({
      code: 'GPU_LIMIT_EXCEEDED',
      at: `${spec.name}.gpus.${model}.limit`,
      problem: `${gpus} are asked for, and the limit is ${offer.limit}: ${list.join(', ')}`,
      fix: 'lower the replicas, or raise the limit and the quota',
      given: gpus,
      source: locateFact(spec, ['gpus', model, 'limit']),
      environment: spec.name,
    });
  }
}

function shareOf(demand: GpuDemand): string {
  const parts = demand.partition ?? (demand.clients === undefined ? undefined : 'turns');
  const amount = podsOf(demand) * demand.count;
  const pods = `(${demand.replicas} + ${demand.surge} while rolling)`;
  return parts === undefined ? `${amount} ${pods}` : `${amount} × ${parts} ${pods}`;
}

function nameOf({ service, workload }: Asking): string {
  return `${service}/${workload}`;
}
