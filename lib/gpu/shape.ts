import { SHARING } from './catalogue';
import { findGpu } from './models';
import type { GpuMachine, GpuModel, Provisioning } from './rows';
import { fit, shortHash } from '../names';

/** One way to get a node, where several are tried in order. */
export type CapacityStep =
  | 'on-demand'
  | 'spot'
  /** Waits in a queue for nodes that live seven days at most. */
  | 'flex-start'
  | { /** Name of a reservation, or `projects/…/reservations/…` of another project. */ readonly reserved: string };

/** How the nodes of a pool are paid for. */
export type PoolCapacity =
  | 'on-demand'
  /** All pods run on nodes that Google may take back after 30 s. */
  | { readonly spot: 'all' }
  | { readonly reserved: string };

/** How nodes are paid for: by one pool of one kind, or by the first of several ways that has any. */
export type Capacity = PoolCapacity | { readonly fallback: readonly [CapacityStep, CapacityStep, ...CapacityStep[]] };

/** What makes nodes one kind: pods that ask for the same share a pool. */
export interface GpuShape {
  readonly model: string;
  /** GPUs, partitions or turns that each pod has. */
  readonly count: number;
  /** The MIG profile that its GPUs are cut into. */
  readonly partition?: string;
  /** Pods that share one GPU by turns. */
  readonly clients?: number;
  readonly capacity: Capacity;
  /** The disk image of a second boot disk that its nodes have: container images that need not be pulled. */
  readonly imageCache?: string;
}

/** The name of a shape: a node label's value, and what pools are called. GPUs that are shared by turns belong to one service. */
export function shapeName(shape: GpuShape, service: string): string {
  const { model, count, partition, clients, capacity, imageCache } = shape;
  const parts = [model, `x${count}`, partition, clients === undefined ? undefined : `by${clients}-${service}`];
  const cache = imageCache === undefined ? undefined : `cache-${shortHash(imageCache)}`;
  return fit([...parts, cache, capacityName(capacity)].filter((part) => part !== undefined).join('-'), 63);
}

function capacityName(capacity: Capacity): string | undefined {
  if (capacity === 'on-demand') return undefined;
  if ('spot' in capacity) return 'spot';
  if ('reserved' in capacity) return `reserved-${shortHash(capacity.reserved)}`;
  return `fallback-${shortHash(JSON.stringify(capacity.fallback))}`;
}

/** In words, for people. */
export function sayCapacity(capacity: Capacity | CapacityStep): string {
  if (typeof capacity === 'string') return capacity === 'on-demand' ? 'on demand' : capacity;
  if ('spot' in capacity) return 'spot';
  if ('reserved' in capacity) return `reserved (${capacity.reserved})`;
  return capacity.fallback.map(sayCapacity).join(', else ');
}

/** The ways in which nodes may come, the first one first. */
export function provisioningOf(capacity: Capacity): readonly Provisioning[] {
  if (typeof capacity === 'string') return [capacity];
  if ('spot' in capacity) return ['spot'];
  if ('reserved' in capacity) return ['reserved'];
  return capacity.fallback.map((step) => (typeof step === 'string' ? step : 'reserved'));
}

/** Whether a machine can be had in one of the ways. */
export function canHave({ capacities }: GpuMachine, capacity: Capacity): boolean {
  return capacities === undefined || provisioningOf(capacity).every((way) => capacities.includes(way));
}

/** The machines of a model that can be had, the one with the fewest GPUs first. */
export function machinesFor(model: GpuModel, capacity: Capacity): readonly GpuMachine[] {
  return Object.values(model.machines).filter((machine) => canHave(machine, capacity));
}

/** The machine that a shape runs on, or undefined where there is none. */
export function machineOf({ model, count, partition, clients, capacity }: GpuShape): GpuMachine | undefined {
  const known = findGpu(model);
  if (known === undefined) return undefined;
  const machines = machinesFor(known, capacity);
  // What shares a GPU takes one of its parts: the smallest machine wastes least.
  if (partition !== undefined || clients !== undefined) return count === 1 ? machines[0] : undefined;
  return machines.find(({ gpus }) => gpus === count);
}

/** Pods that one node of a shape has GPUs for. */
export function podsPerNode({ model, partition, clients }: GpuShape, { gpus }: GpuMachine): number {
  if (partition !== undefined) return gpus * (findGpu(model)?.partitions[partition] ?? 0);
  return clients === undefined ? 1 : gpus * clients;
}

/** Pods that GKE lets one node have are 110; some are the system's. */
const PODS_OF_A_NODE = 100;

/** The most pods that may share one GPU of a machine. */
export function mostClients({ gpus }: GpuMachine): number {
  return Math.min(SHARING.most, Math.floor(PODS_OF_A_NODE / gpus));
}
