import type { KindClasses } from '../table';
import { availability, comesAndGoes, neutral, scaled, switched } from '../vocabulary';
import { OBJECT } from './metadata';

/** Who goes first where room is scarce. */
export const PRIORITY_CLASS: KindClasses = {
  domain: 'kubernetes',
  kind: 'PriorityClass',
  whole: comesAndGoes({
    added: neutral('services may rank as {name}', { effect: 'creates' }),
    removed: availability.less('pods that rank as {name} are not placed any more', { effect: 'deletes' }),
  }),
  paths: {
    value: scaled('services that rank as {name} stand at {after} instead of {before} where room is scarce', {
      up: [availability.more],
      down: [availability.less],
    }),
    preemptionPolicy: availability.other('services that rank as {name} displace others: {after} instead of {before}', {
      effect: 'replaces',
    }),
    globalDefault: switched({
      unset: false,
      on: availability.other('pods that say nothing rank as {name}'),
      off: availability.other('pods that say nothing do not rank as {name} any more'),
    }),
    description: neutral('{name} is described otherwise'),
    ...OBJECT,
  },
};
