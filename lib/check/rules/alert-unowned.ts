import { alertsOf } from '../../alerts/fired';
import type { Assembly } from '../../assembly/assembly';
import { findFacts } from '../../assembly/find';
import { declarationsOf } from '../fleet';
import { asList, asObject, asText } from '../json';
import type { Rule } from '../rule';
import { said } from '../say';

/** Makes sure that somebody is responsible for each alert: the team that owns the service, and a severity that routing knows. */
export const alertUnowned: Rule = {
  code: 'ALERT_UNOWNED',
  severity: 'error',
  title: 'every alert is of the team that owns its service, or the secret that it is about, and a page or a ticket',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const teams = asObject(findFacts(assembly)?.object['teams']);
    const keepers = keepersIn(assembly);
    for (const { name, document, path, labels } of alertsOf(assembly)) {
      const { team, severity } = labels;
      const owner = document.owner ?? team;
      // What is missing is said by INHIBIT_LABEL_MISSING.
      const answers = team === owner || keepers.has(`${document.service ?? ''} ${team ?? ''}`);
      if (team !== undefined && team !== '' && (!answers || !Object.hasOwn(teams, team)))
        yield {
          document: document.id,
          path: `${path}.labels.team`,
          problem: `is ${said(team)} on ${name}${answers ? ', a team that nobody knows' : `; the service is owned by ${owner ?? ''}`}`,
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

/** Who else is told: the owners of a service's long-lived secrets, as `service team`. */
function keepersIn(assembly: Assembly): ReadonlySet<string> {
  return new Set(
    declarationsOf(assembly).flatMap(({ service = '', object }) =>
      asList(object['secretAlerts']).map((told) => `${service} ${asText(asObject(told)['team']) ?? ''}`),
    ),
  );
}
