import { orUnlimited, UNLIMITED } from '../amount';
import { keyOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation } from '../table';
import { all, availability, comesAndGoes, cost, scaled, security } from '../vocabulary';
import { OBJECT } from './metadata';

const COUNTED: Readonly<Record<string, string>> = {
  'services.loadbalancers': 'load balancers of its own',
  'services.nodeports': 'ports on every node',
};

/** What a namespace may have of a kind: in all, whichever of its pods has it. */
function allowance(situation: LeafSituation): string {
  const key = keyOf(situation);
  const reachable = COUNTED[key];
  if (reachable !== undefined) return `{who} may have ${reachable}: {after} instead of {before}`;
  const [, way, amount = ''] = /^(?:(requests|limits)\.)?(.+)$/.exec(key) ?? [];
  if (way === undefined && !/^(?:cpu|memory|ephemeral-storage)$/.test(key))
    return `{who} may have {after} ${shown(key.replace(/^count\//, ''))} instead of {before}`;
  return `all pods of {who} together may ${way === 'limits' ? 'use' : 'ask for'} {after} of ${shown(amount)} instead of {before}`;
}

/** Addresses outside the cluster are not a matter of money. */
const hard: Judge<LeafSituation> = (situation) => {
  const reachable = keyOf(situation) in COUNTED;
  return scaled(allowance, {
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
