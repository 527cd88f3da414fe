import { sum, type Amounts, type EnvironmentCost } from '../cost/cost';
import { dollars } from '../cost/money';
import type { PriceUsed, UnknownPrice } from '../cost/price-list';
import { budgetsJson, budgetTable, type GivenBudget } from './budget';
import { count, table, type Terminal } from './terminal';
import { sayRange } from '../text';

/** What is shown of several environments: these services, or all and what they share. */
export interface CostView {
  readonly costs: readonly EnvironmentCost[];
  /** What services may cost.
   *  @defaultValue nobody said */
  readonly budgets?: readonly GivenBudget[];
  /** Ids of services; without any, everything is shown. */
  readonly services?: readonly string[];
}

/** Costs a month as tables: workloads, services that have a budget, pools, environments; then what isn't known, what was assumed, and whose prices they are. */
export function costText(terminal: Terminal, { costs, budgets = [], services = [] }: CostView): string {
  const shown = budgets.filter(({ service }) => services.length === 0 || services.includes(service));
  const parts = [workloadTable(terminal, { costs, services }), budgetTable(terminal, costs, shown)];
  if (services.length === 0) parts.push(poolTable(terminal, costs), totalTable(terminal, costs));
  parts.push(notes(terminal, 'not in the sums, since nobody knows the price', unknownLines(costs, services)));
  parts.push(notes(terminal, 'assumed', [...new Set(costs.flatMap(({ assumptions }) => assumptions))]));
  parts.push(notes(terminal, 'prices', [...new Set(costs.flatMap(({ prices }) => prices.map(priceLine)))]));
  return parts.filter((part) => part !== '').join('\n\n');
}

const AMOUNTS = ['floor', 'expected', 'ceiling'] as const;

function workloadTable(terminal: Terminal, { costs, services = [] }: CostView): string {
  const rows = costs
    .flatMap(({ workloads }) => workloads)
    .filter(({ service }) => services.length === 0 || services.includes(service))
    .map(({ environment, service, workload, pool, pods, amounts, idle }) => [
      environment,
      service,
      workload,
      pool,
      sayRange(pods.min, pods.max),
      ...cells(amounts),
      cell(idle?.expected),
    ]);
  return table(terminal, ['environment', 'service', 'workload', 'pool', 'pods', ...AMOUNTS, 'of it idle'], rows);
}

function poolTable(terminal: Terminal, costs: readonly EnvironmentCost[]): string {
  const rows = costs
    .flatMap(({ pools }) => pools)
    .map(({ environment, pool, machine, ways, nodes, amounts, idle, rolling }) => [
      environment,
      pool,
      machine,
      ways.map((way) => way.replace('-', ' ')).join(', else '),
      nodes.ceiling === 0 ? '-' : sayRange(nodes.floor, nodes.ceiling),
      ...cells(amounts),
      cell(idle?.expected),
      rolling.nodes === 0 ? '-' : `${count(rolling.nodes, 'node')}, ${cell(rolling.anHour)} an hour`,
    ]);
  const head = ['environment', 'pool', 'machine', 'capacity', 'nodes', ...AMOUNTS, 'of it idle', 'more while rolling'];
  return table(terminal, head, rows, 2);
}

function totalTable(terminal: Terminal, costs: readonly EnvironmentCost[]): string {
  const rows = costs.map(({ environment, total, cluster, unknown }) => [
    environment,
    ...AMOUNTS.map((point) => atLeast(total[point], unknown)),
    cell(cluster?.expected),
  ]);
  const all = costs.flatMap(({ unknown }) => unknown);
  const whole = sum(costs.map(({ total }) => total));
  const last = [
    'all',
    ...AMOUNTS.map((point) => atLeast(whole[point], all)),
    cell(sum(costs.map(({ cluster }) => cluster)).expected),
  ];
  return table(
    terminal,
    ['environment', ...AMOUNTS, 'of it cluster fee'],
    costs.length > 1 ? [...rows, last] : rows,
    1,
  );
}

function cells(amounts: Amounts | undefined): readonly string[] {
  return AMOUNTS.map((point) => cell(amounts?.[point]));
}

function cell(cents: bigint | undefined): string {
  return cents === undefined ? 'unknown' : dollars(cents);
}

function atLeast(cents: bigint, unknown: readonly UnknownPrice[]): string {
  return unknown.length === 0 ? dollars(cents) : `at least ${dollars(cents)}`;
}

function unknownLines(costs: readonly EnvironmentCost[], services: readonly string[]): readonly string[] {
  return costs.flatMap(({ environment, unknown }) =>
    unknown
      .filter((one) => services.length === 0 || one.services.some((service) => services.includes(service)))
      .map((one) => `${environment}: ${one.what}${one.services.length === 0 ? '' : ` (${one.services.join(', ')})`}`),
  );
}

function priceLine({ what, price, per, region, source, asOf }: PriceUsed): string {
  return `${what}: $${price} ${per === 'hour' ? 'an' : 'a'} ${per}, list price of ${region}, ${asOf}, ${source}`;
}

function notes({ colors }: Terminal, title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [colors.bold(title), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The same as data: amounts in whole cents. */
export function costJson({ costs, budgets = [], services = [] }: CostView): object {
  const shown = (service: string): boolean => services.length === 0 || services.includes(service);
  return {
    currency: 'USD',
    environments: costs.map((cost) => ({
      environment: cost.environment,
      complete: cost.unknown.length === 0,
      ...(services.length === 0 ? { totalCents: cents(cost.total), clusterCents: cents(cost.cluster) } : {}),
      workloads: cost.workloads.filter(({ service }) => shown(service)).map(workloadJson),
      budgets: budgetsJson(
        cost,
        budgets.filter(({ service }) => shown(service)),
      ),
      pools: services.length > 0 ? [] : cost.pools.map(poolJson),
      unknown: cost.unknown.filter((one) => services.length === 0 || one.services.some(shown)),
      prices: cost.prices,
      assumptions: cost.assumptions,
    })),
  };
}

function workloadJson({
  service,
  owner,
  workload,
  pool,
  pods,
  amounts,
  idle,
}: EnvironmentCost['workloads'][number]): object {
  return { service, owner, workload, pool, pods, cents: cents(amounts), idleCents: cents(idle) };
}

function poolJson({ pool, machine, ways, nodes, amounts, idle, rolling }: EnvironmentCost['pools'][number]): object {
  return {
    pool,
    machine,
    capacity: ways,
    nodes,
    cents: cents(amounts),
    idleCents: cents(idle),
    rolling: { nodes: rolling.nodes, centsAnHour: rolling.anHour === undefined ? null : Number(rolling.anHour) },
  };
}

/** Null where a price is unknown. */
function cents(amounts: Amounts | undefined): object | null {
  if (amounts === undefined) return null;
  return { floor: Number(amounts.floor), expected: Number(amounts.expected), ceiling: Number(amounts.ceiling) };
}
