import { plainAmount } from '../../cost/money';
import { BUDGET_PATH, budgetsOf, sharesText, waysOut } from '../budgets';
import type { Rule } from '../rule';

/** Says where a service is within its budget only as long as its autoscaler leaves pods away. */
export const budgetCeiling: Rule = {
  code: 'BUDGET_CEILING',
  severity: 'warning',
  title: 'every service with a budget is within it with all its pods, too',
  requirement: 'R320',
  scope: 'platform',
  *check(assembly, fleet) {
    for (const budget of budgetsOf(assembly, fleet)) {
      if (budget.verdict !== 'ceiling') continue;
      const { expected, ceiling } = budget.cost.amounts;
      yield {
        document: budget.declaration.id,
        path: BUDGET_PATH,
        problem: `is ${budget.given} a month, and with all pods it is ${plainAmount(ceiling)} USD (${plainAmount(expected)} are expected): ${sharesText(budget, 'ceiling')}`,
        fix: waysOut(ceiling),
      };
    }
  },
};
