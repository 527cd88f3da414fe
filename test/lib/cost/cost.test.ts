import * as fc from 'fast-check';
import { costOf, sum } from '../../../lib/cost/cost';
import type { CostInput, CostPool, CostWorkload, KnownPrice, Prices } from '../../../lib/cost/input';
import { holds } from '../../support/property';

const at = (price: number): KnownPrice => ({ price, region: 'us-central1', source: 'a list', asOf: '2026-11-01' });

/** Hourly prices by machine and way, and what a GB of disk costs a month. */
const TABLE: Readonly<Record<string, number>> = {
  'g2-standard-8 on-demand': 0.91,
  'g2-standard-8 spot': 0.27,
  'a2-ultragpu-1g on-demand': 5.069,
  'e2-standard-4 on-demand': 0.134,
};
const PRICES: Prices = {
  node: ({ type }, way) => (TABLE[`${type} ${way}`] === undefined ? undefined : at(TABLE[`${type} ${way}`]!)),
  disk: (type) => (type === 'pd-balanced' ? at(0.1) : undefined),
  cluster: () => at(0.1),
};

const L4: CostPool = {
  name: 'l4-x1',
  machine: { type: 'g2-standard-8', model: 'l4' },
  ways: ['on-demand'],
  disk: { type: 'pd-balanced', gb: 200 },
  size: 1n,
  whole: true,
};
const SLICES: CostPool = { ...L4, name: 'a100-slices', machine: { type: 'a2-ultragpu-1g' }, size: 7n };

function workload(service: string, min: number, max = min, more: Partial<CostWorkload> = {}): CostWorkload {
  return {
    service,
    owner: 'group::a',
    workload: 'api',
    pool: 'l4-x1',
    pods: { min, max },
    surge: 1,
    takes: 1n,
    ...more,
  };
}

function environment(
  pools: readonly CostPool[],
  workloads: readonly CostWorkload[],
  more: Partial<CostInput> = {},
): CostInput {
  return { environment: 'staging', region: 'us-central1', pools, workloads, clusters: 0, assumptions: [], ...more };
}

const amounts = (floor: bigint, expected: bigint, ceiling: bigint) => ({ floor, expected, ceiling });

