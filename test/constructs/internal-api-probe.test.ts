import { objectOf } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

const OPERATED = { prober: { address: 'blackbox.watch.svc:9115', module: 'answers' } } as const;
const GOOGLE = {
  rules: 'google',
  prober: { pods: { namespace: 'probes', labels: { app: 'blackbox' } }, port: 'http', module: 'answers' },
} as const;

const rendered = (changes: Parameters<typeof testEnvironment>[0]) => render(service('echo'), testEnvironment(changes));
const alertsIn = (changes: Parameters<typeof testEnvironment>[0], kind = 'PrometheusRule') => {
  const { spec } = objectOf(rendered(changes), kind, 'platform--slo');
  // What was rendered is data.
  return (spec.groups as readonly { readonly rules: readonly Record<string, never>[] }[]).flatMap(({ rules }) => rules);
};

describe('the probe of the internal API', () => {
  it('asks the predefined address by the exporter of the environment, where its Prometheus looks', () => {
    const probe = objectOf(rendered({ prometheus: OPERATED }), 'Probe', 'taxiway-internal-api');

    expect(probe.metadata).toMatchObject({ namespace: 'watch', labels: { watch: 'monitors' } });
    expect(probe.spec).toEqual({
      jobName: 'taxiway-internal-api',
      prober: { url: 'blackbox.watch.svc:9115' },
      module: 'answers',
      interval: '30s',
      targets: { staticConfig: { static: ['https://api.harbour.example:8443'] } },
    });
  });

  it('asks the pods of the exporter where Google has no kind for it', () => {
    const probe = objectOf(rendered({ prometheus: GOOGLE }), 'PodMonitoring', 'taxiway-internal-api');

    expect(probe.metadata.namespace).toBe('probes');
    expect(probe.spec).toMatchObject({
      selector: { matchLabels: { app: 'blackbox' } },
      endpoints: [
        {
          port: 'http',
          path: '/probe',
          params: { module: ['answers'], target: ['https://api.harbour.example:8443'] },
        },
      ],
    });
  });

  it('pages in production where it is not answered, and leads to a page that says what to do', () => {
    const rendering = rendered({ tier: 'production', prometheus: OPERATED });
    const [, unreachable, unprobed] = alertsIn({ tier: 'production', prometheus: OPERATED });

    expect(unreachable).toMatchObject({
      alert: 'MlEnvironmentApiUnreachable',
      labels: { severity: 'page', team: 'group::pilots', service: 'platform', environment: 'harbour' },
      annotations: {
        runbook_url: 'https://runbooks.harbour.example/harbour/platform/runbooks/alerts.md#mlenvironmentapiunreachable',
      },
    });
    expect(unprobed).toMatchObject({ alert: 'MlEnvironmentApiUnprobed', labels: { severity: 'ticket' } });
    const page = rendering.documents.find(({ path }) => path === 'platform/runbooks/alerts.md');
    expect(page?.object['markdown']).toContain('## MlEnvironmentApiUnreachable');
    expect(page?.object['markdown']).toContain('taxiway list --env harbour');
  });

  it('is a ticket elsewhere', () => {
    expect(alertsIn({ prometheus: OPERATED })[1]).toMatchObject({ labels: { severity: 'ticket' } });
  });

  it('sees only the probes of its own cluster among all that Google has', () => {
    const [, unreachable] = alertsIn({ prometheus: GOOGLE }, 'GlobalRules');

    for (const label of ['project_id="harbour-models"', 'cluster="quay"', 'namespace="probes"'])
      expect(unreachable?.['expr']).toContain(label);
  });

  it('is not there without an exporter, or without somebody to tell', () => {
    const without = [rendered({}), rendered({ prometheus: OPERATED, alertmanager: undefined })];

    expect(without.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    expect(without.flatMap(({ documents }) => documents.filter(({ kind }) => kind === 'Probe'))).toEqual([]);
    expect(alertsIn({}).filter(({ alert }) => String(alert).startsWith('MlEnvironmentApi'))).toEqual([]);
  });
});
