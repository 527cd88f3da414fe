import { FORMATS, GPUS, ZONES } from './catalogue';
import { GPU_PRICES, HOST_PRICES, NODE_PRICES } from './prices';
import type { GpuMachine, GpuModel, Price } from './rows';

/** The GPU models that a service may ask for. */
export type GpuModelName = keyof typeof GPUS;

/** The counts in which a model can be had on one machine. */
export type GpuCount<Model extends GpuModelName = GpuModelName> = Model extends GpuModelName
  ? keyof (typeof GPUS)[Model]['machines']
  : never;

/** The MIG profiles that a model can be cut into. */
export type GpuPartition<Model extends GpuModelName = GpuModelName> = Model extends GpuModelName
  ? keyof (typeof GPUS)[Model]['partitions']
  : never;

/** What a card may be asked to be able to do: to be cut into partitions, or to compute in a number format. */
export type GpuFeature = 'mig' | keyof typeof FORMATS;

/** The names of all models, sorted. */
export const GPU_MODEL_NAMES = Object.keys(GPUS).sort() as readonly GpuModelName[];

/** All features there are. */
export const GPU_FEATURES = ['mig', ...Object.keys(FORMATS)] as readonly GpuFeature[];

/** The GPUs of Google Cloud that a service may name; lib/gpu/catalogue.ts holds the rows. */
export const GPU_MODELS: { readonly [Model in GpuModelName]: GpuModel } = withZones();

function withZones(): { readonly [Model in GpuModelName]: GpuModel } {
  const models = new Map<GpuModelName, GpuModel>();
  for (const name of GPU_MODEL_NAMES) {
    const rows = Object.entries(ZONES).flatMap(([region, letters]) => {
      const own = letters[name];
      return own === undefined ? [] : [[region, own] as const];
    });
    models.set(name, rows.length === 0 ? GPUS[name] : { ...GPUS[name], zones: Object.fromEntries(rows) });
  }
  // Every name was set.
  return Object.fromEntries(models) as { readonly [Model in GpuModelName]: GpuModel };
}

/** What the catalogue says of a model, or undefined where it doesn't know it. */
export function findGpu(model: string): GpuModel | undefined {
  return Object.hasOwn(GPU_MODELS, model) ? GPU_MODELS[model as GpuModelName] : undefined;
}

/** The model of an accelerator by Google's name for it, or undefined where the catalogue doesn't know it. */
export function findByAccelerator(
  accelerator: string | undefined,
): readonly [name: GpuModelName, model: GpuModel] | undefined {
  const name = GPU_MODEL_NAMES.find((one) => GPU_MODELS[one].accelerator === accelerator);
  return name && [name, GPU_MODELS[name]];
}

/** The machine that carries so many GPUs of a model, or undefined where there is none. */
export function findMachine(model: GpuModel, count: number): GpuMachine | undefined {
  return model.machines[count];
}

/** The zones of a region, among those given, in which a model can be had; all of them where nobody knows. */
export function zonesWith(model: GpuModel, region: string, zones: readonly string[]): readonly string[] {
  if (model.zones === undefined) return zones;
  const letters = model.zones[region] ?? '';
  return zones.filter((zone) => zone.startsWith(`${region}-`) && letters.includes(zone.slice(region.length + 1)));
}

/** GB of one partition of a MIG profile, which its name says: `1g.10gb`. */
export function partitionMemoryGb(partition: string): number {
  return Number(/\.(\d+)gb/.exec(partition)?.[1] ?? Number.NaN);
}

/** Whether a card can do something. */
export function hasFeature(model: GpuModel, feature: GpuFeature): boolean {
  if (feature === 'mig') return Object.keys(model.partitions).length > 0;
  return model.computeCapability >= FORMATS[feature];
}

/** What a node of a machine costs an hour, or undefined where a part of it has no price. */
export function nodePrice(name: string, machine: GpuMachine, way: 'onDemand' | 'spot'): number | undefined {
  const whole = NODE_PRICES[machine.type]?.[way];
  if (whole !== undefined) return whole;
  const [host, gpu] = [HOST_PRICES[machine.type]?.[way], GPU_PRICES[name]?.[way]];
  return host === undefined || gpu === undefined ? undefined : host + gpu * machine.gpus;
}

/** The rows behind the price of a node, for those who want to know where it comes from. */
export function pricesBehind(name: string, machine: GpuMachine): readonly Price[] {
  const whole = NODE_PRICES[machine.type];
  return [
    ...(whole === undefined ? [] : [whole]),
    ...[HOST_PRICES[machine.type], GPU_PRICES[name]].flatMap((row) => row ?? []),
  ];
}
