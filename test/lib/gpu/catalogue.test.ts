import { CATALOGUE_AS_OF, FORMATS, GPUS, SHARING, ZONES } from '../../../lib/gpu/catalogue';
import { CPU_FAMILIES, TPUS } from '../../../lib/gpu/cpus';
import { GPU_MODEL_NAMES, GPU_MODELS, nodePrice, partitionMemoryGb } from '../../../lib/gpu/models';
import {
  CLUSTER_PRICE,
  CPU_PRICES,
  DISK_PRICES,
  GPU_PRICES,
  HOST_PRICES,
  NODE_PRICES,
  TPU_PRICES,
} from '../../../lib/gpu/prices';
import type { GpuMachine, GpuModel } from '../../../lib/gpu/rows';
import { machineType } from '../../../lib/check/terraform/machine-type';

const DAY = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const models: readonly (readonly [string, GpuModel])[] = GPU_MODEL_NAMES.map((name) => [name, GPU_MODELS[name]]);
const machinesOf = (model: GpuModel): readonly GpuMachine[] => [
  ...Object.values(model.machines),
  ...model.otherMachines,
];
const tables = {
  NODE_PRICES,
  HOST_PRICES,
  GPU_PRICES,
  CPU_PRICES,
  TPU_PRICES,
  CLUSTER_PRICE: { cluster: CLUSTER_PRICE },
};
const prices = Object.entries(tables).flatMap(([table, rows]) =>
  Object.entries(rows).map(([name, price]) => [`${table} ${name}`, price] as const),
);

describe('a GPU of the catalogue', () => {
  it.each(models)('%s has a machine for each count, which carries so many', (_, model) => {
    const counts = Object.entries(model.machines).map(([count, { gpus }]) => [Number(count), gpus]);

    expect(counts.length).toBeGreaterThan(0);
    for (const [count, gpus] of counts) expect(gpus).toBe(count);
  });

  it.each(models)('%s has machines of Google, each once, with processors and memory', (_, model) => {
    const machines = machinesOf(model);

    for (const { type, vcpus, memoryGi, localSsdGb = 375 } of machines) {
      expect(machineType.holds(type)).toBe(true);
      expect(vcpus).toBeGreaterThan(3);
      expect(memoryGi).toBeGreaterThanOrEqual(vcpus * 3.5);
      expect(localSsdGb % 375).toBe(0);
    }
    expect(new Set(machines.map(({ type }) => type)).size).toBe(machines.length);
  });

  it.each(models)('%s has partitions that fit into one card, by the numbers in their names', (_, model) => {
    for (const [partition, count] of Object.entries(model.partitions)) {
      expect(partition).toMatch(/^[1-7]g\.\d+gb(?:-me)?$/);
      // Names round up to whole GB.
      expect(count * (partitionMemoryGb(partition) - 1)).toBeLessThan(model.memoryGb);
      expect(count * Number(partition[0])).toBeLessThanOrEqual(7);
    }
  });

  it.each(models)('%s has less memory than its label says, if anybody looked', (_, { memoryGb, usableGi }) => {
    expect(usableGi ?? 0).toBeLessThan(memoryGb);
    expect(usableGi ?? memoryGb).toBeGreaterThan(memoryGb * 0.9);
  });

  it.each(models)('%s computes in a format from a capability on, and has a whole set of facts', (_, model) => {
    expect(model.computeCapability).toBeGreaterThanOrEqual(FORMATS.float16);
    expect(model.accelerator).toMatch(/^nvidia-[a-z0-9-]+$/);
    expect(model.quota ?? 'NVIDIA_X_GPUS').toMatch(/^NVIDIA_[A-Z0-9_]+_GPUS$/);
  });

  it('has an accelerator of its own', () => {
    expect(new Set(models.map(([, { accelerator }]) => accelerator)).size).toBe(models.length);
  });
});

