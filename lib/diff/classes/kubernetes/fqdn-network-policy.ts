import type { Document, Json } from '../../../assembly/document';
import { asList, asObject, at } from '../../../check/json';
import { documentOf, listed, shown } from '../sentence';
import type { KindClasses, LeafSituation, WholeSituation } from '../table';
import { neutral, security } from '../vocabulary';
import { OBJECT } from './metadata';
import { portText } from './network-policy';

/** Names outside the cluster that may be called; the port is named with them. */
export const FQDN_NETWORK_POLICY: KindClasses = {
  domain: 'kubernetes',
  kind: 'FQDNNetworkPolicy',
  whole: (situation) => {
    const names = listed(destinations(documentOf(situation)));
    return situation.after === undefined
      ? security.narrower<WholeSituation>(`{who} may no longer call ${names} in {environment}`, { effect: 'deletes' })(
          situation,
        )
      : security.wider<WholeSituation>(`{who} may now call ${names} in {environment}`, { effect: 'creates' })(
          situation,
        );
  },
  paths: {
    'spec.egress.**': (situation) => {
      const [old, now] = [destinations(situation.documents.before), destinations(situation.documents.after)];
      const [more, fewer] = [now.filter((name) => !old.includes(name)), old.filter((name) => !now.includes(name))];
      const judged = [
        ...(more.length === 0
          ? []
          : [security.wider<LeafSituation>(`{who} may now call ${listed(more)} in {environment}`)(situation)]),
        ...(fewer.length === 0
          ? []
          : [
              security.narrower<LeafSituation>(`{who} may no longer call ${listed(fewer)} in {environment}`)(situation),
            ]),
      ].flat();
      return judged.length > 0 ? judged : neutral<LeafSituation>('{who} may call the same names as before')(situation);
    },
    'spec.podSelector.**': security.other('{name} of {who} is for other pods: {key} {after}, was {before}'),
    ...OBJECT,
  },
};

function destinations({ object }: Document): readonly string[] {
  const rules = at(object, 'spec', 'egress');
  return asList(rules).flatMap((rule) => {
    const list = (field: string): readonly Json[] => asList(at(rule, field));
    const ports = list('ports').length === 0 ? [''] : list('ports').map((port) => portText(asObject(port)));
    const names = list('matches').map((match) => {
      const name = at(match, 'name');
      return name === undefined ? `all names like ${shown(at(match, 'pattern'))}` : shown(name);
    });
    return (names.length === 0 ? ['any name'] : names).flatMap((name) =>
      ports.map((port) => (port === '' ? name : `${name} on ${port}`)),
    );
  });
}
