import { faultsOf } from '../../../lib/logs/contract';
import { findLogMetrics } from '../../../lib/slo/log-metrics';
import { logGroups } from '../../../lib/slo/log-rules';
import type { AlertRule } from '../../../lib/slo/rules';
import { testEnvironment } from '../../support/environment';

const OWNER = { service: 'echo', namespace: 'echo', owner: 'group::pilots', environment: 'harbour' };
const exported = findLogMetrics(testEnvironment({ prometheus: { logMetrics: 'exported' } }))!;
const google = findLogMetrics(testEnvironment({ prometheus: { rules: 'google' } }))!;
const groupsOf = (metrics = exported, workloads: readonly string[] = ['api']) =>
  logGroups(OWNER, { metrics, project: 'harbour-models', workloads });
// The group has one rule, and it alerts.
const ruleOf = (...given: Parameters<typeof groupsOf>) => groupsOf(...given)[0]!.rules[0] as AlertRule;

describe('the counters of logs', () => {
  it('are called as Cloud Monitoring does, of the one kind of resource that is meant', () => {
    expect(google.text).toMatchObject({
      name: 'logging_googleapis_com:user_taxiway_harbour_log_text',
      always: [{ label: 'monitored_resource', by: '=', value: 'k8s_container' }],
      bornAtZero: true,
    });
  });

  it('are called as stackdriver_exporter does, which splits names at digits', () => {
    const { lines } = findLogMetrics({
      ...testEnvironment({ prometheus: { logMetrics: 'exported' } }),
      name: 'eu2-b1',
    })!;

    expect(lines.name).toBe('stackdriver_k_8_s_container_logging_googleapis_com_user_taxiway_eu_2_b_1_log_lines');
    expect(lines.bornAtZero).toBe(false);
  });

  it('are unseen where nobody said that the exporter has them', () => {
    expect(findLogMetrics(testEnvironment())).toBeUndefined();
  });
});

describe('the alert of text in logs', () => {
  it('PRM-1 carries what routing looks at, and is a ticket', () => {
    const { alert, labels } = ruleOf();

    expect(alert).toBe('MlServiceLogsUnstructured');
    expect(labels).toEqual({
      service: 'echo',
      environment: 'harbour',
      team: 'group::pilots',
      namespace: 'echo',
      severity: 'ticket',
    });
  });

  it.each([
    ['an exporter', exported],
    ['Google', google],
  ])('names the two counters, by labels that they have, as %s does', (_, metrics) => {
    const selected = [...ruleOf(metrics).expr.matchAll(/([\w:]+)\{([^}]*)\}/g)];

    expect(new Set(selected.map(([, metric]) => metric))).toEqual(new Set([metrics.lines.name, metrics.text.name]));
    for (const [, , selector = ''] of selected)
      expect([...metrics.lines.labels, 'monitored_resource']).toEqual(
        expect.arrayContaining([...selector.matchAll(/(\w+)=/g)].map(([, label]) => label)),
      );
  });

  it('tells each workload apart, and asks of none that is left out', () => {
    expect(ruleOf(exported, ['api', 'ranker']).expr).toContain('container_name=~"api|ranker"');
    expect(groupsOf(exported, [])).toEqual([]);
  });

  it('leaves as much room as the check of a captured log does', () => {
    expect(ruleOf().expr).toContain('\n> 0.05\n');
    expect(ruleOf().annotations['description']).toContain('at most 5 %');
  });
});

describe('a line that Google keeps as text', () => {
  const three = { severity: 'INFO', message: 'ready', time: '2027-01-31T12:00:00Z' };

  it.each([
    ['has three keys', {}],
    ['has a request beside them', { httpRequest: { status: 200 } }],
    ['has what Google takes out as well', { 'logging.googleapis.com/trace': 'projects/a/traces/b', timestamp: '' }],
  ])('is found where it is written: it %s', (_, more) => {
    expect(faultsOf(JSON.stringify({ ...three, ...more }))).toMatchObject([{ kind: 'missing', key: 'service' }]);
  });

  it('is none with one key more', () => {
    expect(faultsOf(JSON.stringify({ ...three, logger: 'main' }))).toEqual([]);
  });
});
