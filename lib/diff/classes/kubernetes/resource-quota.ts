import { orUnlimited, UNLIMITED } from '../amount';
import { keyOf } from '../sentence';
import type { Judge, KindClasses, LeafSituation } from '../table';
import { all, availability, comesAndGoes, cost, scaled, security } from '../vocabulary';
import { OBJECT } from './metadata';

/** What a namespace may have of a kind. Addresses outside the cluster are not a matter of money. */
const hard: Judge<LeafSituation> = (situation) => {
  const reachable = /^services\.(?:loadbalancers|nodeports)$/.test(keyOf(situation));
  return scaled('{who} may have {after} of {key} instead of {before}', {
    unset: UNLIMITED,
    by: orUnlimited,
    up: reachable ? [security.wider] : [cost.more],
    down: reachable ? [security.narrower] : [availability.less, cost.less],
  })(situation);
};

/** How much a service may ask for at once. */
export const RESOURCE_QUOTA: KindClasses = {
  domain: 'kubernetes',
  kind: 'ResourceQuota',
  whole: comesAndGoes({
    added: all(
      cost.less('what {who} may ask for is limited', { effect: 'creates' }),
      security.narrower('{who} may not ask for more than its share', { effect: 'creates' }),
    ),
    removed: all(
      security.wider('{who} may ask for as much as the cluster has: nothing limits it any more', { effect: 'deletes' }),
      cost.more('{who} may ask for as much as the cluster has: nothing limits it any more', { effect: 'deletes' }),
    ),
  }),
  paths: {
    'spec.hard.*': hard,
    'spec.scopes[]': security.other('the limits of {who} hold for other pods: {after}, was {before}'),
    'spec.scopeSelector.**': security.other('the limits of {who} hold for other pods: {after}, was {before}'),
    ...OBJECT,
  },
};
