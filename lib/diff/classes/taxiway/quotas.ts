import type { Json } from '../../../assembly/document';
import { asList, asNumber, at } from '../../../check/json';
import { QUOTA_CHECKLIST } from '../../../quota';
import { itemOf } from '../sentence';
import type { KindClasses, LeafSituation, WholeSituation } from '../table';
import { availability, comesAndGoes, member, neutral, scaled, when } from '../vocabulary';

/** What an environment says that Google grants of a quota, where it says so. */
function grantedIn(situation: LeafSituation): number | undefined {
  const metric = itemOf(situation);
  const quotas = asList(situation.documents.after.object['quotas']);
  return asNumber(
    at(
      quotas.find((quota) => at(quota, 'metric') === metric),
      'stated',
    ),
  );
}

/** Pools that come, go or grow are judged where they are; here it counts whether Google grants what they take. */
const needed = when<LeafSituation>(
  (situation) =>
    (asNumber(situation.after) ?? 0) > Math.max(asNumber(situation.before) ?? 0, grantedIn(situation) ?? Infinity),
  availability.less(
    (situation) =>
      `the pools of {environment} may take {after} of Google's quota {item} instead of {before}, and ${grantedIn(situation) ?? 0} are granted: nodes beyond that do not come`,
  ),
  scaled(
    (situation) => {
      const granted = grantedIn(situation);
      return `the pools of {environment} may take {after} of Google's quota {item} instead of {before}${granted === undefined ? ', and nobody has stated how many are granted' : `, and ${granted} are granted`}`;
    },
    { unset: 0, up: [neutral], down: [neutral] },
  ),
);

const amountOf = (quota: Json | undefined, key: string): number => asNumber(at(quota, key)) ?? 0;

const counted = (situation: WholeSituation): string =>
  `the checklist of quotas of {environment} has ${asList((situation.after ?? situation.before)?.object['quotas']).length} rows`;

/** How much of Google's quotas the pools of an environment can take. */
export const QUOTAS: KindClasses = {
  domain: 'demand',
  kind: QUOTA_CHECKLIST,
  whole: comesAndGoes({
    added: neutral(counted, { effect: 'creates' }),
    removed: neutral('there is no checklist of quotas of {environment} any more', { effect: 'deletes' }),
    renamed: neutral(counted),
  }),
  paths: {
    kind: neutral('the checklist of quotas is called {after} instead of {before}'),
    'quotas[].needed': needed,
    'quotas[].stated': member({
      added: neutral("{environment} states that {after} of Google's quota {item} are granted"),
      removed: neutral("{environment} does not state any more how much of Google's quota {item} is granted"),
      changed: neutral("{environment} states that {after} of Google's quota {item} are granted instead of {before}"),
    }),
    'quotas[].metric': neutral("a row of the checklist is of Google's quota {after} instead of {before}"),
    'quotas[].terms[]': neutral("what the need of Google's quota {item} is the sum of: {after}, was {before}"),
    'quotas[]': member({
      added: when(
        ({ after }) => (asNumber(at(after, 'needed')) ?? 0) > (asNumber(at(after, 'stated')) ?? Infinity),
        availability.less(
          ({ after }) =>
            `the pools of {environment} may take ${amountOf(after, 'needed')} of Google's quota {item}, and ${amountOf(after, 'stated')} are granted: nodes beyond that do not come`,
        ),
        neutral(
          ({ after }) => `the pools of {environment} may take ${amountOf(after, 'needed')} of Google's quota {item}`,
        ),
      ),
      removed: neutral("the pools of {environment} take nothing of Google's quota {item} any more"),
    }),
  },
};
