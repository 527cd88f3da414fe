/*
 * The GPUs that Google Cloud has: the file to edit when there are others (prices.ts, when prices change). Raise CATALOGUE_AS_OF
 * with every edit that was held against a source. What nobody knows is left out, never 0 and never guessed;
 * test/lib/gpu/catalogue.test.ts checks the rows.
 */
import type { GpuMachine, GpuModel } from './rows';

/** The day on which the rows were last held against their sources. */
export const CATALOGUE_AS_OF = '2026-11-23';

/** Machines by type, vCPUs and memory. Source: Cyclenerd/google-cloud-pricing-cost-calculator, tools/machinetypes.csv, 2026-08-22. */
const machine = (type: string, gpus: number, vcpus: number, memoryGi: number, more: Partial<GpuMachine> = {}) =>
  ({ type, gpus, vcpus, memoryGi, ...more }) satisfies GpuMachine;
const n1 = (gpus: number, vcpus: number, memoryGi: number) => machine(`n1-standard-${vcpus}`, gpus, vcpus, memoryGi);
const g2 = (gpus: number, vcpus: number, memoryGi: number) => machine(`g2-standard-${vcpus}`, gpus, vcpus, memoryGi);
const g4 = (gpus: number, vcpus: number, memoryGi: number) => machine(`g4-standard-${vcpus}`, gpus, vcpus, memoryGi);
/** Of A3 High, only whole machines are sold on demand. */
const a3 = (gpus: number, ssd: number, more: Partial<GpuMachine> = {}) =>
  machine(`a3-highgpu-${gpus}g`, gpus, 26 * gpus, 234 * gpus, { localSsdGb: ssd, ...more });
const INTERRUPTIBLE = { capacities: ['spot', 'flex-start', 'reserved'] } as const;

const A100_80_PARTITIONS = { '1g.10gb': 7, '2g.20gb': 3, '3g.40gb': 2, '4g.40gb': 1, '7g.80gb': 1 } as const;

/**
 * The GPUs that a service may name. `machines` has the machine that is taken for each count, `otherMachines` what else carries the
 * model; `partitions` the MIG profiles, and how many of each one GPU gives.
 * Sources: accelerator names, GoogleCloudPlatform/accelerated-platforms; partitions, GoogleCloudPlatform/container-engine-accelerators
 * (partition_gpu.go); both 2026-08-22. Compute capabilities, quotas, boot disks and usable memory are from memory.
 */
