import { JsonPatch } from 'cdk8s';
import type { Document } from '../../../lib/assembly/document';
import { objectOf } from '../../support/documents';
import { render, service, testEnvironment } from '../../support/environment';

const production = testEnvironment({ tier: 'production' });
const { documents } = render(service('echo', { maturity: 'ga', slo: { latency: { p95: '1s' } } }), production);

/** The alerts of the service, by name. */
const alerts = (objectOf({ documents }, 'PrometheusRule', 'slo').spec.groups as { rules: Record<string, never>[] }[])
  .flatMap(({ rules }) => rules)
  .filter((rule) => 'alert' in rule) as unknown as readonly {
  readonly alert: string;
  readonly annotations: Readonly<Record<string, string>>;
}[];
const page = documents.find(({ domain, path }) => domain === 'runbook' && path === 'echo/runbooks/alerts.md')!;
const markdown = textOf(page);

function textOf(document: Document | undefined): string {
  const { markdown: text } = document?.object ?? {};
  return typeof text === 'string' ? text : '';
}

describe('the page that alerts link to', () => {
  it('is rendered below the address of runbooks, with a heading for each of them', () => {
    const addresses = [...markdown.matchAll(/^## (\w+)$/gm)].map(
      ([, heading = '']) => `https://runbooks.harbour.example/harbour/${page.path}#${heading.toLowerCase()}`,
    );

    expect(alerts.length).toBe(10);
    expect(alerts.filter(({ annotations }) => !addresses.includes(annotations['runbook_url'] ?? ''))).toEqual([]);
  });

  it('says of each what it means and the first three things to look at', () => {
    const sections = markdown.split(/^## /m).slice(1, -1);

    expect(sections.map((section) => section.split('\n')[0])).toEqual([
      ...new Set(alerts.map(({ alert }) => alert)),
      'MlServiceStopped',
    ]);
    for (const section of sections) {
      expect(section).toMatch(/^\w+\n\n(?:Page|Ticket)[^\n]{40,}\n\n1\. [^\n]+\n2\. [^\n]+\n3\. [^\n]+\n/);
    }
  });

  it('says how the service is stopped, who owns it, and where to look', () => {
    expect(markdown).toContain("taxiway stop echo --env harbour --level drain --why '…'");
    for (const level of ['drain', 'stop', 'quarantine']) expect(markdown).toContain(`\n- \`${level}\`: `);
    expect(markdown).toContain(
      'Owner: group::pilots. Pages wake whoever of group::pilots is on call; all of it is told in #pilots.',
    );
    expect(markdown).toContain('[rollout](https://charts.harbour.example/d/taxiway-harbour-rollout?var-service=echo)');
  });

  it('tells of an alert that a patch adds what it says of itself', () => {
    const patched = render(
      service('echo', {}, (echo) => {
        const said = { summary: 'Echoes are heard in the next valley.' };
        echo.slo.rules.addJsonPatch(
          JsonPatch.add('/spec/groups/0/rules/-', { alert: 'EchoTooLoud', expr: 'vector(1)', annotations: said }),
        );
      }),
      production,
    ).documents.find(({ path }) => path === 'echo/runbooks/alerts.md');

    expect(textOf(patched)).toContain('## EchoTooLoud\n\nTicket. Echoes are heard in the next valley.\n\n1. ');
  });

  it('wakes nobody where the team has no pager', () => {
    const quiet = render(
      service('echo'),
      testEnvironment({ tier: 'production', alertReceivers: { pilots: { pager: undefined } } }),
    ).documents.find(({ path }) => path === 'echo/runbooks/alerts.md');

    expect(textOf(quiet)).toContain('Nobody is woken; all of it is told in #pilots.');
  });
});
