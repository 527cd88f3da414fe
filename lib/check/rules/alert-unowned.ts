import { alertsOf } from '../../alerts/fired';
import { findFacts } from '../../assembly/find';
import { asObject } from '../json';
import type { Rule } from '../rule';
import { said } from '../say';

/** Makes sure that somebody is responsible for each alert: the team that owns the service, and a severity that routing knows. */
export const alertUnowned: Rule = {
  code: 'ALERT_UNOWNED',
  severity: 'error',
  title: 'every alert is of the team that owns its service, and a page or a ticket',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const teams = asObject(findFacts(assembly)?.object['teams']);
    for (const { name, document, path, labels } of alertsOf(assembly)) {
      const { team, severity } = labels;
      const owner = document.owner ?? team;
      // What is missing is said by INHIBIT_LABEL_MISSING.
      if (team !== undefined && team !== '' && (team !== owner || !Object.hasOwn(teams, team)))
        yield {
          document: document.id,
          path: `${path}.labels.team`,
          problem: `is ${said(team)} on ${name}${owner === team ? ', a team that nobody knows' : `; the service is owned by ${owner ?? ''}`}`,
          fix: 'name the owner: another team can do nothing about it',
        };
      if (severity !== undefined && severity !== '' && severity !== 'page' && severity !== 'ticket')
        yield {
          document: document.id,
          path: `${path}.labels.severity`,
          problem: `is ${said(severity)} on ${name}`,
          fix: "use 'page', which wakes somebody, or 'ticket'",
        };
    }
  },
};