export const GPUS = {
  t4: {
    accelerator: 'nvidia-tesla-t4',
    memoryGb: 16,
    usableGi: 14.6,
    computeCapability: 7.5,
    driver: 'DEFAULT',
    upgradeSurge: 1,
    bootDisk: 'pd-balanced',
    quota: 'NVIDIA_T4_GPUS',
    machines: { 1: n1(1, 8, 30), 2: n1(2, 16, 60), 4: n1(4, 32, 120) },
    otherMachines: [],
    partitions: {},
  },
  l4: {
    accelerator: 'nvidia-l4',
    memoryGb: 24,
    usableGi: 22.5,
    computeCapability: 8.9,
    driver: 'DEFAULT',
    upgradeSurge: 1,
    bootDisk: 'pd-balanced',
    quota: 'NVIDIA_L4_GPUS',
    machines: { 1: g2(1, 8, 32), 2: g2(2, 24, 96), 4: g2(4, 48, 192), 8: g2(8, 96, 384) },
    otherMachines: [g2(1, 4, 16), g2(1, 12, 48), g2(1, 16, 64), g2(1, 32, 128)],
    partitions: {},
  },
  'rtx-pro-6000': {
    accelerator: 'nvidia-rtx-pro-6000',
    memoryGb: 96,
    computeCapability: 12.0,
    driver: 'LATEST',
    upgradeSurge: 0,
    bootDisk: 'hyperdisk-balanced',
    machines: { 1: g4(1, 48, 180), 2: g4(2, 96, 360), 4: g4(4, 192, 720), 8: g4(8, 384, 1440) },
    // Halves, quarters and eighths of a GPU; no pool is made of them.
    otherMachines: [
      { ...g4(1, 6, 22), share: 1 / 8 },
      { ...g4(1, 12, 45), share: 1 / 4 },
      { ...g4(1, 24, 90), share: 1 / 2 },
    ],
    // The profiles for graphics and media have a plus in their names, which no label value can hold.
    partitions: { '1g.24gb': 4, '2g.48gb': 2, '4g.96gb': 1, '1g.24gb-me': 4, '2g.48gb-me': 2 },
  },
  'a100-40gb': {
    accelerator: 'nvidia-tesla-a100',
    memoryGb: 40,
    usableGi: 39.4,
    computeCapability: 8.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    bootDisk: 'pd-balanced',
    quota: 'NVIDIA_A100_GPUS',
    machines: {
      1: machine('a2-highgpu-1g', 1, 12, 85),
      2: machine('a2-highgpu-2g', 2, 24, 170),
      4: machine('a2-highgpu-4g', 4, 48, 340),
      8: machine('a2-highgpu-8g', 8, 96, 680),
      16: machine('a2-megagpu-16g', 16, 96, 1360),
    },
    otherMachines: [],
    partitions: { '1g.5gb': 7, '2g.10gb': 3, '3g.20gb': 2, '4g.20gb': 1, '7g.40gb': 1 },
  },
  'a100-80gb': {
    accelerator: 'nvidia-a100-80gb',
    memoryGb: 80,
    usableGi: 79.2,
    computeCapability: 8.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    bootDisk: 'pd-balanced',
    quota: 'NVIDIA_A100_80GB_GPUS',
    machines: {
      1: machine('a2-ultragpu-1g', 1, 12, 170, { localSsdGb: 375 }),
      2: machine('a2-ultragpu-2g', 2, 24, 340, { localSsdGb: 750 }),
      4: machine('a2-ultragpu-4g', 4, 48, 680, { localSsdGb: 1500 }),
      8: machine('a2-ultragpu-8g', 8, 96, 1360, { localSsdGb: 3000 }),
    },
    otherMachines: [],
    partitions: A100_80_PARTITIONS,
  },
  'h100-80gb': {
    accelerator: 'nvidia-h100-80gb',
    memoryGb: 80,
    usableGi: 79.1,
    computeCapability: 9.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    bootDisk: 'pd-balanced',
    quota: 'NVIDIA_H100_GPUS',
    machines: {
      1: a3(1, 750, INTERRUPTIBLE),
      2: a3(2, 1500, INTERRUPTIBLE),
      4: a3(4, 3000, INTERRUPTIBLE),
      8: a3(8, 6000),
    },
    otherMachines: [machine('a3-edgegpu-8g', 8, 208, 1872)],
    partitions: { ...A100_80_PARTITIONS, '1g.20gb': 4 },
  },
  'h100-mega-80gb': {
    accelerator: 'nvidia-h100-mega-80gb',
    memoryGb: 80,
    usableGi: 79.1,
    computeCapability: 9.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    bootDisk: 'pd-balanced',
    quota: 'NVIDIA_H100_MEGA_GPUS',
    machines: { 8: machine('a3-megagpu-8g', 8, 208, 1872, { localSsdGb: 6000 }) },
    otherMachines: [],
    partitions: {},
  },
  'h200-141gb': {
    accelerator: 'nvidia-h200-141gb',
    memoryGb: 141,
    computeCapability: 9.0,
    driver: 'LATEST',
    upgradeSurge: 0,
    bootDisk: 'hyperdisk-balanced',
    quota: 'NVIDIA_H200_GPUS',
    machines: { 8: machine('a3-ultragpu-8g', 8, 224, 2952) },
    otherMachines: [],
    partitions: { '1g.18gb': 7, '1g.35gb': 4, '2g.35gb': 3, '3g.71gb': 2, '4g.71gb': 1, '7g.141gb': 1 },
  },
  b200: {
    accelerator: 'nvidia-b200',
    memoryGb: 180,
    computeCapability: 10.0,
    driver: 'LATEST',
    upgradeSurge: 0,
    bootDisk: 'hyperdisk-balanced',
    quota: 'NVIDIA_B200_GPUS',
    machines: { 8: machine('a4-highgpu-8g', 8, 224, 3968) },
    otherMachines: [],
    partitions: { '1g.23gb': 7, '1g.45gb': 4, '2g.45gb': 3, '3g.90gb': 2, '4g.90gb': 1, '7g.180gb': 1 },
  },
  gb200: {
    accelerator: 'nvidia-gb200',
    memoryGb: 186,
    computeCapability: 10.0,
    driver: 'LATEST',
    upgradeSurge: 0,
    bootDisk: 'hyperdisk-balanced',
    arch: 'arm64',
    compact: true,
    machines: { 4: machine('a4x-highgpu-4g', 4, 140, 884) },
    otherMachines: [],
    partitions: { '1g.23gb': 7, '1g.47gb': 4, '2g.47gb': 3, '3g.93gb': 2, '4g.93gb': 1, '7g.186gb': 1 },
  },
} as const satisfies Readonly<Record<string, Omit<GpuModel, 'zones'>>>;

