import type { Json } from '../../assembly/document';
import { alertsOf, findRouting, type FiredAlert } from '../../alerts/fired';
import { matchesAll } from '../../alerts/receivers';
import { ALERT_LABELS } from '../../alerts/routing';
import type { Objection } from '../finding';
import { asList, asObject, asTexts, at } from '../json';
import type { Rule } from '../rule';

/** Makes sure that no alert silences a stranger: a label that two alerts both lack counts as equal. */
export const inhibitLabelMissing: Rule = {
  code: 'INHIBIT_LABEL_MISSING',
  severity: 'error',
  title: 'every alert has the labels that routing needs, and those that an inhibition compares of it',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const routing = findRouting(assembly);
    const inhibitions = asList(at(routing?.object, 'spec', 'inhibitRules'));
    for (const alert of alertsOf(assembly)) {
      const compared = inhibitions.flatMap((inhibition) => comparedOf(inhibition, alert));
      for (const label of new Set([...ALERT_LABELS, ...compared]))
        if ((alert.labels[label] ?? '') === '') yield lacks(alert, label, compared.includes(label));
    }
  },
};

/** The labels that an inhibition compares of an alert, where it is one that the inhibition is about. */
function comparedOf(inhibition: Json, { labels }: FiredAlert): readonly string[] {
  const { sourceMatch, targetMatch, equal } = asObject(inhibition);
  return matchesAll(sourceMatch, labels) || matchesAll(targetMatch, labels) ? asTexts(equal) : [];
}

function lacks({ name, document, path }: FiredAlert, label: string, compared: boolean): Objection {
  return {
    document: document.id,
    path: `${path}.labels.${label}`,
    problem: compared
      ? `is missing on ${name}, and an inhibition compares it: alerts that have none silence each other`
      : `is missing on ${name}: nobody can tell whose it is`,
    fix: `give ${name} the label ${label}, or the inhibition a matcher ${label}!="" on both sides`,
  };
}
