import type { CostInput, CostPool, CostWorkload, Prices } from './input';
import { divide, HOURS_A_MONTH, rounded, toCents } from './money';
import { PriceList, type NodePrice, type PriceUsed, type UnknownPrice } from './price-list';

/** Whole cents a month: with the fewest pods, with the part of the others that is expected, and with all of them. */
export interface Amounts {
  readonly floor: bigint;
  readonly expected: bigint;
  readonly ceiling: bigint;
}

/** What a pool costs, in whole nodes. */
export interface PoolCost {
  readonly environment: string;
  readonly pool: string;
  readonly machine: string;
  readonly ways: CostPool['ways'];
  readonly nodes: { readonly floor: number; readonly ceiling: number };
  /** Undefined where a node has no known price. */
  readonly amounts?: Amounts;
  /** The part of it that no pod uses, or nobody has asked for. */
  readonly idle?: Amounts;
  /** Nodes that a rollout of everything adds while it runs, and what they cost an hour; not in the amounts. */
  readonly rolling: { readonly nodes: number; readonly anHour?: bigint };
}

/** What a workload costs: its share of its pool, idle parts included. */
export interface WorkloadCost {
  readonly environment: string;
  readonly service: string;
  readonly owner: string;
  readonly workload: string;
  readonly pool: string;
  readonly pods: CostWorkload['pods'];
  readonly amounts?: Amounts;
  /** The part of it that its pods don't use. */
  readonly idle?: Amounts;
}

/** What an environment costs: its pools, and the cluster's fee. */
export interface EnvironmentCost {
  readonly environment: string;
  readonly pools: readonly PoolCost[];
  readonly workloads: readonly WorkloadCost[];
  readonly cluster?: Amounts;
  /** Of pools and cluster; at least this much where prices are unknown. */
  readonly total: Amounts;
  readonly unknown: readonly UnknownPrice[];
  readonly prices: readonly PriceUsed[];
  readonly assumptions: readonly string[];
}

/** The part of the pods beyond the fewest that is expected to run, in thousandths. */
export const EXPECTED_LOAD = 400;
const THOUSAND = 1000n;

/** No cost at all. */
export const NOTHING: Amounts = { floor: 0n, expected: 0n, ceiling: 0n };

/** What an environment costs a month, at `min + (max − min) × load` pods; load in thousandths. */
export function costOf(input: CostInput, prices: Prices, load = EXPECTED_LOAD): EnvironmentCost {
  const list = new PriceList(prices, input.region);
  const outcomes = [...input.pools].sort(byName).map((pool) => {
    const own = inOrder(input.workloads.filter((one) => one.pool === pool.name));
    return costOfPool(input.environment, pool, own, list, load);
  });
  const pools = outcomes.map(({ pool }) => pool);
  const fee = input.clusters === 0 ? undefined : list.cluster();
  const cluster = fee === undefined ? undefined : always(toCents(fee * BigInt(HOURS_A_MONTH * input.clusters)));
  return {
    environment: input.environment,
    pools,
    workloads: inOrder(outcomes.flatMap(({ workloads }) => workloads)),
    ...(cluster && { cluster }),
    total: sum([cluster, ...pools.map(({ amounts }) => amounts)]),
    unknown: [...list.unknown(), ...(input.lost ?? [])],
    prices: list.used(),
    assumptions: [
      `expected: the fewest pods, and ${load / 10} % of those that an autoscaler may add`,
      `a month has ${HOURS_A_MONTH} hours; discounts, traffic, storage and logs are not in it`,
      ...input.assumptions,
    ],
  };
}

/** The sum of amounts, where those that are unknown count for nothing. */
export function sum(all: readonly (Amounts | undefined)[]): Amounts {
  return all.reduce<Amounts>(
    (total, one = NOTHING) => ({
      floor: total.floor + one.floor,
      expected: total.expected + one.expected,
      ceiling: total.ceiling + one.ceiling,
    }),
    NOTHING,
  );
}

interface PoolOutcome {
  readonly pool: PoolCost;
  readonly workloads: readonly WorkloadCost[];
}

type Point = keyof Amounts;
const POINTS = ['floor', 'expected', 'ceiling'] as const satisfies readonly Point[];

