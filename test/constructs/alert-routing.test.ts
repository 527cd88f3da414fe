import { receiversOf } from '../../lib/alerts/receivers';
import type { JsonObject } from '../../lib/assembly/document';
import { render, service, testEnvironment } from '../support/environment';
import { objectOf, ruleFileOf } from '../support/documents';

const CREW = {
  alertReceivers: { crew: { channel: '#crew' } },
  teams: { 'group::crew': { group: 'crew', receiver: 'crew' } },
} as const;

function routingIn(changes: Parameters<typeof testEnvironment>[0] = {}) {
  const rendering = render(service('echo'), testEnvironment({ tier: 'production', ...CREW, ...changes }));
  const file = rendering.documents.find(({ path }) => path === 'platform/alertmanager.yaml')?.object;
  const object = objectOf(rendering, 'AlertmanagerConfig', 'taxiway');
  // What was rendered is data.
  return {
    file: file!,
    object,
    tell: (labels: Readonly<Record<string, string>>) => receiversOf(object.spec as JsonObject, labels),
  };
}

describe('the routing of an environment', () => {
  it('tells a team of its own alerts, wakes who is on call for a page, and tells nobody else', () => {
    const { tell } = routingIn();

    expect(tell({ team: 'group::pilots', severity: 'page' })).toEqual(['pilots/pager', 'pilots/channel']);
    expect(tell({ team: 'group::pilots', severity: 'ticket' })).toEqual(['pilots/channel']);
    expect(tell({ team: 'group::crew', severity: 'ticket' })).toEqual(['crew/channel']);
  });

  it('tells a team without a pager of a page in its channel', () => {
    expect(routingIn().tell({ team: 'group::crew', severity: 'page' })).toEqual(['crew/channel']);
  });

  it('tells the fallback of what no team owns', () => {
    const { tell } = routingIn({ alertmanager: { fallback: 'group::crew' } });

    expect(tell({ alertname: 'Watchdog' })).toEqual(['crew/channel']);
    expect(tell({ team: 'group::gone', severity: 'page' })).toEqual(['crew/channel']);
    expect(routingIn().tell({ team: 'group::gone', severity: 'page' })).toEqual(['pilots/pager', 'pilots/channel']);
  });

  it('wakes nobody outside production', () => {
    expect(routingIn({ tier: 'staging' }).tell({ team: 'group::pilots', severity: 'page' })).toEqual([
      'pilots/channel',
    ]);
  });

  it('refers to a Secret, whose keys the file reads where they are mounted', () => {
    const { object, file } = routingIn();

    expect(object.spec.receivers).toContainEqual(
      expect.objectContaining({
        name: 'pilots/pager',
        pagerdutyConfigs: [expect.objectContaining({ routingKey: { name: 'alert-receivers', key: 'pilots-on-call' } })],
      }),
    );
    expect(file['receivers']).toContainEqual(
      expect.objectContaining({
        name: 'pilots/pager',
        pagerduty_configs: [
          expect.objectContaining({ routing_key_file: '/etc/alertmanager/secrets/alert-receivers/pilots-on-call' }),
        ],
      }),
    );
  });

  it('has the same routes in the file as in the object, as Alertmanager spells them', () => {
    const { file } = routingIn();

    expect(file).toMatchObject({
      route: {
        group_by: ['environment', 'service', 'alertname'],
        routes: expect.arrayContaining([
          {
            receiver: 'pilots/pager',
            matchers: ['team="group::pilots"', 'severity="page"'],
            continue: true,
            repeat_interval: '2h',
          },
        ]),
      },
      inhibit_rules: expect.arrayContaining([
        {
          source_matchers: ['severity="page"', 'environment!=""', 'service!=""', 'sli!=""'],
          target_matchers: ['severity="ticket"', 'environment!=""', 'service!=""', 'sli!=""'],
          equal: ['environment', 'service', 'sli'],
        },
      ]),
    });
  });

  it('is a file and no object where Google evaluates rules, and nothing where alerts are routed elsewhere', () => {
    const google = render(service('echo'), testEnvironment({ prometheus: { rules: 'google' } })).documents;
    const elsewhere = render(service('echo'), testEnvironment({ alertmanager: undefined })).documents;

    const kinds = (documents: typeof google) =>
      documents.map(({ kind }) => kind).filter((kind) => kind.startsWith('Alertmanager'));
    expect(kinds(google)).toEqual(['AlertmanagerFile']);
    expect(kinds(elsewhere)).toEqual([]);
  });

  it('comes with a rule that tells the fallback once that nothing is known of any service, with a page of its own', () => {
    const rendering = render(service('echo'), testEnvironment({ tier: 'production' }));

    const object = objectOf(rendering, 'PrometheusRule', 'platform--slo');
    const [rule] = object.spec.groups[0].rules;
    const page = rendering.documents.find(({ path }) => path === 'platform/runbooks/alerts.md');
    expect(object.metadata).toMatchObject({ namespace: 'watch', labels: { watch: 'rules' } });
    expect(rule).toMatchObject({
      alert: 'MlEnvironmentNoData',
      labels: {
        environment: 'harbour',
        service: 'platform',
        team: 'group::pilots',
        severity: 'page',
        namespace: 'watch',
      },
      annotations: {
        runbook_url: 'https://runbooks.harbour.example/harbour/platform/runbooks/alerts.md#mlenvironmentnodata',
        dashboard_url: 'https://charts.harbour.example/d/taxiway-harbour-overview?var-service=platform',
      },
    });
    expect(page?.object['markdown']).toContain('## MlEnvironmentNoData');
    expect(page?.object['markdown']).not.toContain('taxiway stop');
    expect(ruleFileOf(rendering, 'platform')).toEqual({ groups: object.spec.groups });
  });

  it('tells of the platform by a ticket outside production', () => {
    const { spec } = objectOf(render(service('echo')), 'PrometheusRule', 'platform--slo');

    expect(spec.groups[0].rules[0].labels.severity).toBe('ticket');
  });
});