/** The most pods that can share one GPU by turns (GKE). */
export const SHARING = { most: 48, least: 2 };

/** Number formats, and the compute capability from which a card computes in them itself. */
export const FORMATS = { float16: 5.3, int8: 6.1, bf16: 8.0, fp8: 8.9, fp4: 10.0 } as const;

/**
 * Zone letters by region and model. Source: skypilot-org/skypilot-catalog, 2026-08-22. Models without a column (rtx-pro-6000,
 * h100-mega-80gb, gb200) were not collected: every zone is taken for possible, and a check says so.
 */
export const ZONES: Readonly<Record<string, { readonly [Model in keyof typeof GPUS]?: string }>> = {
  'asia-east1': { t4: 'ac', l4: 'abc', 'h100-80gb': 'c' },
  'asia-east2': { t4: 'ac' },
  'asia-northeast1': { t4: 'ac', l4: 'abc', 'a100-40gb': 'ac', 'h100-80gb': 'b', b200: 'b' },
  'asia-northeast3': { t4: 'bc', l4: 'ab', 'a100-40gb': 'ab' },
  'asia-south1': { t4: 'ab', l4: 'abc', 'h100-80gb': 'c', 'h200-141gb': 'b' },
  'asia-south2': { 'h100-80gb': 'b', 'h200-141gb': 'c' },
  'asia-southeast1': { t4: 'abc', l4: 'abc', 'a100-40gb': 'abc', 'a100-80gb': 'c', 'h100-80gb': 'bc', b200: 'b' },
  'asia-southeast2': { t4: 'ab' },
  'australia-southeast1': { t4: 'ac', 'h100-80gb': 'c' },
  'europe-central2': { t4: 'bc' },
  'europe-north1': { 'h100-80gb': 'c', b200: 'b' },
  'europe-west1': { t4: 'bcd', l4: 'bc', 'h100-80gb': 'bc', 'h200-141gb': 'b' },
  'europe-west2': { t4: 'ab', l4: 'ab' },
  'europe-west3': { t4: 'b', l4: 'ab', 'h100-80gb': 'c' },
  'europe-west4': {
    t4: 'abc',
    l4: 'abc',
    'a100-40gb': 'ab',
    'a100-80gb': 'a',
    'h100-80gb': 'bc',
    'h200-141gb': 'a',
    b200: 'b',
  },
  'europe-west6': { l4: 'bc' },
  'europe-west8': { 'h100-80gb': 'c' },
  'europe-west9': { 'h100-80gb': 'c' },
  'me-central2': { l4: 'ac' },
  'me-west1': { t4: 'bc', 'a100-40gb': 'ac' },
  'northamerica-northeast1': { t4: 'c', l4: 'bc' },
  'northamerica-northeast2': { l4: 'ab' },
  'southamerica-east1': { t4: 'abc' },
  'us-central1': {
    t4: 'abcf',
    l4: 'abc',
    'a100-40gb': 'abcf',
    'a100-80gb': 'ac',
    'h100-80gb': 'abc',
    'h200-141gb': 'b',
    b200: 'b',
  },
  'us-east1': { t4: 'bcd', l4: 'bcd', 'a100-40gb': 'b', b200: 'b' },
  'us-east4': { t4: 'abc', l4: 'ac', 'a100-80gb': 'c', 'h100-80gb': 'abc', 'h200-141gb': 'b', b200: 'b' },
  'us-east5': { 'a100-80gb': 'ab', 'h100-80gb': 'a', 'h200-141gb': 'a' },
  'us-south1': { 'h200-141gb': 'b', b200: 'b' },
  'us-west1': { t4: 'ab', l4: 'abc', 'a100-40gb': 'b', 'h100-80gb': 'ab', 'h200-141gb': 'c' },
  'us-west2': { t4: 'bc', b200: 'c' },
  'us-west3': { t4: 'b', 'a100-40gb': 'b', b200: 'bc' },
  'us-west4': { t4: 'ab', l4: 'ac', 'a100-40gb': 'b', 'h100-80gb': 'a' },
};