function costOfPool(
  environment: string,
  pool: CostPool,
  workloads: readonly CostWorkload[],
  list: PriceList,
  load: number,
): PoolOutcome {
  const needed = { floor: takenBy(workloads, minimum), ceiling: takenBy(workloads, maximum) };
  const nodes = { floor: nodesFor(pool, needed.floor, 'min'), ceiling: nodesFor(pool, needed.ceiling, 'max') };
  const most = Math.min(nodesFor(pool, takenBy(workloads, withSurge), 'max'), pool.most ?? Infinity);
  const rolling = Math.max(0, most - nodes.ceiling);
  const price = list.node(pool, [...new Set(workloads.map(({ service }) => service))]);
  const about = { environment, pool: pool.name, machine: pool.machine.type, ways: pool.ways, nodes };
  const names = workloads.map(({ service, owner, workload, pods }) => ({
    environment,
    service,
    owner,
    workload,
    pool: pool.name,
    pods,
  }));
  if (price === undefined) return { pool: { ...about, rolling: { nodes: rolling } }, workloads: names };
  const paid = between(
    paidFor(pool, nodes.floor, needed.floor, price.usual),
    paidFor(pool, nodes.ceiling, needed.ceiling, price.dearest),
    load,
  );
  const shares = sharesOf(paid, workloads, load);
  const used = workloads.map((one) =>
    between(
      share(pool, one.takes * BigInt(one.pods.min), price.usual),
      share(pool, one.takes * BigInt(one.pods.max), price.dearest),
      load,
    ),
  );
  return {
    pool: {
      ...about,
      amounts: paid,
      idle: pool.whole ? less(paid, sum(used)) : NOTHING,
      rolling: { nodes: rolling, anHour: toCents(BigInt(rolling) * price.dearest.anHour) },
    },
    workloads: names.map((name, index) => {
      const amounts = shares[index] ?? NOTHING;
      return { ...name, amounts, idle: pool.whole ? less(amounts, used[index] ?? NOTHING) : NOTHING };
    }),
  };
}

const minimum = ({ pods }: CostWorkload): number => pods.min;
const maximum = ({ pods }: CostWorkload): number => pods.max;
const withSurge = ({ pods, surge }: CostWorkload): number => pods.max + surge;

function takenBy(workloads: readonly CostWorkload[], pods: (workload: CostWorkload) => number): bigint {
  return workloads.reduce((total, one) => total + one.takes * BigInt(pods(one)), 0n);
}

/** Whole nodes; where pods land on nodes that are there anyway, none is counted. */
function nodesFor({ size, whole, nodes }: CostPool, taken: bigint, bound: 'min' | 'max'): number {
  return whole ? Math.max(Number((taken + size - 1n) / size), nodes?.[bound] ?? 0) : 0;
}

/** What is paid for a pool: whole nodes, or where others pay for those, what pods take of them. */
function paidFor(pool: CostPool, nodes: number, taken: bigint, price: NodePrice): Spent {
  return pool.whole ? { micros: BigInt(nodes) * price.aMonth, of: 1n } : share(pool, taken, price);
}

/** What so much of a node costs. */
function share({ size }: CostPool, taken: bigint, price: NodePrice): Spent {
  return { micros: taken * price.aMonth, of: size };
}

/** Millionths of a dollar, as a fraction. */
interface Spent {
  readonly micros: bigint;
  readonly of: bigint;
}

/** Cents at both ends, and between them by the load. */
function between(floor: Spent, ceiling: Spent, load: number): Amounts {
  const low = floor.micros * ceiling.of;
  const high = ceiling.micros * floor.of;
  const of = floor.of * ceiling.of;
  const part = low * THOUSAND + (high - low) * BigInt(load);
  const cents = (micros: bigint, denominator: bigint): bigint => rounded(micros, denominator * 10_000n);
  return { floor: cents(low, of), expected: cents(part, of * THOUSAND), ceiling: cents(high, of) };
}

/** What is paid for a pool, divided by what each workload's pods take of it. */
function sharesOf(paid: Amounts, workloads: readonly CostWorkload[], load: number): readonly Amounts[] {
  const weights: Record<Point, (one: CostWorkload) => number> = {
    floor: minimum,
    expected: ({ pods }) => pods.min * 1000 + (pods.max - pods.min) * load,
    ceiling: maximum,
  };
  const parts = POINTS.map((point) =>
    divide(
      paid[point],
      workloads.map((one) => one.takes * BigInt(weights[point](one))),
    ),
  );
  return workloads.map((_, index) => {
    const [floor = 0n, expected = 0n, ceiling = 0n] = parts.map((part) => part[index]);
    return { floor, expected, ceiling };
  });
}

function always(cents: bigint): Amounts {
  return { floor: cents, expected: cents, ceiling: cents };
}

/** The difference, never below nothing: cents were rounded on both sides. */
function less(one: Amounts, other: Amounts): Amounts {
  const least = (cents: bigint): bigint => (cents > 0n ? cents : 0n);
  return {
    floor: least(one.floor - other.floor),
    expected: least(one.expected - other.expected),
    ceiling: least(one.ceiling - other.ceiling),
  };
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}

/** By service and workload; each name is made once. */
function inOrder<T extends { readonly service: string; readonly workload: string }>(workloads: readonly T[]): T[] {
  const named = workloads.map((one) => ({ name: `${one.service}/${one.workload}`, one }));
  return named.sort(byName).map(({ one }) => one);
}
