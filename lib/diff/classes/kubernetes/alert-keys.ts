import { at } from '../../../check/json';
import { names } from '../../../names';
import { documentOf, shown, type Situation } from '../sentence';
import type { Judge, LeafSituation, WholeSituation } from '../table';
import { member, observability, security } from '../vocabulary';

/** Whether what is brought from Vault is what Alertmanager tells people with. */
export function isOfReceivers(situation: Situation): boolean {
  const { service, object } = documentOf(situation);
  return service === undefined && at(object, 'metadata', 'name') === names.alertReceivers;
}

/** A key that comes or goes: its object in Vault is read either way. */
export const ALERT_KEY: Judge<LeafSituation> = member({
  added: observability.more(
    ({ after }) => `Alertmanager of {environment} is brought the key ${shown(at(after, 'secretKey'))}`,
  ),
  removed: observability.less(
    ({ before }) =>
      `nobody is told by the key ${shown(at(before, 'secretKey'))} in {environment}: Alertmanager is not brought it any more`,
  ),
});

/** All of them. */
export const ALERT_KEYS = {
  added: security.wider<WholeSituation>(
    'Alertmanager of {environment} now reads the keys of its receivers from Vault',
    {
      effect: 'creates',
    },
  ),
  removed: observability.less<WholeSituation>(
    'nobody is told of alerts of {environment} any more: the keys of their receivers go',
    { effect: 'deletes', loses: 'the Secret that Alertmanager mounts' },
  ),
};
