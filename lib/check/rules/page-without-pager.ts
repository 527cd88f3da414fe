import { alertsOf } from '../../alerts/fired';
import { findFacts } from '../../assembly/find';
import { asObject, asText, at } from '../json';
import type { Rule } from '../rule';

/** Says which services page and wake nobody: the page is a message in a channel, which is read in the morning. */
export const pageWithoutPager: Rule = {
  code: 'PAGE_WITHOUT_PAGER',
  severity: 'warning',
  title: 'a service that pages has somebody who is woken',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const facts = asObject(findFacts(assembly)?.object);
    if (facts['alertmanager'] === undefined) return;
    const said = new Set<string>();
    for (const { name, document, path, labels } of alertsOf(assembly)) {
      const { service = '', team = '', severity } = labels;
      const receiver = asText(at(facts['teams'], team, 'receiver')) ?? '';
      if (severity !== 'page' || said.has(service)) continue;
      if (at(facts['alertReceivers'], receiver, 'pager') !== undefined) continue;
      said.add(service);
      yield {
        document: document.id,
        path: `${path}.labels.severity`,
        problem: `is 'page' on ${name}, and ${team} has nobody on call: it is told in a channel, and wakes nobody`,
        fix: `give alertReceivers.${receiver} a pager`,
      };
    }
  },
};
