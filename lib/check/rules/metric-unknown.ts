import { judgeExpressions } from '../promql/judge';
import type { Rule } from '../rule';

/** Makes sure that somebody emits what is read: an alert over nothing never fires, and looks like health. */
export const metricUnknown: Rule = {
  code: 'METRIC_UNKNOWN',
  severity: 'error',
  title: 'every metric and label that a rule, an autoscaler or a dashboard names is one that somebody declares',
  requirement: 'R200',
  scope: 'environment',
  check: (assembly) => judgeExpressions(assembly).unknown,
};
