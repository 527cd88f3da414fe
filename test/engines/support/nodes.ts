import { cpuMachine, findFamily } from '../../../lib/gpu/cpus';
import { findByAccelerator, GPU_MODELS } from '../../../lib/gpu/models';
import type { GpuMachine } from '../../../lib/gpu/rows';
import type { Read } from '../../support/documents';
import { assemblyOf, factsOf } from './fleet';

const GI = 2 ** 30;
const GPU = 'nvidia.com/gpu';
/** What marks the nodes of the whole GPU catalogue: other tests leave them alone. */
export const CATALOGUE_LABEL = 'taxiway.dev/catalogue';
const EFFECTS: Readonly<Record<string, string>> = { NO_SCHEDULE: 'NoSchedule', NO_EXECUTE: 'NoExecute' };

/** All nodes that the rendered pools may grow to, as GKE would register them, and a few without a GPU. */
export function nodesOf(environment: string): readonly Read[] {
  const pools = assemblyOf(environment)
    .documents.filter(({ kind }) => kind === 'resource.google_container_node_pool')
    .map(({ object }) => object as Read);
  return [...pools.flatMap(poolNodes), ...plainNodes(factsOf(environment).google.zones as readonly string[])];
}

/** All nodes that a rendered pool may grow to. GKE adds labels of the machine and the accelerator to what the pool says. */
export function poolNodes({ name, autoscaling, node_config: config, node_locations: zones }: Read): readonly Read[] {
  const [gpu] = (config.guest_accelerator ?? []) as readonly Read[];
  const taints = ((config.taint ?? []) as readonly Read[]).map(({ key, value, effect }) => ({
    key,
    value,
    effect: EFFECTS[effect as string],
  }));
  const labels = { ...config.labels, ...machineLabels(config), ...(gpu === undefined ? {} : gpuLabels(gpu)) };
  const { vcpus, memoryGi } = machine(config.machine_type as string);
  const gpus: Record<string, string> = gpu === undefined ? {} : { [GPU]: String(allocatableGpus(gpu)) };
  return Array.from({ length: autoscaling.total_max_node_count as number }, (_, index) =>
    node(`${String(name)}-${index}`, zones[index % zones.length] as string, labels, taints, {
      ...allocatable(vcpus, memoryGi, config.disk_size_gb as number),
      ...gpus,
    }),
  );
}

function machineLabels(config: Read): Record<string, string> {
  const [family = ''] = (config.machine_type as string).split('-');
  return {
    'cloud.google.com/machine-family': family,
    'kubernetes.io/arch': family === 't2a' || family === 'a4x' ? 'arm64' : 'amd64',
    ...(config.spot === true ? { 'cloud.google.com/gke-spot': 'true' } : {}),
  };
}

function gpuLabels({ type, gpu_driver_installation_config: driver, gpu_partition_size: size, ...gpu }: Read) {
  const sharing = gpu.gpu_sharing_config;
  return {
    'cloud.google.com/gke-accelerator': type as string,
    'cloud.google.com/gke-gpu-driver-version': (driver.gpu_driver_version as string).toLowerCase(),
    ...(size === undefined ? {} : { 'cloud.google.com/gke-gpu-partition-size': size as string }),
    ...(sharing === undefined
      ? {}
      : {
          'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
          'cloud.google.com/gke-max-shared-clients-per-gpu': String(sharing.max_shared_clients_per_gpu),
        }),
  };
}

/** A partition counts as a GPU, and so does a turn. */
function allocatableGpus({ type, count, gpu_partition_size: size, gpu_sharing_config: sharing }: Read): number {
  const [, model] = findByAccelerator(type as string) ?? [];
  const parts = size === undefined ? 1 : (model?.partitions[size as string] ?? 0);
  return Number(count) * parts * Number(sharing?.max_shared_clients_per_gpu ?? 1);
}

function plainNodes(zones: readonly string[]): readonly Read[] {
  return zones.map((zone, index) => node(`plain-${index}`, zone, {}, [], allocatable(16, 64, 100)));
}

/** The lists are read-only and of one kind; TypeScript sees one tuple type for each model. */
function machine(type: string): GpuMachine {
  const machines = Object.values(GPU_MODELS).flatMap((model) => Object.values(model.machines) as readonly GpuMachine[]);
  const found = machines.find((one) => one.type === type);
  if (found !== undefined) return found;
  const [family = '', , size] = type.split('-');
  if (findFamily(family) === undefined) throw new Error(`there is no machine ${type}`);
  return { gpus: 0, ...cpuMachine(family, Number(size)) };
}

/**
 * What GKE leaves to pods, by its documentation: of memory and processors it keeps a falling share, and 100 Mi; of a boot
 * disk the least of half, 6 Gi with 35 %, and 100 Gi, and a tenth more before it evicts.
 */
function allocatable(vcpus: number, memoryGi: number, diskGb: number): Record<string, string> {
  const memory =
    kept(memoryGi, [
      [4, 0.25],
      [4, 0.2],
      [8, 0.1],
      [112, 0.06],
      [Infinity, 0.02],
    ]) +
    100 / 1024;
  const disk = diskGb * GI;
  const cpu = kept(vcpus, [
    [1, 0.06],
    [1, 0.01],
    [2, 0.005],
    [Infinity, 0.0025],
  ]);
  return {
    cpu: `${Math.floor((vcpus - cpu) * 1000)}m`,
    memory: String(Math.floor((memoryGi - memory) * GI)),
    'ephemeral-storage': String(Math.floor(disk * 0.9 - Math.min(disk * 0.5, 6 * GI + disk * 0.35, 100 * GI))),
    pods: '110',
  };
}

function kept(total: number, shares: readonly (readonly [upTo: number, share: number])[]): number {
  let left = total;
  let sum = 0;
  for (const [size, share] of shares) {
    sum += Math.min(left, size) * share;
    left = Math.max(0, left - size);
  }
  return sum;
}

function node(
  name: string,
  zone: string,
  labels: object,
  taints: readonly object[],
  resources: Record<string, string>,
): Read {
  const known = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': zone };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...known, ...labels } },
    spec: { taints },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'as registered' }],
    },
  };
}
