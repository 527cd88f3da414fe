import { gravestLoss } from '../../effects/losses';
import type { Judge, LeafSituation } from '../table';
import { availability, dataLoss, isNothing, member, neutral, security, switched, when } from '../vocabulary';

const holds = (...words: readonly string[]): ((situation: LeafSituation) => boolean) => {
  return ({ documents }) => words.includes(gravestLoss(documents.after) ?? '');
};

/** IAC-2: nothing but this stands between a change that replaces and what a resource holds. */
const unguarded = '{it} may be destroyed: prevent_destroy is not set any more';
const guarded = '{it} can not be destroyed: prevent_destroy is set';

const guard: Judge<LeafSituation> = when(
  holds('data'),
  switched({ unset: false, on: dataLoss.less(guarded), off: dataLoss.more(unguarded) }),
  when(
    holds('identity', 'protection'),
    switched({ unset: false, on: security.narrower(guarded), off: security.other(unguarded) }),
    switched({ unset: false, on: availability.more(guarded), off: availability.less(unguarded) }),
  ),
);

/** What Terraform reads itself, in every resource. */
export const META_ROWS: Readonly<Record<string, Judge<LeafSituation>>> = {
  depends_on: member({
    added: neutral('{it} is applied after {after}'),
    removed: availability.other('{it} does not wait for {before} any more'),
  }),
  'lifecycle.prevent_destroy': guard,
  'lifecycle.create_before_destroy': switched({
    unset: false,
    on: availability.more('where {it} is replaced, its successor is made first'),
    off: availability.less('where {it} is replaced, it is destroyed before its successor is made'),
  }),
  'lifecycle.ignore_changes': (situation) =>
    isNothing(situation.after)
      ? availability.other<LeafSituation>('changes of {before} of {it} are applied again')(situation)
      : security.other<LeafSituation>('changes of {after} of {it} are not applied any more, whatever the file says')(
          situation,
        ),
  'lifecycle.replace_triggered_by': availability.other('{it} is replaced whenever {after} is, was {before}'),
  lifecycle: availability.other('{it}: {argument} is {after}, was {before}'),
  count: availability.other('there are {after} of {it}, was {before}'),
  for_each: availability.other('there is one of {it} for each of {after}, was {before}'),
  provider: security.other('{it} is made by the provider {after} instead of {before}'),
  provisioner: security.wider('applying {it} runs a program: {after}, was {before}'),
  connection: security.other('a program that runs with {it} connects to {after}, was {before}'),
  timeouts: neutral('Terraform waits {after} for {it}, was {before}'),
};
