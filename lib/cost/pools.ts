import type { Assembly } from '../assembly/assembly';
import type { Document, Json, JsonObject } from '../assembly/document';
import { resourcesOf } from '../check/fleet';
import { asList, asNumber, asObject, asText, at, block } from '../check/json';
import type { CpuDemand, GpuDemand } from '../demand';
import { allocatableGi, allocatableMillicores, type NodeSize } from '../gpu/allocatable';
import { cpuPoolName, machineForPods, type PodSize } from '../gpu/cpu-nodes';
import { cpuMachine } from '../gpu/cpus';
import { findGpu } from '../gpu/models';
import { machineOf, podsPerNode, provisioningOf, shapeName } from '../gpu/shape';
import type { Provisioning } from '../gpu/rows';
import { GPU_SHAPE_LABEL, NODES_TAINT } from '../labels';
import { names } from '../names';
import type { CostPool } from './input';

const GI = 2n ** 30n;

/** Where pods land that name no nodes. What the cluster's own are, nobody here knows. */
export const COMMON_MACHINE = cpuMachine('e2', 4);

/** The pool that stands for the cluster's own nodes. */
export const COMMON_POOL: CostPool = {
  name: 'cluster',
  machine: { type: COMMON_MACHINE.type },
  ways: ['on-demand'],
  size: sizeOf(COMMON_MACHINE),
  whole: false,
};

/** What a node has for pods: processors times memory, so that a part of either is a whole number. */
function sizeOf(node: NodeSize): bigint {
  return BigInt(allocatableMillicores(node)) * memoryOf(node);
}

function memoryOf(node: NodeSize): bigint {
  return BigInt(allocatableGi(node)) * GI;
}

/** What a pod takes of a node: the larger of its parts of processors and memory, in the units of the node's size. */
export function partOf(node: NodeSize, { cpu, memory }: PodSize): bigint {
  const [byCpu, byMemory] = [BigInt(cpu) * memoryOf(node), BigInt(memory) * BigInt(allocatableMillicores(node))];
  return byCpu > byMemory ? byCpu : byMemory;
}

/** The pools that are rendered, by the label that their nodes carry. */
export function renderedPools(assembly: Assembly): ReadonlyMap<string, JsonObject> {
  const pools = resourcesOf(assembly, 'google_container_node_pool').flatMap(({ object }) => {
    const labels = at(block(object['node_config']), 'labels');
    const name = asText(at(labels, GPU_SHAPE_LABEL)) ?? asText(at(labels, NODES_TAINT));
    return name === undefined ? [] : [[name, object] as const];
  });
  return new Map(pools);
}

/** The pool of a demand for GPUs: as it is rendered, or as the catalogue has it where another repository renders it. */
export function gpuPool(
  classes: readonly Document[],
  demand: GpuDemand,
  rendered: ReadonlyMap<string, JsonObject>,
): CostPool {
  const name = shapeName(demand, demand.service);
  const machine = machineOf(demand);
  if (machine === undefined) throw new Error(`the catalogue lost ${name}`);
  const pool = rendered.get(name);
  const [first = 'on-demand', ...others] = provisioningOf(demand.capacity);
  const most = asNumber(block(pool?.['autoscaling'])['total_max_node_count']);
  return {
    name,
    machine: { type: typeOf(pool) ?? machine.type, model: demand.model },
    ways: pool === undefined ? [first, ...others] : [wayOf(pool)],
    size: BigInt(podsPerNode(demand, machine)),
    whole: true,
    ...(most === undefined ? {} : { most }),
    ...diskOf(pool, computeClassDisk(classes, name)),
    ...imagesOf(demand, pool),
  };
}

/** The disk of images: the demand says how large it is, and the pool's own disk of which type. */
function imagesOf({ model, imageCache, imageDisk }: GpuDemand, pool: JsonObject | undefined): Pick<CostPool, 'images'> {
  const there =
    pool === undefined ? imageCache !== undefined : isSet(block(pool['node_config'])['secondary_boot_disks']);
  const type = asText(block(pool?.['node_config'])['disk_type']) ?? findGpu(model)?.bootDisk;
  if (!there || type === undefined) return {};
  return { images: { type, ...(imageDisk === undefined ? {} : { gb: imageDisk }) } };
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && asList(value).length > 0;
}

/** The pool of the demands for one family of machines. */
export function cpuPool(
  demands: readonly CpuDemand[],
  family: string,
  rendered: ReadonlyMap<string, JsonObject>,
): { readonly pool: CostPool; readonly node: NodeSize } {
  const node = machineForPods(family, demands);
  if (node === undefined) throw new Error(`no machine of ${family} has room for each of the pods`);
  const name = cpuPoolName(family);
  const pool = rendered.get(name);
  return {
    node,
    pool: {
      name,
      machine: { type: typeOf(pool) ?? node.type },
      ways: [pool === undefined ? 'on-demand' : wayOf(pool)],
      size: sizeOf(node),
      whole: true,
      ...diskOf(pool),
    },
  };
}

/** A rendered pool that nobody asked for: its nodes are there whoever runs on them. */
export function unclaimedPool(name: string, pool: JsonObject): CostPool {
  const scaling = block(pool['autoscaling']);
  const nodes = (key: string): number => asNumber(scaling[key]) ?? asNumber(pool['node_count']) ?? 0;
  return {
    name,
    machine: { type: typeOf(pool) ?? 'a machine that the provider chooses' },
    ways: [wayOf(pool)],
    size: 1n,
    whole: true,
    nodes: { min: nodes('total_min_node_count'), max: nodes('total_max_node_count') },
    ...diskOf(pool),
  };
}

function typeOf(pool: JsonObject | undefined): string | undefined {
  return asText(block(pool?.['node_config'])['machine_type']);
}

/** How a rendered pool is paid for, whatever was asked for: a patch may have changed it. */
function wayOf(pool: JsonObject): Provisioning {
  const config = block(pool['node_config']);
  if (config['spot'] === true || config['preemptible'] === true) return 'spot';
  if (config['flex_start'] === true) return 'flex-start';
  const affinity = block(config['reservation_affinity']);
  return affinity['consume_reservation_type'] === 'SPECIFIC_RESERVATION' ? 'reserved' : 'on-demand';
}

function diskOf(pool: JsonObject | undefined, otherwise?: CostPool['disk']): Pick<CostPool, 'disk'> {
  const config = block(pool?.['node_config']);
  const [type, gb] = [asText(config['disk_type']), asNumber(config['disk_size_gb'])];
  const disk = type === undefined || gb === undefined ? otherwise : { type, gb };
  return disk === undefined ? {} : { disk };
}

/** Nodes that GKE makes for a class have the disk that the class says. */
function computeClassDisk(classes: readonly Document[], shape: string): CostPool['disk'] {
  const name = names.computeClass(shape);
  const found = classes.find(({ object }) => at(object, 'metadata', 'name') === name);
  const storage = asObject(at(asList(at(found?.object, 'spec', 'priorities'))[0], 'storage'));
  const [type, gb] = [asText(storage['bootDiskType']), asNumber(storage['bootDiskSize'])];
  return type === undefined || gb === undefined ? undefined : { type, gb };
}
