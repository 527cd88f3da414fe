import type { Effect } from '../../change';
import { asNumber, at } from '../../../check/json';
import { nameOf, namespaceOf, placeOf } from '../../../check/stacks';
import { scaledPods, type ScaledPods } from '../../../cost/scalers';
import { shareOf } from '../amount';
import type { Judge, LeafSituation, WholeSituation } from '../table';
import {
  all,
  applied,
  availability,
  comesAndGoes,
  cost,
  member,
  neutral,
  opens,
  ranked,
  scaled,
  security,
  switched,
  when,
} from '../vocabulary';
import { OBJECT } from './metadata';
import { podAt } from './pod';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

const podsOf = ({ documents }: LeafSituation): number => asNumber(at(documents.after.object, 'spec', 'replicas')) ?? 1;

/** A whole number of pods, or a share of those that are asked for. */
export function pods(
  says: string,
  up: Parameters<typeof scaled>[1]['up'],
  down: Parameters<typeof scaled>[1]['down'],
  unset: string | number,
): Judge<LeafSituation> {
  return (situation) => scaled(says, { unset, up, down, by: shareOf(podsOf(situation)) })(situation);
}

const counted = scaled('{who} runs {after:pods} instead of {before}', {
  unset: 1,
  up: [cost.more, availability.more],
  down: [availability.less, cost.less],
});

/** How many pods run; nobody says so where something scales them. */
export const replicas: Judge<LeafSituation> = (situation) => {
  const [old, now] = [scalerOf(situation, 'before'), scalerOf(situation, 'after')];
  if (situation.after === undefined && now !== undefined)
    return availability.less<LeafSituation>(
      `{who} is scaled from ${now.min} to ${now.max} pods, and its {before:pods} are taken out of the Deployment: handed over wrongly, one pod is left until the autoscaler has looked`,
    )(situation);
  if (situation.before === undefined && old !== undefined)
    return availability.other<LeafSituation>(
      `{who} runs {after:pods}, and was scaled from ${old.min} to ${old.max} before`,
    )(situation);
  return counted(situation);
};

function scalerOf({ documents, sides }: LeafSituation, side: 'before' | 'after'): ScaledPods | undefined {
  const assembly = side === 'before' ? sides.base : sides.head;
  const document = documents[side];
  const place = placeOf(document.kind, namespaceOf(document), nameOf(document));
  return assembly && scaledPods(assembly).get(place);
}

/** Something that runs for good. */
export const runs = (what: (situation: WholeSituation) => string, template = 'spec.template'): Judge<WholeSituation> =>
  comesAndGoes({
    added: all(
      opens(podAt(template)),
      cost.more((situation) => `{who} runs ${what(situation)}`, { effect: 'creates' }),
      availability.more((situation) => `{who} runs ${what(situation)}`, { effect: 'creates' }),
    ),
    removed: availability.less('{who} does not run any more', { effect: 'deletes', loses: 'all its pods' }),
    renamed: availability.less('{who} is deleted and made anew under another name', {
      effect: 'replaces',
      loses: 'all its pods, until the new ones are ready',
    }),
  });

/** What a controller of pods has: the object, the selector that can't change, the pods, which are made anew. */
export function controller(effect: Effect): Rows {
  return {
    ...OBJECT,
    'spec.selector.**': all(
      availability.less('{who} is deleted and made anew: its selector, {key}, cannot change', {
        effect: 'replaces',
        loses: 'all its pods, until the new ones are ready',
      }),
      security.other('{who} takes other pods for its own: {key} is {after} instead of {before}', {
        effect: 'replaces',
      }),
    ),
    'spec.minReadySeconds': scaled('{who} counts a new pod as ready after {after:s} instead of {before:s}', {
      unset: 0,
      up: [availability.more],
      down: [availability.less],
    }),
    'spec.revisionHistoryLimit': when(
      ({ after }) => after === 0,
      availability.less('{who} cannot be rolled back any more: no earlier version is kept'),
      neutral('{who} can be rolled back by {after:versions} instead of {before}'),
    ),
    ...applied(effect, podAt('spec.template')),
  };
}

/** What a batch of work has. */
export function work(place: string, effect: Effect): Rows {
  return {
    [`${place}.parallelism`]: scaled('{who} works with {after:pods} at once instead of {before}', {
      unset: 1,
      up: [cost.more],
      down: [availability.less, cost.less],
    }),
    [`${place}.completions`]: availability.other('{who} is done after {after:pods} instead of {before}'),
    [`${place}.completionMode`]: availability.other('{who} counts its pods {after} instead of {before}'),
    [`${place}.backoffLimit`]: scaled('{who} tries again {after} times instead of {before}', {
      unset: 6,
      up: [availability.more],
      down: [availability.less],
    }),
    [`${place}.backoffLimitPerIndex`]: availability.other(
      '{who} tries each part again {after} times instead of {before}',
    ),
    [`${place}.maxFailedIndexes`]: availability.other('{who} gives up after {after} failed parts instead of {before}'),
    [`${place}.activeDeadlineSeconds`]: availability.other('{who} is stopped after {after:s} instead of {before:s}'),
    [`${place}.ttlSecondsAfterFinished`]: neutral(
      '{who} is cleared away {after:s} after it is done instead of {before:s}',
    ),
    [`${place}.suspend`]: switched({
      unset: false,
      on: availability.less('{who} does not work any more: it is suspended'),
      off: availability.more('{who} works again'),
    }),
    [`${place}.podFailurePolicy.**`]: availability.other('{who} deals with failures otherwise: {after}, was {before}'),
    [`${place}.successPolicy.**`]: availability.other('{who} is done by other rules: {after}, was {before}'),
    [`${place}.podReplacementPolicy`]: availability.other('{who} replaces pods {after} instead of {before}'),
    [`${place}.manualSelector`]: security.other('{who} chooses its pods itself: {after}, was {before}'),
    [`${place}.selector.**`]: security.other('{who} takes other pods for its own: {after} instead of {before}', {
      effect: 'replaces',
    }),
    [`${place}.managedBy`]: availability.other('{who} is run by {after} instead of {before}'),
    ...applied(effect, podAt(`${place}.template`)),
  };
}

/** How pods are replaced where the order has a name. */
export const updates: Rows = {
  'spec.updateStrategy.type': ranked(['OnDelete', 'RollingUpdate'], '{who} is updated {after} instead of {before}', {
    unset: 'RollingUpdate',
    up: [availability.other],
    down: [availability.other],
  }),
  'spec.updateStrategy.rollingUpdate.partition': availability.other(
    '{who} keeps {after} pods at the old version, instead of {before}',
  ),
  'spec.updateStrategy.rollingUpdate.maxUnavailable': pods(
    '{who} may miss {after:pods} instead of {before} while it rolls',
    [availability.less],
    [availability.more],
    1,
  ),
  'spec.updateStrategy.rollingUpdate.maxSurge': pods(
    '{who} may run {after:pods} more instead of {before} while it rolls',
    [cost.more, availability.more],
    [availability.less, cost.less],
    0,
  ),
};

/** Storage that pods of a set get for themselves. */
export const claims: Rows = {
  'spec.volumeClaimTemplates[]': member({
    added: cost.more('each pod of {who} gets a disk {item}', { effect: 'replaces' }),
    removed: availability.less('pods of {who} do not find their disk {item} any more', { effect: 'replaces' }),
  }),
  'spec.volumeClaimTemplates[].**': availability.less(
    'disks of {who} change, which needs the set to be made anew: {key} {after}, was {before}',
    {
      effect: 'replaces',
    },
  ),
};
