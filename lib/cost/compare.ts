import type { Assembly } from '../assembly/assembly';
import { costOf, NOTHING, sum, type Amounts, type EnvironmentCost } from './cost';
import type { UnknownPrice } from './price-list';
import { CATALOGUE_PRICES } from './prices';
import { costInputOf } from './read';
import { serviceCosts } from './services';

/** What something costs a month on both sides. */
export interface CostStep {
  readonly before: Amounts;
  readonly after: Amounts;
}

/** What a change does to the cost of an environment; both sides at today's prices. */
export interface CostChange extends CostStep {
  readonly environment: string;
  /** The only services that were looked at; undefined where all of the environment was. */
  readonly only?: readonly string[];
  /** Services whose cost changes by more than a cent, the largest step first. */
  readonly services: readonly (CostStep & { readonly service: string })[];
  /** What no service uses: the cluster's fee, pools that nobody asks for; where that changes. */
  readonly platform?: CostStep;
  /** What is in no sum. */
  readonly unknown: { readonly before: readonly UnknownPrice[]; readonly after: readonly UnknownPrice[] };
}

/** What a change does to the cost of an environment, or of some of its services; undefined where it costs the same. */
export function costChangeOf(
  environment: string,
  { base, head }: { readonly base?: Assembly | undefined; readonly head?: Assembly | undefined },
  only?: readonly string[],
): CostChange | undefined {
  const [before, after] = [sideOf(base, only), sideOf(head, only)];
  const names = [...new Set([...before.services.keys(), ...after.services.keys()])].sort();
  const services = names
    .map((service) => ({
      service,
      before: before.services.get(service) ?? NOTHING,
      after: after.services.get(service) ?? NOTHING,
    }))
    .filter((step) => differs(step, A_CENT))
    // A sort keeps the order of what is equal: names.
    .sort((one, other) => compareSizes(sizeOf(one, 'expected'), sizeOf(other, 'expected')));
  const platform = { before: before.rest, after: after.rest };
  const total = { before: before.total, after: after.total };
  const unknown = { before: before.unknown, after: after.unknown };
  const same =
    !differs(total) && services.length === 0 && JSON.stringify(unknown.before) === JSON.stringify(unknown.after);
  if (same) return undefined;
  return {
    environment,
    ...(only === undefined ? {} : { only }),
    ...total,
    services,
    ...(differs(platform) && { platform }),
    unknown,
  };
}

/** How much more something costs than before; below nothing where it costs less. */
export function stepOf({ before, after }: CostStep, point: keyof Amounts): bigint {
  return after[point] - before[point];
}

/** One cost that stands for several. */
export function together(steps: readonly CostStep[]): CostStep {
  return { before: sum(steps.map(({ before }) => before)), after: sum(steps.map(({ after }) => after)) };
}

interface Side {
  readonly services: ReadonlyMap<string, Amounts>;
  /** What no service uses. */
  readonly rest: Amounts;
  readonly total: Amounts;
  readonly unknown: readonly UnknownPrice[];
}

const NOWHERE: Side = { services: new Map(), rest: NOTHING, total: NOTHING, unknown: [] };

/** An environment that a side doesn't have costs nothing there. */
function sideOf(assembly: Assembly | undefined, only: readonly string[] | undefined): Side {
  if (assembly === undefined) return NOWHERE;
  const cost = costOf(costInputOf(assembly), CATALOGUE_PRICES);
  const services = new Map([...serviceCosts(cost)].map(([service, { amounts }]) => [service, amounts]));
  if (only === undefined) return { services, rest: restOf(cost, services), total: cost.total, unknown: cost.unknown };
  const chosen = new Map([...services].filter(([service]) => only.includes(service)));
  return {
    services: chosen,
    rest: NOTHING,
    total: sum([...chosen.values()]),
    unknown: cost.unknown.filter((one) => one.services.some((service) => only.includes(service))),
  };
}

function restOf({ total }: EnvironmentCost, services: ReadonlyMap<string, Amounts>): Amounts {
  const used = sum([...services.values()]);
  return {
    floor: total.floor - used.floor,
    expected: total.expected - used.expected,
    ceiling: total.ceiling - used.ceiling,
  };
}

/** Shares of a pool are rounded so that they sum to it: a neighbour may move a cent from one to another. */
const A_CENT = 1n;

function differs(step: CostStep, byMoreThan = 0n): boolean {
  return (['floor', 'expected', 'ceiling'] as const).some((point) => sizeOf(step, point) > byMoreThan);
}

function sizeOf(step: CostStep, point: keyof Amounts): bigint {
  const cents = stepOf(step, point);
  return cents < 0n ? -cents : cents;
}

function compareSizes(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one > other ? -1 : 1;
}
