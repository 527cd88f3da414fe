import { SPARES } from '../../../gpu/spare';
import type { Judge, LeafSituation } from '../table';
import { availability, ranked } from '../vocabulary';

const SAYS = {
  surge: 'with a pod more while it rolls',
  none: 'with one pod fewer while it rolls, whose GPU the next one takes',
  downtime: 'with no pod at all while it rolls',
};

/** Where a rollout's new pod runs, the worst for its users first. Demands from before there was a choice came with a pod more. */
export const spare: Judge<LeafSituation> = ranked(
  [...SPARES].reverse(),
  ({ after }) =>
    `{who} is rolled out ${SAYS[SPARES.find((one) => one === after) ?? 'surge']}: {after} instead of {before}`,
  { unset: 'surge', up: [availability.more], down: [availability.less] },
);
