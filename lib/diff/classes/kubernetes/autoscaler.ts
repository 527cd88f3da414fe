import type { KindClasses } from '../table';
import { all, availability, comesAndGoes, cost, scaled } from '../vocabulary';
import { OBJECT } from './metadata';

/** How many pods run, by how much there is to do. */
export const AUTOSCALER: KindClasses = {
  domain: 'kubernetes',
  kind: 'HorizontalPodAutoscaler',
  whole: comesAndGoes({
    added: cost.other('{who} runs as many pods as there is work for', { effect: 'creates' }),
    removed: availability.less('{who} stays at the pods that it has, whatever there is to do', { effect: 'deletes' }),
  }),
  paths: {
    'spec.minReplicas': scaled('{who} runs {after:pods} at least instead of {before}', {
      unset: 1,
      up: [cost.more, availability.more],
      down: [availability.less, cost.less],
    }),
    'spec.maxReplicas': scaled('{who} runs {after:pods} at most instead of {before}', {
      up: [cost.more, availability.more],
      down: [availability.less, cost.less],
    }),
    'spec.metrics[].**': all(
      availability.other('{who} grows by another measure: {key} {after} instead of {before}'),
      cost.other('{who} grows by another measure: {key} {after} instead of {before}'),
    ),
    'spec.behavior.scaleDown.stabilizationWindowSeconds': scaled(
      'little to do has to last {after:seconds} instead of {before} before a pod of {who} goes',
      { unset: 300, up: [availability.more, cost.more], down: [availability.less, cost.less] },
    ),
    'spec.behavior.**': availability.other(
      '{who} grows and shrinks at another pace: {key} {after} instead of {before}',
    ),
    'spec.targetCPUUtilizationPercentage': cost.other('{who} grows at {after} % of its cpu instead of {before}'),
    'spec.scaleTargetRef.*': availability.less('what grows is {after} instead of {before}, not {who}'),
    ...OBJECT,
  },
};
