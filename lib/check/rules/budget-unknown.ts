import { toBudgetCents } from '../../cost/budget';
import { plainAmount } from '../../cost/money';
import { BUDGET_PATH, budgetsOf } from '../budgets';
import type { Rule } from '../rule';

/** Says where nobody can tell whether a service is within its budget. What has no price is not free. */
export const budgetUnknown: Rule = {
  code: 'BUDGET_UNKNOWN',
  severity: 'warning',
  title: 'every budget can be held against prices that are known',
  requirement: 'R320',
  scope: 'platform',
  *check(assembly, fleet) {
    for (const { declaration, given, verdict, cost } of budgetsOf(assembly, fleet)) {
      if (verdict !== 'unknown') continue;
      const document = declaration.id;
      if (toBudgetCents(given) === undefined) {
        const fix = "write it as '3000 USD', or check with the version that rendered it";
        yield { document, path: BUDGET_PATH, problem: `is ${given}, which nobody here can read`, fix };
        continue;
      }
      yield {
        document,
        path: BUDGET_PATH,
        problem: `is ${given} a month, and can't be judged: at least ${plainAmount(cost.amounts.expected)} USD are expected, without ${cost.unknown.join('; ')}`,
        fix: 'add the price to lib/gpu/prices.ts, with its source, or take what has one',
      };
    }
  },
};