describe('the zones', () => {
  it.each(Object.entries(ZONES))('of %s are letters, each once, in order, of models that there are', (region, row) => {
    expect(region).toMatch(/^[a-z]+-[a-z]+\d$/);
    for (const [model, letters] of Object.entries(row)) {
      expect(Object.keys(GPUS)).toContain(model);
      expect(letters).toMatch(/^[a-f]+$/);
      expect([...new Set(letters)].sort().join('')).toBe(letters);
    }
  });

  it('that nobody collected are absent, not empty', () => {
    expect(models.filter(([, { zones }]) => zones === undefined).map(([name]) => name)).toEqual([
      'gb200',
      'h100-mega-80gb',
      'rtx-pro-6000',
    ]);
  });
});

describe('a price', () => {
  it.each(prices)('%s is positive, dearer on demand than spot, and says where and when it was read', (_, price) => {
    const { onDemand, spot, source, asOf, region } = price;

    expect(onDemand).toBeGreaterThan(0);
    expect(spot ?? 0.001).toBeGreaterThan(0);
    expect(spot ?? 0).toBeLessThan(onDemand!);
    // The catalogue of origin writes 700 for what it doesn't know.
    expect(onDemand).toBeLessThan(500);
    expect(source.length).toBeGreaterThan(10);
    expect(asOf).toMatch(DAY);
    expect(asOf <= CATALOGUE_AS_OF).toBe(true);
    expect(Object.keys(ZONES)).toContain(region);
  });

  it('belongs to a machine or a model that there is', () => {
    const types = models.flatMap(([, model]) => machinesOf(model).map(({ type }) => type));

    expect(Object.keys({ ...NODE_PRICES, ...HOST_PRICES }).filter((type) => !types.includes(type))).toEqual([]);
    expect(Object.keys(GPU_PRICES).filter((name) => !Object.hasOwn(GPUS, name))).toEqual([]);
    expect(Object.values(DISK_PRICES).every((price) => price > 0 && price < 1)).toBe(true);
  });

  it('that nobody knows is listed here, and nowhere 0', () => {
    const unknown = models.flatMap(([name, model]) =>
      Object.values(model.machines)
        .filter((machine) => nodePrice(name, machine, 'onDemand') === undefined)
        .map(({ type }) => type),
    );

    expect(unknown.sort()).toEqual([
      'a2-megagpu-16g',
      'a3-megagpu-8g',
      'a3-ultragpu-8g',
      'a4-highgpu-8g',
      'a4x-highgpu-4g',
      'g4-standard-192',
      'g4-standard-384',
      'g4-standard-48',
      'g4-standard-96',
    ]);
  });

  it('of a node whose GPUs are attached is the sum of both', () => {
    expect(nodePrice('t4', GPU_MODELS.t4.machines[2]!, 'onDemand')).toBeCloseTo(0.76 + 2 * 0.35);
    expect(nodePrice('t4', GPU_MODELS.t4.machines[2]!, 'spot')).toBeUndefined();
  });
});

describe('what has no GPU', () => {
  it.each(Object.entries(CPU_FAMILIES))('%s has sizes in order, and a price of the one with four', (family, row) => {
    expect([...row.sizes].sort((one, other) => one - other)).toEqual(row.sizes);
    expect(row.sizes).toContain(4);
    expect(row.priceOfFour).toBe(CPU_PRICES[family]);
    for (const size of row.sizes) expect(machineType.holds(`${family}-standard-${size}`)).toBe(true);
  });

  it.each(Object.entries(TPUS))('the TPU %s has machines of Google', (_, { machines }) => {
    for (const [type, [chips]] of Object.entries(machines)) {
      expect(machineType.holds(type)).toBe(true);
      expect(type).toMatch(new RegExp(`-${chips}t$`));
    }
  });
});

it('the catalogue has a day, and lets a card be shared among a few', () => {
  expect(CATALOGUE_AS_OF).toMatch(DAY);
  expect(SHARING.least).toBeLessThan(SHARING.most);
});
