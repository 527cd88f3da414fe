import { at } from '../../../check/json';
import { documentOf, shownWith } from '../sentence';
import type { KindClasses } from '../table';
import { availability, cost, neutral, ranked, scaled, switched } from '../vocabulary';
import { controller, pods, replicas, runs } from './workload';

/** A workload: what runs, how it rolls, and its pods. */
export const DEPLOYMENT: KindClasses = {
  domain: 'kubernetes',
  kind: 'Deployment',
  whole: runs((situation) => shownWith(at(documentOf(situation).object, 'spec', 'replicas') ?? 1, 'pods')),
  paths: {
    'spec.replicas': replicas,
    'spec.paused': switched({
      unset: false,
      on: availability.less('{who} does not roll any more: what is changed later does not run'),
      off: availability.other('{who} rolls again, with all that was changed meanwhile', { effect: 'rolls-pods' }),
    }),
    'spec.progressDeadlineSeconds': scaled('a rollout of {who} counts as stuck after {after:s} instead of {before:s}', {
      unset: 600,
      up: [neutral],
      down: [neutral],
    }),
    'spec.strategy.type': ranked(
      ['Recreate', 'RollingUpdate'],
      'all pods of {who} stop before new ones start: {after} instead of {before}',
      { unset: 'RollingUpdate', up: [availability.more], down: [availability.less] },
    ),
    'spec.strategy.rollingUpdate.maxUnavailable': pods(
      '{who} may miss {after:pods} instead of {before} while it rolls',
      [availability.less],
      [availability.more],
      '25%',
    ),
    'spec.strategy.rollingUpdate.maxSurge': pods(
      '{who} may run {after:pods} more instead of {before} while it rolls',
      [cost.more, availability.more],
      [availability.less, cost.less],
      '25%',
    ),
    ...controller('rolls-pods'),
  },
};
