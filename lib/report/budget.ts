import { toBudgetCents, verdictOf, type BudgetVerdict } from '../cost/budget';
import { NOTHING, type Amounts, type EnvironmentCost } from '../cost/cost';
import { dollars, rounded } from '../cost/money';
import { serviceCosts, type ServiceCost } from '../cost/services';
import { table, type Terminal } from './terminal';

/** A budget that a service gave itself, as it is written. */
export interface GivenBudget {
  readonly environment: string;
  readonly service: string;
  readonly given: string;
}

/** A budget beside what the service costs. */
interface HeldBudget extends GivenBudget {
  readonly cost: ServiceCost;
  /** Undefined where nobody can read it. */
  readonly cents?: bigint;
  readonly verdict: BudgetVerdict;
}

/** The budgets of one environment's services, each beside what the service costs. */
function held({ environment, ...costs }: EnvironmentCost, budgets: readonly GivenBudget[]): readonly HeldBudget[] {
  const byService = serviceCosts({ environment, ...costs });
  return budgets
    .filter((budget) => budget.environment === environment)
    .sort((one, other) => (one.service < other.service ? -1 : 1))
    .map((budget) => {
      const { service, given } = budget;
      const cost = byService.get(service) ?? { service, amounts: NOTHING, workloads: [], unknown: [] };
      return { ...budget, cost, cents: toBudgetCents(given), verdict: verdictOf(given, cost) };
    });
}

/** What services cost beside their budgets, a row each; nothing where none has one. */
export function budgetTable(
  terminal: Terminal,
  costs: readonly EnvironmentCost[],
  budgets: readonly GivenBudget[],
): string {
  const rows = costs
    .flatMap((cost) => held(cost, budgets))
    .map(({ environment, service, given, cost, cents }) => [
      environment,
      service,
      cell(cost, 'expected'),
      cell(cost, 'ceiling'),
      cents === undefined ? given : dollars(cents),
      partOf(cost.amounts.expected, cents),
      partOf(cost.amounts.ceiling, cents),
    ]);
  const head = ['environment', 'service', 'expected', 'ceiling', 'budget', 'expected of it', 'ceiling of it'];
  return rows.length === 0 ? '' : table(terminal, head, rows, 2);
}

function cell({ amounts, unknown }: ServiceCost, point: keyof Amounts): string {
  return unknown.length === 0 ? dollars(amounts[point]) : `at least ${dollars(amounts[point])}`;
}

function partOf(amount: bigint, budget: bigint | undefined): string {
  return budget === undefined ? 'unknown' : `${rounded(amount * 100n, budget)} %`;
}

/** The same as data. */
export function budgetsJson(cost: EnvironmentCost, budgets: readonly GivenBudget[]): readonly object[] {
  return held(cost, budgets).map(({ service, given, cents, verdict, cost: { amounts, unknown } }) => ({
    service,
    budget: given,
    budgetCents: cents === undefined ? null : Number(cents),
    cents: {
      floor: Number(amounts.floor),
      expected: Number(amounts.expected),
      ceiling: Number(amounts.ceiling),
    },
    complete: unknown.length === 0,
    verdict,
  }));
}
