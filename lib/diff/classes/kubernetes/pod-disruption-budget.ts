import type { KindClasses } from '../table';
import { availability, comesAndGoes } from '../vocabulary';
import { OBJECT } from './metadata';
import { pods } from './workload';

/** How many pods may go at once when nodes are drained. */
export const POD_DISRUPTION_BUDGET: KindClasses = {
  domain: 'kubernetes',
  kind: 'PodDisruptionBudget',
  whole: comesAndGoes({
    added: availability.more('nodes drain with a limit on how many pods of {who} they take at once', {
      effect: 'creates',
    }),
    removed: availability.less('all pods of {who} may go at once when nodes are drained', { effect: 'deletes' }),
  }),
  paths: {
    'spec.maxUnavailable': pods(
      '{after:pods} of {who} may go at once instead of {before}',
      [availability.less],
      [availability.more],
      0,
    ),
    'spec.minAvailable': pods(
      '{after:pods} of {who} must stay instead of {before}',
      [availability.more],
      [availability.less],
      0,
    ),
    'spec.unhealthyPodEvictionPolicy': availability.other(
      'nodes wait for broken pods of {who}: {after} instead of {before}',
    ),
    'spec.selector.**': availability.less(
      'the limit on what drains is for other pods than those of {who}: {key} {after}, was {before}',
    ),
    ...OBJECT,
  },
};
