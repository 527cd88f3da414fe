import type { Assembly } from '../../assembly/assembly';
import { alertsOf } from '../../alerts/fired';
import { documentsOf, findFacts } from '../../assembly/find';
import type { Objection } from '../finding';
import { asObject, asText } from '../json';
import type { Rule } from '../rule';
import { said } from '../say';

/** Makes sure that whoever is woken can read what it means: a page that is rendered, and a dashboard. */
export const alertWithoutRunbook: Rule = {
  code: 'ALERT_WITHOUT_RUNBOOK',
  severity: 'error',
  title: 'every alert links to a rendered page that has a heading for it, and to a dashboard that is rendered',
  requirement: 'R210',
  scope: 'environment',
  *check(assembly) {
    const { runbooks, grafana, dashboards } = asObject(findFacts(assembly)?.object);
    const pages = pagesOf(assembly, `${asText(runbooks) ?? ''}/${assembly.environment}/`);
    for (const { name, document, path, rule } of alertsOf(assembly)) {
      const { runbook_url: runbook, dashboard_url: dashboard } = asObject(rule['annotations']);
      const at = (annotation: string, problem: string, fix: string): Objection => ({
        document: document.id,
        path: `${path}.annotations.${annotation}`,
        problem,
        fix,
      });
      if (typeof runbook !== 'string' || !pages.has(runbook)) {
        const problem =
          runbook === undefined ? `is missing on ${name}` : `is ${said(runbook)}, which no rendered page answers`;
        yield at(
          'runbook_url',
          problem,
          'link to the page of the service, runbooks/alerts.md, with the name of the alert as its anchor',
        );
      }
      const shown = `${asText(grafana) ?? ''}/d/`;
      if (dashboards !== undefined && (typeof dashboard !== 'string' || !dashboard.startsWith(shown))) {
        const problem =
          dashboard === undefined
            ? `is missing on ${name}`
            : `is ${said(dashboard)}, which is no dashboard below the fact grafana`;
        yield at('dashboard_url', problem, 'link to a dashboard of the environment: /d/ below the fact grafana');
      }
    }
  },
};

/** Every address that a rendered page answers: itself, and each of its headings. */
function pagesOf(assembly: Assembly, base: string): ReadonlySet<string> {
  return new Set(
    documentsOf(assembly, 'runbook').flatMap(({ path = '', object }) => {
      const headings = [...(asText(object['markdown']) ?? '').matchAll(/^#+ (\S+)$/gm)];
      return headings.map(([, heading = '']) => `${base}${path}#${heading.toLowerCase()}`);
    }),
  );
}
