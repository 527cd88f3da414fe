import { plainAmount } from '../../cost/money';
import { BUDGET_PATH, budgetsOf, sharesText, waysOut } from '../budgets';
import type { Rule } from '../rule';

/** Holds what a service is expected to cost against the budget that it gave itself. */
export const budgetExceeded: Rule = {
  code: 'BUDGET_EXCEEDED',
  severity: 'error',
  title: 'every service with a budget is expected to cost no more than that',
  requirement: 'R320',
  scope: 'platform',
  *check(assembly, fleet) {
    for (const budget of budgetsOf(assembly, fleet)) {
      if (budget.verdict !== 'exceeded') continue;
      const { amounts, unknown } = budget.cost;
      const least = unknown.length === 0 ? '' : 'at least ';
      const missing = unknown.length === 0 ? '' : `, without ${unknown.join('; ')}, of which nobody knows the price`;
      const range = `floor ${plainAmount(amounts.floor)}, ceiling ${plainAmount(amounts.ceiling)}`;
      yield {
        document: budget.declaration.id,
        path: BUDGET_PATH,
        problem: `is ${budget.given} a month, and ${least}${plainAmount(amounts.expected)} USD are expected (${range}): ${sharesText(budget, 'expected')}${missing}`,
        fix: waysOut(amounts.expected),
      };
    }
  },
};
