import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { budgetFor, verdictOf, type BudgetVerdict } from '../cost/budget';
import { costOf, NOTHING, type Amounts, type EnvironmentCost, type WorkloadCost } from '../cost/cost';
import { plainAmount, rounded } from '../cost/money';
import { CATALOGUE_PRICES } from '../cost/prices';
import { costInputOf } from '../cost/read';
import { serviceCosts, type ServiceCost } from '../cost/services';
import { holdsPlatform } from '../foreign/foreign';
import { declarationsOf, type Fleet } from './fleet';
import { asText, at } from './json';

/** Where the budget stands in a declaration. */
export const BUDGET_PATH = 'props.budget.value';

/** A budget, and what it is held against. */
export interface JudgedBudget {
  readonly declaration: Document;
  /** As it is written. */
  readonly given: string;
  readonly verdict: BudgetVerdict;
  readonly cost: ServiceCost;
  /** The pools of its environment. */
  readonly pools: EnvironmentCost['pools'];
}

const judged = new WeakMap<Fleet, Map<Assembly, readonly JudgedBudget[]>>();

/** The budgets of an assembly's services, held against what they cost beside all others of their environment. */
export function budgetsOf(assembly: Assembly, fleet: Fleet): readonly JudgedBudget[] {
  const known = judged.get(fleet) ?? new Map<Assembly, readonly JudgedBudget[]>();
  judged.set(fleet, known);
  const found = known.get(assembly) ?? judgeAll(assembly, fleet);
  known.set(assembly, found);
  return found;
}

/** The budgets that services of an assembly gave themselves, as they are written. */
export function declaredBudgets(assembly: Assembly): readonly Pick<JudgedBudget, 'declaration' | 'given'>[] {
  return declarationsOf(assembly).flatMap((declaration) => {
    const given = asText(at(declaration.object, 'props', 'budget', 'value'));
    return given === undefined ? [] : [{ declaration, given }];
  });
}

function judgeAll(assembly: Assembly, fleet: Fleet): readonly JudgedBudget[] {
  const budgets = declaredBudgets(assembly);
  // Most services have none, and sums take time.
  if (budgets.length === 0) return [];
  const environment = costOf(costInputOf(everythingOf(assembly, fleet)), CATALOGUE_PRICES);
  const costs = serviceCosts(environment);
  return budgets.map(({ declaration, given }) => {
    const service = declaration.service ?? '';
    const cost = costs.get(service) ?? { service, amounts: NOTHING, workloads: [], unknown: [] };
    return { declaration, given, cost, pools: environment.pools, verdict: verdictOf(given, cost) };
  });
}

/** Pools are shared with services of other repositories; the facts are those of who has the platform. */
function everythingOf({ environment }: Assembly, { assemblies }: Fleet): Assembly {
  const parts = assemblies.filter((one) => one.environment === environment);
  const [first, ...others] = [...parts.filter(holdsPlatform), ...parts.filter((one) => !holdsPlatform(one))];
  if (first === undefined) throw new Error(`the fleet lost ${environment}`);
  return { ...first, documents: [first, ...others].flatMap(({ documents }) => documents) };
}

/** What a service costs of each of its pools: `api 4,105.80, 75 % of l4-x1, 12.00 of it idle`. */
export function sharesText({ cost, pools }: JudgedBudget, point: keyof Amounts): string {
  return cost.workloads
    .flatMap((workload) => {
      const pool = pools.find((one) => one.pool === workload.pool);
      return workload.amounts === undefined ? [] : [shareText(workload, pool?.amounts?.[point] ?? 0n, point)];
    })
    .join('; ');
}

function shareText({ workload, pool, amounts, idle }: WorkloadCost, whole: bigint, point: keyof Amounts): string {
  const own = amounts?.[point] ?? 0n;
  const part = whole === 0n ? 'nothing' : `${rounded(own * 100n, whole)} %`;
  const unused = idle?.[point] ?? 0n;
  return `${workload} ${plainAmount(own)}, ${part} of pool ${pool}${unused === 0n ? '' : `, ${plainAmount(unused)} of it idle`}`;
}

/** What to do about a budget that so much is above. */
export function waysOut(cents: bigint): string {
  return `lower the replicas, ask for cheaper nodes, or raise the budget to '${budgetFor(cents)}'`;
}