describe('the cost of an environment', () => {
  it('is hours times nodes, and their disks', () => {
    const { pools, workloads, total } = costOf(environment([L4], [workload('a', 1)]), PRICES);

    // 730 × 0.91 + 200 × 0.10
    expect(pools[0]?.amounts).toEqual(amounts(68_430n, 68_430n, 68_430n));
    expect(workloads[0]?.amounts).toEqual(pools[0]?.amounts);
    expect(total).toEqual(pools[0]?.amounts);
  });

  it('expects four tenths of the pods that an autoscaler may add, or what is asked', () => {
    const input = environment([L4], [workload('a', 3, 24)]);

    // 3, 11.4 and 24 nodes of 684.30
    expect(costOf(input, PRICES).total).toEqual(amounts(205_290n, 780_102n, 1_642_320n));
    expect(costOf(input, PRICES, 0).total.expected).toBe(205_290n);
    expect(costOf(input, PRICES, 1000).total.expected).toBe(1_642_320n);
    expect(costOf(input, PRICES).assumptions[0]).toBe(
      'expected: the fewest pods, and 40 % of those that an autoscaler may add',
    );
  });

  it('charges whole nodes to those whose pods are on them, idle parts included', () => {
    const own = [workload('a', 2, 2, { pool: 'a100-slices' }), workload('b', 1, 1, { pool: 'a100-slices' })];
    const { pools, workloads } = costOf(environment([SLICES], own), PRICES);

    // One node of 730 × 5.069 + 20 for three of its seven slices.
    expect(pools[0]).toMatchObject({ nodes: { floor: 1, ceiling: 1 }, amounts: amounts(372_037n, 372_037n, 372_037n) });
    expect(workloads.map(({ amounts: own }) => own?.floor)).toEqual([248_025n, 124_012n]);
    expect(workloads.map(({ idle }) => idle?.floor)).toEqual([141_729n, 70_864n]);
    expect(pools[0]?.idle?.floor).toBe(212_593n);
  });

  it('charges a part where others pay for the nodes', () => {
    const common: CostPool = {
      name: 'cluster',
      machine: { type: 'e2-standard-4' },
      ways: ['on-demand'],
      size: 3000n,
      whole: false,
    };
    const { pools } = costOf(environment([common], [workload('a', 2, 2, { pool: 'cluster', takes: 500n })]), PRICES);

    // A third of 97.82
    expect(pools[0]).toMatchObject({ nodes: { floor: 0, ceiling: 0 }, amounts: { floor: 3261n }, idle: { floor: 0n } });
    expect(costOf(environment([common], []), PRICES).unknown).toEqual([]);
  });

  it('counts nodes that are there whoever asks', () => {
    const pool: CostPool = { ...L4, name: 'cpu', machine: { type: 'e2-standard-4' }, nodes: { min: 1, max: 3 } };
    const { pools, workloads } = costOf(environment([pool], [], { clusters: 1 }), PRICES);

    expect(pools[0]?.amounts).toEqual(amounts(11_782n, 21_208n, 35_346n));
    expect(pools[0]?.idle).toEqual(pools[0]?.amounts);
    expect(workloads).toEqual([]);
  });

  it('has the fee of the cluster', () => {
    expect(costOf(environment([], [], { clusters: 1 }), PRICES)).toMatchObject({
      cluster: amounts(7300n, 7300n, 7300n),
      total: amounts(7300n, 7300n, 7300n),
    });
  });

  it('names what a rollout adds while it runs, and leaves it out of the sums', () => {
    const { pools, total } = costOf(environment([L4], [workload('a', 2), workload('b', 1, 1, { surge: 2 })]), PRICES);

    expect(pools[0]?.rolling).toEqual({ nodes: 3, anHour: 273n });
    expect(total.ceiling).toBe(3n * 68_430n);
  });

  it('adds no more for a rollout than the pool may have nodes', () => {
    const two = [workload('a', 2), workload('b', 1, 1, { surge: 2 })];

    expect(costOf(environment([{ ...L4, most: 4 }], two), PRICES).pools[0]?.rolling).toEqual({ nodes: 1, anHour: 91n });
    expect(costOf(environment([{ ...L4, most: 2 }], two), PRICES).pools[0]?.rolling.nodes).toBe(0);
  });

  it('reckons a fallback with the first way, and at most with the dearest', () => {
    const pool: CostPool = { ...L4, ways: ['spot', 'on-demand'] };
    const { total } = costOf(environment([pool], [workload('a', 1, 2)]), PRICES);

    // 1 node of 217.10 to 2 of 684.30
    expect(total).toEqual(amounts(21_710n, 21_710n + ((136_860n - 21_710n) * 2n) / 5n, 136_860n));
  });

  it.each<[string, Partial<CostPool>, string]>([
    [
      'a machine',
      { machine: { type: 'a4x-highgpu-4g', model: 'gb200' } },
      'a4x-highgpu-4g with gb200 on-demand in us-central1',
    ],
    ['a way to pay', { ways: ['flex-start'] }, 'g2-standard-8 with l4 flex-start in us-central1'],
  ])('lists %s without a price, and never counts it as nothing', (_, more, what) => {
    const { pools, workloads, unknown, total } = costOf(
      environment(
        [{ ...L4, ...more }, SLICES],
        [workload('b', 1), workload('a', 1), workload('c', 1, 1, { pool: 'a100-slices' })],
      ),
      PRICES,
    );

    expect(unknown).toEqual([{ what, services: ['a', 'b'] }]);
    expect(pools.map(({ amounts: own }) => own === undefined)).toEqual([false, true]);
    expect(workloads.map(({ service, amounts: own }) => [service, own === undefined])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
    expect(total.floor).toBe(372_037n);
  });

  it.each([0, -1, Number.NaN, 1e-9])('takes a price of %s for none', (price) => {
    const { unknown, total } = costOf(environment([L4], [workload('a', 1)]), { ...PRICES, node: () => at(price) });

    expect(unknown.map(({ services }) => services)).toEqual([['a']]);
    expect(total.floor).toBe(0n);
  });

  it('lists a disk without a price, and one that others decide', () => {
    const disks = [
      { ...L4, disk: { type: 'hyperdisk-extreme', gb: 100 } },
      { ...SLICES, disk: undefined } as unknown as CostPool,
    ];
    const { unknown } = costOf(
      environment(disks, [workload('a', 1), workload('b', 1, 1, { pool: 'a100-slices' })]),
      PRICES,
    );

    expect(unknown).toEqual([
      { what: 'GB of hyperdisk-extreme in us-central1', services: ['a'] },
      { what: 'boot disks of a100-slices, decided elsewhere', services: ['b'] },
    ]);
  });

  it('says whose prices it used, and from when', () => {
    const { prices } = costOf(environment([L4], [workload('a', 1)]), PRICES);

    expect(prices.map(({ what, per, asOf }) => [what, per, asOf])).toEqual([
      ['GB of pd-balanced in us-central1', 'month', '2026-11-01'],
      ['g2-standard-8 with l4 on-demand in us-central1', 'hour', '2026-11-01'],
    ]);
  });
});

const pool = fc.record({
  name: fc.constantFrom('p', 'q'),
  size: fc.bigInt({ min: 1n, max: 9n }),
  way: fc.constantFrom<CostPool['ways']>(['on-demand'], ['spot'], ['spot', 'on-demand'], ['reserved']),
});
const fleets = fc.record({
  pools: fc.uniqueArray(pool, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
  own: fc.array(
    fc.record({
      pool: fc.constantFrom('p', 'q'),
      min: fc.nat(9),
      more: fc.nat(9),
      takes: fc.bigInt({ min: 1n, max: 9n }),
    }),
    {
      maxLength: 6,
    },
  ),
  load: fc.integer({ min: 0, max: 1000 }),
});

holds(
  'services sum to their pools, pools to the environment, and more pods never cost less',
  fleets,
  { runs: 500 },
  ({ pools, own, load }) => {
    const given = pools.map(({ name, size, way }): CostPool => ({ ...L4, name, size, ways: way }));
    const sizes = new Map(pools.map(({ name, size }) => [name, size]));
    const workloads = own
      .filter((one) => sizes.has(one.pool))
      .map(({ pool: name, min, more, takes }, index) =>
        workload(`s${index}`, min, min + more, {
          pool: name,
          takes: takes > sizes.get(name)! ? sizes.get(name)! : takes,
        }),
      );
    const input = environment(given, workloads);
    const cost = costOf(input, PRICES, load);

    for (const one of cost.pools) {
      const shares = cost.workloads.filter((share) => share.pool === one.pool).map((share) => share.amounts);
      if (one.amounts === undefined) continue;
      expect(sum(shares)).toEqual(one.amounts);
      expect(one.amounts.floor <= one.amounts.expected && one.amounts.expected <= one.amounts.ceiling).toBe(true);
    }
    expect(sum(cost.pools.map((one) => one.amounts))).toEqual(cost.total);
    expect(
      costOf({ ...input, pools: [...given].reverse(), workloads: [...workloads].reverse() }, PRICES, load),
    ).toEqual(cost);
    const [first, ...others] = workloads;
    if (first === undefined) return;
    const grown = { ...first, pods: { min: first.pods.min, max: first.pods.max + 1 } };
    const more = costOf({ ...input, workloads: [grown, ...others] }, PRICES, load);
    expect(more.total.ceiling >= cost.total.ceiling && more.total.expected >= cost.total.expected).toBe(true);
  },
);
