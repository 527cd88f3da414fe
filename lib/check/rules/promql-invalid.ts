import { judgeExpressions } from '../promql/judge';
import type { Rule } from '../rule';

/** Makes sure that Prometheus takes every expression: one that it refuses takes the whole file of rules with it. */
export const promqlInvalid: Rule = {
  code: 'PROMQL_INVALID',
  severity: 'error',
  title: 'every expression of a rule, an autoscaler or a dashboard is PromQL that Prometheus 2.42 and later evaluate',
  requirement: 'R210',
  scope: 'environment',
  check: (assembly) => judgeExpressions(assembly).invalid,
};
