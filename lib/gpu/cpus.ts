/*
 * Machines without GPUs, and TPUs, which nobody can ask for yet. Machine sizes of CPU families are from memory, those of TPUs from
 * Cyclenerd/google-cloud-pricing-cost-calculator, 2026-08-22; zones of TPUs from Google's documentation, incomplete in Europe.
 */
import { CPU_PRICES, TPU_PRICES } from './prices';
import type { CpuFamily, TpuModel } from './rows';

/** The families of machines that a service without a GPU may name. */
export const CPU_FAMILIES = {
  e2: { arch: 'amd64', memoryGiPerVcpu: 4, sizes: [2, 4, 8, 16, 32], priceOfFour: CPU_PRICES['e2'] },
  n2: {
    arch: 'amd64',
    memoryGiPerVcpu: 4,
    sizes: [2, 4, 8, 16, 32, 48, 64, 80, 96, 128],
    priceOfFour: CPU_PRICES['n2'],
  },
  n2d: {
    arch: 'amd64',
    memoryGiPerVcpu: 4,
    sizes: [2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224],
    priceOfFour: CPU_PRICES['n2d'],
  },
  c3: { arch: 'amd64', memoryGiPerVcpu: 4, sizes: [4, 8, 22, 44, 88, 176], priceOfFour: CPU_PRICES['c3'] },
  t2a: { arch: 'arm64', memoryGiPerVcpu: 4, sizes: [1, 2, 4, 8, 16, 32, 48], priceOfFour: CPU_PRICES['t2a'] },
} as const satisfies Readonly<Record<string, CpuFamily>>;

/** The families of machines for one architecture, or for all. */
export type CpuFamilyName<Arch extends 'amd64' | 'arm64' = 'amd64' | 'arm64'> = {
  [Family in keyof typeof CPU_FAMILIES]: (typeof CPU_FAMILIES)[Family]['arch'] extends Arch ? Family : never;
}[keyof typeof CPU_FAMILIES];

/** What processors an image is built for. */
export type Arch = 'amd64' | 'arm64';

/** What the catalogue says of a family, or undefined where it doesn't know it. */
export function findFamily(name: string): CpuFamily | undefined {
  return Object.hasOwn(CPU_FAMILIES, name) ? CPU_FAMILIES[name as keyof typeof CPU_FAMILIES] : undefined;
}

/** The families of an architecture, cheapest first. */
export function familiesOf(arch: Arch): readonly string[] {
  const own = Object.entries<CpuFamily>(CPU_FAMILIES).filter(([, family]) => family.arch === arch);
  const price = ({ priceOfFour }: CpuFamily): number => priceOfFour?.onDemand ?? Infinity;
  return own.sort(([, one], [, other]) => price(one) - price(other)).map(([name]) => name);
}

/** A standard machine of a family. */
export function cpuMachine(
  name: string,
  vcpus: number,
): { readonly type: string; readonly vcpus: number; readonly memoryGi: number } {
  return { type: `${name}-standard-${vcpus}`, vcpus, memoryGi: vcpus * (findFamily(name)?.memoryGiPerVcpu ?? 0) };
}

/** TPUs by name. */
export const TPUS: Readonly<Record<string, TpuModel>> = {
  v5e: {
    accelerator: 'tpu-v5-lite-podslice',
    machines: { 'ct5lp-hightpu-1t': [1, 24, 48], 'ct5lp-hightpu-4t': [4, 112, 192], 'ct5lp-hightpu-8t': [8, 224, 384] },
    topologies: ['1x1', '2x2', '2x4'],
    zones: { 'us-central1': 'a', 'us-south1': 'a', 'us-west1': 'c', 'us-west4': 'a' },
    pricePerChip: TPU_PRICES['v5e'],
  },
  v6e: {
    accelerator: 'tpu-v6e-slice',
    machines: {
      'ct6e-standard-1t': [1, 44, 176],
      'ct6e-standard-4t': [4, 180, 720],
      'ct6e-standard-8t': [8, 360, 1440],
    },
    topologies: ['1x1', '2x2', '2x4'],
    zones: { 'europe-west4': 'a', 'us-central1': 'b', 'us-east1': 'd', 'us-east5': 'ab' },
    pricePerChip: TPU_PRICES['v6e'],
  },
  v5p: { accelerator: 'tpu-v5p-slice', machines: { 'ct5p-hightpu-4t': [4, 208, 448] }, topologies: [] },
};
