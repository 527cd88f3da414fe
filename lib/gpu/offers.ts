import { findGpu, hasFeature, nodePrice, partitionMemoryGb, type GpuFeature } from './models';
import { machinesFor, podsPerNode, provisioningOf, type Capacity, type GpuShape } from './shape';
import type { GpuMachine } from './rows';

/** What somebody needs, whatever carries it. */
export interface GpuNeed {
  /** Of all GPUs of a pod together, by their labels, in GiB. */
  readonly memoryGi: number;
  readonly features: readonly GpuFeature[];
  readonly capacity: Capacity;
  /** Pods that run when nothing rolls: a node that is cut for seven is dear for one. */
  readonly pods: number;
}

/** One way to meet a need. */
export interface GpuOffer {
  readonly shape: GpuShape;
  readonly machine: GpuMachine;
  readonly memoryGb: number;
  /** Dollars an hour for the nodes of all pods, if nobody else is on them. Absent where the catalogue has no price. */
  readonly price?: number;
}

/** Everything among the models on offer that meets a need, cheapest first, what has no price last. */
export function offersFor(need: GpuNeed, offered: readonly string[]): readonly GpuOffer[] {
  const offers = [...offered].sort().flatMap((name) => offersOf(name, need));
  return offers.filter(({ memoryGb }) => memoryGb >= need.memoryGi).sort(compareOffers);
}

function offersOf(name: string, { features, capacity, pods }: GpuNeed): readonly GpuOffer[] {
  const model = findGpu(name);
  if (model === undefined || !features.every((feature) => hasFeature(model, feature))) return [];
  const machines = machinesFor(model, capacity);
  const whole = machines.map((machine) =>
    offer({ model: name, count: machine.gpus, capacity }, machine, model.memoryGb * machine.gpus, pods),
  );
  const [smallest] = machines;
  // A ComputeClass makes whole GPUs only.
  if (smallest === undefined || (typeof capacity === 'object' && 'fallback' in capacity)) return whole;
  const parts = Object.keys(model.partitions).map((partition) =>
    offer({ model: name, count: 1, partition, capacity }, smallest, partitionMemoryGb(partition), pods),
  );
  return [...whole, ...parts];
}

function offer(shape: GpuShape, machine: GpuMachine, memoryGb: number, pods: number): GpuOffer {
  // Reserved nodes cost what they cost on demand; of several ways, the first is hoped for.
  const way = provisioningOf(shape.capacity)[0] === 'spot' ? 'spot' : 'onDemand';
  const node = nodePrice(shape.model, machine, way);
  return {
    shape,
    machine,
    memoryGb,
    price: node === undefined ? undefined : node * Math.ceil(pods / podsPerNode(shape, machine)),
  };
}

function compareOffers(one: GpuOffer, other: GpuOffer): number {
  return (
    (one.price ?? Infinity) - (other.price ?? Infinity) ||
    one.memoryGb - other.memoryGb ||
    (sayOffer(one) < sayOffer(other) ? -1 : 1)
  );
}

/** `2 × l4`, `a100-40gb 2g.10gb`. */
export function sayOffer({ shape: { model, count, partition } }: GpuOffer): string {
  if (partition !== undefined) return `${model} ${partition}`;
  return count === 1 ? model : `${count} × ${model}`;
}

/** Why this one of several offers: its price, the next one's, and what could not be compared. */
export function whyOffer(offers: readonly GpuOffer[], environment: string, pods: number): string {
  const [best, next] = offers;
  const unknown = offers
    .filter(({ price, shape }) => price === undefined && shape.partition === undefined)
    .map(sayOffer);
  const said = (one: GpuOffer | undefined): string =>
    one?.price === undefined ? '' : `${sayOffer(one)} at $${one.price.toFixed(2)} an hour`;
  const others = next?.price === undefined ? '' : `; the next is ${said(next)}`;
  const left = unknown.length === 0 ? '' : `; without a price, and so not compared: ${unknown.join(', ')}`;
  return `the cheapest that ${environment} offers for ${pods === 1 ? 'one pod' : `${pods} pods`}: ${said(best)}${others}${left}`;
}
