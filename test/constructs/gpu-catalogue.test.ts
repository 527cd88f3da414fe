import type { ErrorCode } from '../../lib/errors';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { GPUS } from '../../lib/gpu/catalogue';
import { GPU_MODEL_NAMES, GPU_MODELS, type GpuModelName } from '../../lib/gpu/models';
import { canHave, machinesFor, mostClients, type Capacity, type PoolCapacity } from '../../lib/gpu/shape';
import { containerOf, findAll, podOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps, type Rendering } from '../support/environment';

const POOLS: readonly PoolCapacity[] = ['on-demand', { spot: 'all' }, { reserved: 'kept-for-us' }];
const FALLBACKS: readonly Capacity[] = [
  { fallback: [{ reserved: 'projects/harbour-shared/reservations/kept' }, 'on-demand', 'spot', 'flex-start'] },
  { fallback: ['spot', 'flex-start'] },
];

/** An environment of the one region where a model is, with room for it. */
function placeWith(model: GpuModelName) {
  const [region = '', letters = ''] = Object.entries(GPU_MODELS[model].zones ?? { 'us-central1': 'ab' })[0] ?? [];
  return testEnvironment({
    google: { region, zones: [...letters].map((letter) => `${region}-${letter}`) },
    cluster: {
      location: region,
      issuer: `https://container.googleapis.com/v1/projects/harbour-models/locations/${region}/clusters/quay`,
    },
    gpus: { l4: undefined, t4: undefined, [model]: { limit: 100_000 } },
    quotas: { NVIDIA_L4_GPUS: undefined },
  });
}

const say = (gpu: unknown): string => JSON.stringify(gpu);

function legalOf(model: GpuModelName): readonly LooseProps[] {
  const row = GPU_MODELS[model];
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

function illegalOf(model: GpuModelName): readonly (readonly [code: ErrorCode, prop: string, gpu: LooseProps])[] {
  const row = GPU_MODELS[model];
  const counts = Object.keys(row.machines).map(Number);
  const numbers = Array.from({ length: 18 }, (_, count) => count).filter((count) => !counts.includes(count));
  const foreign = [...new Set(GPU_MODEL_NAMES.flatMap((name) => Object.keys(GPUS[name].partitions)))].filter(
    (partition) => !Object.hasOwn(row.partitions, partition),
  );
  const [first = '1g.5gb'] = Object.keys(row.partitions);
  const most = mostClients(machinesFor(row, 'on-demand')[0]!);
  const turns = { model, sharing: 'time-sharing' };
  return [
    ...numbers.map((count) => ['GPU_COUNT_INVALID', 'count', { model, count }] as const),
    ...Object.values(row.machines)
      .filter((machine) => !canHave(machine, 'on-demand'))
      .map(({ gpus }) => ['GPU_CAPACITY_UNAVAILABLE', 'count', { model, count: gpus }] as const),
    ...foreign.map((partition) => ['GPU_PARTITION_UNKNOWN', 'partition', { model, partition }] as const),
    ...[0, 2, 8].map((count) => ['GPU_SHARED_COUNT', 'count', { ...turns, count }] as const),
    ...(Object.keys(row.partitions).length === 0
      ? []
      : [
          ['GPU_SHARED_COUNT', 'count', { model, partition: first, count: 2 }] as const,
          ['GPU_SHARING_UNSUPPORTED', 'sharing', { ...turns, partition: first }] as const,
          ['CAPACITY_INVALID', 'capacity', { model, partition: first, capacity: FALLBACKS[1] }] as const,
        ]),
    ...[0, 1, 1.5, most + 1, '4'].map(
      (clients) => ['GPU_SHARING_UNSUPPORTED', 'clients', { ...turns, clients }] as const,
    ),
    ['GPU_SHARING_UNSUPPORTED', 'sharing', { model, sharing: 'mps' }],
    ['CAPACITY_INVALID', 'capacity', { ...turns, capacity: FALLBACKS[0] }],
  ];
}

const errorsIn = ({ documents }: Rendering): readonly string[] => {
  const assembly = { schemaVersion: 1, library: '0', environment: 'harbour', documents };
  const { findings } = runRules({ assemblies: [assembly], whole: true }, RULES);
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code, document, path, problem }) => `${code} ${document ?? ''} ${path ?? ''} ${problem}`);
};

describe.each(GPU_MODEL_NAMES)('%s', (model) => {
  const spec = placeWith(model);
  const legal = legalOf(model);
  const illegal = illegalOf(model);

  it('renders and passes the checks in every legal combination', () => {
    const rendering = render(
      legal.map((gpu, index) => service(`s${index}`, { gpu, replicas: 3 })),
      spec,
    );

    expect(rendering.mistakes).toEqual([]);
    expect(errorsIn(rendering)).toEqual([]);
    const labels = findAll(rendering, 'resource.google_container_node_pool').map(({ object }) => object as Read);
    const classes = findAll(rendering, 'ComputeClass').map(({ object }) => (object as Read).metadata.name as string);
    for (const { name } of labels) expect(name).toMatch(/^(?=.{1,40}$)[a-z]([-a-z0-9]*[a-z0-9])?$/);
    for (const [index, gpu] of legal.entries()) {
      const { nodeSelector } = podOf(rendering, 'api', `s${index}`);
      const limits = containerOf(rendering, 'api', `s${index}`).resources.limits;
      const shape: unknown = nodeSelector['taxiway.dev/gpu-shape'];
      const pools = labels.filter(({ node_config: config }) => config.labels['taxiway.dev/gpu-shape'] === shape);
      const fallback = say(gpu['capacity']).includes('fallback');
      expect([say(gpu), limits['nvidia.com/gpu']]).toEqual([say(gpu), say(gpu['count'] ?? 1)]);
      if (fallback) expect(classes).toContain(nodeSelector['cloud.google.com/compute-class']);
      else expect([say(gpu), pools.length]).toEqual([say(gpu), 1]);
    }
  });

  it('is refused in every illegal neighbour of one', () => {
    const rendering = render(
      illegal.map(([, , gpu], index) => service(`s${index}`, { gpu })),
      spec,
    );

    const found = new Set(rendering.mistakes.map(({ code, at }) => `${code} ${at}`));
    const missed = illegal.flatMap(([code, prop, gpu], index) =>
      found.has(`${code} s${index}.gpu.${prop}`) ? [] : [`${code} at ${prop}: ${say(gpu)}`],
    );
    expect(missed).toEqual([]);
  });
});

it('has this many legal combinations, and more illegal neighbours', () => {
  const count = (of: (model: GpuModelName) => readonly unknown[]): number =>
    GPU_MODEL_NAMES.reduce((sum, model) => sum + of(model).length, 0);

  expect(count(legalOf)).toBeGreaterThan(300);
  expect(count(illegalOf)).toBeGreaterThan(450);
});
