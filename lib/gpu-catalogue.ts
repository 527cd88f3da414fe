/** One machine shape that carries a GPU model. */
export interface GpuMachine {
  /** Google's name of the machine type. */
  readonly type: string;
  /** GPUs that it carries. */
  readonly gpus: number;
  /** Virtual processors. */
  readonly vcpus: number;
  /** As Google states it, in GB of 2^30 bytes. */
  readonly memoryGi: number;
}

/** What a GPU model is, and where Google offers it. */
export interface GpuModel {
  /** Terraform's accelerator type, which is also the node label's value. */
  readonly accelerator: string;
  /** Memory of one GPU, in GB as its maker states it. */
  readonly memoryGb: number;
  /** CUDA compute capability; bfloat16 needs 8.0, native FP8 needs 8.9. */
  readonly computeCapability: number;
  /** The driver that GKE installs. */
  readonly driver: 'DEFAULT' | 'LATEST';
  /** Extra nodes during an upgrade; 0 where the GPU is scarce. */
  readonly upgradeSurge: 0 | 1;
  /** The machine for each GPU count that can be had. */
  readonly machines: Readonly<Record<number, GpuMachine>>;
  /** Zone letters by region. */
  readonly zones: Readonly<Record<string, string>>;
}

const n1 = (gpus: number, vcpus: number, memoryGi: number): GpuMachine => ({
  type: `n1-standard-${vcpus}`,
  gpus,
  vcpus,
  memoryGi,
});
const g2 = (gpus: number, vcpus: number, memoryGi: number): GpuMachine => ({
  type: `g2-standard-${vcpus}`,
  gpus,
  vcpus,
  memoryGi,
});

/**
 * The GPUs of Google Cloud that a service may name.
 * Sources, read 2026-08: machine lists and zone tables of public pricing catalogues, accelerator names of Google's reference architectures.
 */
export const GPU_MODELS = {
  t4: {
    accelerator: 'nvidia-tesla-t4',
    memoryGb: 16,
    computeCapability: 7.5,
    driver: 'DEFAULT',
    upgradeSurge: 1,
    machines: { 1: n1(1, 8, 30), 2: n1(2, 16, 60), 4: n1(4, 32, 120) },
    zones: {
      'asia-east1': 'ac',
      'asia-northeast1': 'ac',
      'asia-southeast1': 'abc',
      'europe-west1': 'bcd',
      'europe-west2': 'ab',
      'europe-west3': 'b',
      'europe-west4': 'abc',
      'us-central1': 'abcf',
      'us-east1': 'bcd',
      'us-east4': 'abc',
      'us-west1': 'ab',
      'us-west2': 'bc',
      'us-west4': 'ab',
    },
  },
  l4: {
    accelerator: 'nvidia-l4',
    memoryGb: 24,
    computeCapability: 8.9,
    driver: 'DEFAULT',
    upgradeSurge: 1,
    machines: { 1: g2(1, 8, 32), 2: g2(2, 24, 96), 4: g2(4, 48, 192), 8: g2(8, 96, 384) },
    zones: {
      'asia-east1': 'abc',
      'asia-northeast1': 'abc',
      'asia-southeast1': 'abc',
      'europe-west1': 'bc',
      'europe-west2': 'ab',
      'europe-west3': 'ab',
      'europe-west4': 'abc',
      'us-central1': 'abc',
      'us-east1': 'bcd',
      'us-east4': 'ac',
      'us-west1': 'abc',
      'us-west4': 'ac',
    },
  },
  'a100-40gb': {
    accelerator: 'nvidia-tesla-a100',
    memoryGb: 40,
    computeCapability: 8.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    machines: {
      1: { type: 'a2-highgpu-1g', gpus: 1, vcpus: 12, memoryGi: 85 },
      2: { type: 'a2-highgpu-2g', gpus: 2, vcpus: 24, memoryGi: 170 },
      4: { type: 'a2-highgpu-4g', gpus: 4, vcpus: 48, memoryGi: 340 },
      8: { type: 'a2-highgpu-8g', gpus: 8, vcpus: 96, memoryGi: 680 },
    },
    zones: {
      'asia-northeast1': 'ac',
      'asia-southeast1': 'abc',
      'europe-west4': 'ab',
      'us-central1': 'abcf',
      'us-east1': 'b',
      'us-west1': 'b',
      'us-west4': 'b',
    },
  },
  'a100-80gb': {
    accelerator: 'nvidia-a100-80gb',
    memoryGb: 80,
    computeCapability: 8.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    machines: {
      1: { type: 'a2-ultragpu-1g', gpus: 1, vcpus: 12, memoryGi: 170 },
      2: { type: 'a2-ultragpu-2g', gpus: 2, vcpus: 24, memoryGi: 340 },
      4: { type: 'a2-ultragpu-4g', gpus: 4, vcpus: 48, memoryGi: 680 },
      8: { type: 'a2-ultragpu-8g', gpus: 8, vcpus: 96, memoryGi: 1360 },
    },
    zones: { 'asia-southeast1': 'c', 'europe-west4': 'a', 'us-central1': 'ac', 'us-east4': 'c', 'us-east5': 'ab' },
  },
  'h100-80gb': {
    accelerator: 'nvidia-h100-80gb',
    memoryGb: 80,
    computeCapability: 9.0,
    driver: 'DEFAULT',
    upgradeSurge: 0,
    machines: { 8: { type: 'a3-highgpu-8g', gpus: 8, vcpus: 208, memoryGi: 1872 } },
    zones: {
      'asia-northeast1': 'b',
      'asia-southeast1': 'bc',
      'europe-west1': 'bc',
      'europe-west3': 'c',
      'europe-west4': 'bc',
      'us-central1': 'abc',
      'us-east4': 'abc',
      'us-east5': 'a',
      'us-west1': 'ab',
      'us-west4': 'a',
    },
  },
} as const satisfies Readonly<Record<string, GpuModel>>;

/** The GPU models that a service may ask for. */
export type GpuModelName = keyof typeof GPU_MODELS;

/** The counts in which a model can be had on one machine. */
export type GpuCount<Model extends GpuModelName = GpuModelName> = Model extends GpuModelName
  ? keyof (typeof GPU_MODELS)[Model]['machines']
  : never;

/** The names of all models, sorted. */
export const GPU_MODEL_NAMES = Object.keys(GPU_MODELS).sort() as readonly GpuModelName[];

/** What the catalogue says of a model, or undefined where it doesn't know it. */
export function findGpu(model: string): GpuModel | undefined {
  return Object.hasOwn(GPU_MODELS, model) ? GPU_MODELS[model as GpuModelName] : undefined;
}

/** The machine that carries so many GPUs of a model, or undefined where there is none. */
export function findMachine(model: GpuModel, count: number): GpuMachine | undefined {
  return model.machines[count];
}

/** The zones of a region, among those given, in which a model can be had. */
export function zonesWith(model: GpuModel, region: string, zones: readonly string[]): readonly string[] {
  const letters = model.zones[region] ?? '';
  return zones.filter((zone) => zone.startsWith(`${region}-`) && letters.includes(zone.slice(region.length + 1)));
}
