import type { ErrorCode } from '../../lib/errors';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { GPUS } from '../../lib/gpu/catalogue';
import { TPUS } from '../../lib/gpu/cpus';
import { GPU_MODEL_NAMES, GPU_MODELS, type GpuModelName } from '../../lib/gpu/models';
import type { GpuModel } from '../../lib/gpu/rows';
import { canHave, machinesFor, mostClients, type Capacity, type PoolCapacity } from '../../lib/gpu/shape';
import { testEnvironment, type LooseProps } from './environment';

/** What somebody may type of `gpu` that has to be refused: by which code, and at which of its props. */
export type IllegalGpu = readonly [code: ErrorCode, prop: string, gpu: LooseProps];

const POOLS: readonly PoolCapacity[] = ['on-demand', { spot: 'all' }, { reserved: 'kept-for-us' }];
const FALLBACKS: readonly Capacity[] = [
  { fallback: [{ reserved: 'projects/harbour-shared/reservations/kept' }, 'on-demand', 'spot', 'flex-start'] },
  { fallback: ['spot', 'flex-start'] },
];
/** Ways to get nodes that exclude each other, that only a compute class has, or that are none. */
const NO_CAPACITIES: readonly unknown[] = [
  'flex-start',
  'spot',
  'queued',
  { spot: 'all', reserved: 'kept-for-us' },
  { spot: 'some' },
  { spot: 2 },
  { spot: { onDemand: 2 } },
  { spot: 'all', onDemand: 2 },
  { reserved: '' },
  { fallback: ['spot'] },
  { fallback: ['spot', 'spot'] },
  { fallback: ['on-demand', { spot: 'all' }] },
  { fallback: ['on-demand', 'queued'] },
];

const rowOf = (model: GpuModelName): GpuModel => GPU_MODELS[model];

/** Where a model can be had: zone letters by region. One region stands for all where nobody collected them. */
export function regionsOf(model: GpuModelName): Readonly<Record<string, string>> {
  return rowOf(model).zones ?? { 'us-central1': 'ab' };
}

/** An environment in a region where a model is, with room for it; a zone may be there that lacks it. */
export function placeWith(
  model: GpuModelName,
  region = Object.keys(regionsOf(model))[0] ?? '',
  more = '',
): EnvironmentSpec {
  const letters = [...new Set(`${regionsOf(model)[region] ?? ''}${more}`)].sort();
  return testEnvironment({
    google: { region, zones: letters.map((letter) => `${region}-${letter}`) },
    cluster: {
      location: region,
      issuer: `https://container.googleapis.com/v1/projects/harbour-models/locations/${region}/clusters/quay`,
    },
    gpus: { l4: undefined, t4: undefined, [model]: { limit: 100_000 } },
    quotas: { NVIDIA_L4_GPUS: undefined },
  });
}

/** Every shape of a model's nodes that the catalogue has, as it is asked for. */
export function legalOf(model: GpuModelName): readonly LooseProps[] {
  const row = rowOf(model);
  const whole = [...POOLS, ...FALLBACKS].flatMap((capacity) =>
    machinesFor(row, capacity).map(({ gpus }) => ({ model, count: gpus, capacity })),
  );
  const parts = POOLS.flatMap((capacity) =>
    Object.keys(row.partitions).map((partition) => ({ model, partition, capacity })),
  );
  const turns = POOLS.flatMap((capacity) => {
    const most = mostClients(machinesFor(row, capacity)[0]!);
    return [2, most].map((clients) => ({ model, count: 1, sharing: 'time-sharing', clients, capacity }));
  });
  return [...whole, ...parts, ...turns];
}

/** What differs from a legal combination in one thing, and doesn't exist. */
export function illegalOf(model: GpuModelName): readonly IllegalGpu[] {
  return [...countsOf(model), ...partsOf(model), ...turnsOf(model), ...capacitiesOf(model)];
}

function countsOf(model: GpuModelName): readonly IllegalGpu[] {
  const { machines } = rowOf(model);
  const had = Object.keys(machines).map(Number);
  const numbers = Array.from({ length: 18 }, (_, count) => count).filter((count) => !had.includes(count));
  return [
    ...[...numbers, -1, 1.5, '1', null].map((count) => ['GPU_COUNT_INVALID', 'count', { model, count }] as const),
    ...Object.values(machines)
      .filter((machine) => !canHave(machine, 'on-demand'))
      .map(({ gpus }) => ['GPU_CAPACITY_UNAVAILABLE', 'count', { model, count: gpus }] as const),
  ];
}

function partsOf(model: GpuModelName): readonly IllegalGpu[] {
  const own = Object.keys(rowOf(model).partitions);
  const foreign = [...new Set(GPU_MODEL_NAMES.flatMap((name) => Object.keys(GPUS[name].partitions)))].filter(
    (partition) => !own.includes(partition),
  );
  return [
    ...[...foreign, '', 'whole', 1].map(
      (partition) => ['GPU_PARTITION_UNKNOWN', 'partition', { model, partition }] as const,
    ),
    ...own.flatMap((partition) => [
      ['GPU_SHARED_COUNT', 'count', { model, partition, count: 2 }] as const,
      ['GPU_SHARING_UNSUPPORTED', 'sharing', { model, partition, sharing: 'time-sharing' }] as const,
      ...FALLBACKS.map((capacity) => ['CAPACITY_INVALID', 'capacity', { model, partition, capacity }] as const),
    ]),
  ];
}

function turnsOf(model: GpuModelName): readonly IllegalGpu[] {
  const most = mostClients(machinesFor(rowOf(model), 'on-demand')[0]!);
  const turns = { model, sharing: 'time-sharing' };
  return [
    ...[0, 2, 8].map((count) => ['GPU_SHARED_COUNT', 'count', { ...turns, count }] as const),
    ...[0, 1, 1.5, most + 1, '4'].map(
      (clients) => ['GPU_SHARING_UNSUPPORTED', 'clients', { ...turns, clients }] as const,
    ),
    ...['mps', 'mig', true].map((sharing) => ['GPU_SHARING_UNSUPPORTED', 'sharing', { model, sharing }] as const),
    ...FALLBACKS.map((capacity) => ['CAPACITY_INVALID', 'capacity', { ...turns, capacity }] as const),
  ];
}

function capacitiesOf(model: GpuModelName): readonly IllegalGpu[] {
  return NO_CAPACITIES.map((capacity) => ['CAPACITY_INVALID', 'capacity', { model, capacity }] as const);
}

/** Accelerators that no service may name: TPUs, as the catalogue and as Google call them, and what isn't one at all. */
export function unknownModels(): readonly IllegalGpu[] {
  return [
    ...Object.keys(TPUS).flatMap((tpu) => [
      ['TPU_UNSUPPORTED', 'model', { model: tpu }] as const,
      ['TPU_UNSUPPORTED', 'model', { model: `tpu-${tpu}` }] as const,
    ]),
    ...GPU_MODEL_NAMES.map((name) => ['GPU_UNKNOWN', 'model', { model: `nvidia-${name}-x` }] as const),
    ...['', 'L4', 4, null, undefined].map((model) => ['GPU_UNKNOWN', 'model', { model }] as const),
  ];
}
