import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Dashboard } from '../../lib/dashboards/panel';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { findLogMetrics } from '../../lib/slo/log-metrics';
import { queriesIn, type Query } from '../support/queries';
import type { Read } from '../support/documents';
import { Alerting } from './support/alerting';
import { describeWith, fileOf, prove, statusOf } from './support/engine';
import { assemblyOf, bodiesOf, DIST, ENVIRONMENTS, factsOf, ruleFiles } from './support/fleet';
import { run } from './support/process';
import { World } from './support/world';

/** The labels of every alert that a service may fire, and its service. */
function alertsOf(environment: string): readonly Read[] {
  return bodiesOf(environment, 'PrometheusRule')
    .flatMap((object: Read) => object.spec.groups)
    .flatMap((group: Read) => group.rules)
    .filter((rule: Read) => rule.alert !== undefined)
    .map((rule: Read) => ({ alertname: rule.alert, ...rule.labels }));
}

/** Who has to be told of an alert, from the facts alone: the team's channel, and its pager where a page is a page. */
function expected(environment: string, team: string, severity: string): readonly string[] {
  const { teams, alertmanager, alertReceivers, tier } = factsOf(environment);
  const receiver: string = (teams[team] ?? teams[alertmanager.fallback]).receiver;
  const pager = severity === 'page' && tier === 'production' && alertReceivers[receiver].pager !== undefined;
  return [...(pager ? [`${receiver}/pager`] : []), `${receiver}/channel`];
}

const fileIn = (environment: string): string => join(DIST, environment, 'platform/alertmanager.yaml');

function routed(file: string, labels: Readonly<Record<string, string>>, receivers: readonly string[]) {
  const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const verify = `--verify.receivers=${receivers.join(',')}`;
  return run(fileOf('alertmanager', 'amtool'), ['config', 'routes', 'test', '--config.file', file, verify, ...words]);
}

describeWith('alertmanager', () => {
  it.each(ENVIRONMENTS)('tells of each alert of %s the team of the service, and nobody else', async (environment) => {
    const file = fileIn(environment);
    const check = await run(fileOf('alertmanager', 'amtool'), ['check-config', file]);
    expect({ code: check.code, stderr: check.stderr }).toEqual({ code: 0, stderr: '' });
    const alerts = alertsOf(environment);
    // Teams without a service, and alerts of nobody's.
    const others = [...Object.keys(factsOf(environment).teams as object), 'group::nobody', ''].flatMap((team) =>
      ['page', 'ticket', ''].map((severity) => ({ team, severity })),
    );

    const wrong: string[] = [];
    for (const labels of [...alerts, ...others] as Record<string, string>[]) {
      const wanted = expected(environment, labels['team'] ?? '', labels['severity'] ?? '');
      const { code, stdout } = await routed(file, labels, wanted);
      if (code !== 0) wrong.push(`${JSON.stringify(labels)} → ${stdout.trim()}, not ${wanted.join(',')}`);
    }

    expect(wrong).toEqual([]);
    expect(alerts.length + others.length).toBeGreaterThan(20);
    prove(
      'alertmanager',
      environment,
      `${environment}: ${alerts.length + others.length} alerts routed by amtool: 0 astray`,
    );
  });

  it('notices an alert that goes to another team', async () => {
    const { code } = await routed(fileIn('production'), { team: 'group::code-creation', severity: 'page' }, [
      'code-review/channel',
    ]);

    expect(code).toBe(1);
  });
});

const OUT = 'code-suggestions';
/** A service whose measure is lost in the end. */
const LOST = 'spamcheck';
/** A service whose first failures come while another one's page is told. */
const BACKENDS = /^gkegw1-\[a-z0-9\]\{4\}-(.*)-\[a-z0-9\]\{12\}$/;

/** How the rules of a service select what its load balancer says: the metric and labels that match. */
function backendsIn(environment: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (const object of bodiesOf(environment, 'PrometheusRule')) {
    const text = JSON.stringify(object.spec.groups);
    const [, metric = '', project = '', pattern = ''] =
      /(\w+request_count)\{project_id=\\"([^"\\]*)\\",backend_target_name=~\\"([^"\\]*)\\"/.exec(text) ?? [];
    const inner = BACKENDS.exec(pattern)?.[1];
    if (inner === undefined) continue;
    found.set(String(object.metadata.namespace), {
      metric,
      project_id: project,
      backend_target_name: `gkegw1-ab1c-${inner}-abcdef123456`,
    });
  }
  return found;
}

/** What rules read of pods: the series that they select, none of which is a failure. */
function countersIn(environment: string): readonly string[] {
  const rules = bodiesOf(environment, 'PrometheusRule').flatMap((object) =>
    (object.spec.groups as readonly Read[]).flatMap((group) => group.rules as readonly Read[]),
  );
  const measured = rules.filter(({ record }) => /^slo:sli_(?:total|error):rate5m$/.test(String(record)));
  const found = measured.flatMap(({ expr }) => [
    ...String(expr).matchAll(/([\w:]+)\{(namespace="[^"]*",container="[^"]*")(?:,le=~"(\d+)[^"]*")?\}/g),
  ]);
  return [
    ...new Set(
      found.map(([, metric = '', labels = '', le]) => `${metric}{${labels}${le === undefined ? '' : `,le="${le}"`}}`),
    ),
  ];
}

function dashboardsIn(environment: string): readonly Dashboard[] {
  return bodiesOf(environment, 'ConfigMap').flatMap((map: Read) =>
    Object.values(map.data as object).map((json) => JSON.parse(String(json)) as Dashboard),
  );
}

const isOfLost = ({ expr }: Query): boolean => expr.includes('"MlServiceSliNoData"');

// Both are needed: whoever lacks one is told so by the tests above, or below.
const both = statusOf('alertmanager').state === 'ready' ? 'prometheus' : 'alertmanager';

describeWith(both, () => {
  const alerting = new Alerting();
  let world!: World;

  afterAll(() => {
    alerting.stop();
  });

  it('wakes the team whose service is out, and no other, and answers every query of every dashboard', async () => {
    const facts = factsOf('production');
    const backends = backendsIn('production');
    const logMetrics = findLogMetrics(facts as EnvironmentSpec);
    if (logMetrics === undefined) throw new Error('nothing counts logs');
    const { project } = facts.google;
    const counters = countersIn('production');
    world = new World(backends, bodiesOf('production', 'ExternalSecret'), logMetrics, String(project), counters);
    expect(counters.length).toBeGreaterThan(5);
    alerting.metrics = () => world.expose();
    const rules = ruleFiles('production').map((path): Read =>
      load(readFileSync(join(DIST, 'production', path), 'utf8')),
    );
    const routing = assemblyOf('production').documents.find(({ kind }) => kind === 'AlertmanagerFile')?.object;
    const keys = Object.entries(facts.alertReceivers as object).flatMap(([name, receiver]: [string, Read]) => [
      `channel-${name}`,
      String(receiver.pager),
    ]);
    await alerting.start(rules, routing, String(facts.alertmanager.secret), keys);

    await alerting.until('every service is measured', async () => {
      const { answers } = await alerting.ask('slo:sli_total:rate30m{sli="lb-availability"} > 0');
      return answers === backends.size;
    });
    expect(alerting.told).toEqual([]);
    world.failing.add(OUT);
    await alerting.until('somebody is woken', () => alerting.told.some(({ who }) => who.startsWith('pager ')));
    await alerting.until('the channel knows', () => alerting.told.some(({ who }) => who.startsWith('#')));

    expect(new Set(alerting.told.map(({ who }) => who))).toEqual(
      new Set(['pager pager-code-creation', '#g_code_creation_alerts']),
    );
    const [{ text } = { text: '' }] = alerting.told.filter(({ who }) => who.startsWith('#'));
    expect(text).toContain('MlServiceBudgetBurnFast: code-suggestions in production');
    expect(text).toContain(
      `${String(facts.runbooks)}/production/code-suggestions/runbooks/alerts.md#mlservicebudgetburnfast`,
    );

    await alerting.until('a budget is reckoned, which takes its time', async () => {
      const { answers } = await alerting.ask(`slo:period_error_budget_remaining:ratio{service="${OUT}"}`);
      return answers > 0;
    });
    const dashboards = dashboardsIn('production');
    const queries = dashboards.flatMap(queriesIn);
    const silent: string[] = [];
    // What shows only what is lost has nothing to show yet.
    for (const { place, expr } of queries.filter((query) => !isOfLost(query))) {
      const { answers, error } = await alerting.ask(expr.replaceAll('$service', OUT));
      if (answers === 0) silent.push(`${place}: ${error ?? 'no answer'}: ${expr}`);
    }
    expect(silent).toEqual([]);
    // The share without its limit: an alert that waits an hour is not told here.
    const shares = bodiesOf('production', 'PrometheusRule')
      .flatMap((object: Read) => object.spec.groups.flatMap((group: Read) => group.rules) as Read[])
      .filter(({ alert }) => alert === 'MlServiceLogsUnstructured')
      .map(({ expr }) => String(expr).split('\n> ')[0] ?? '');
    for (const share of shares) expect([share, await alerting.ask(share)]).toMatchObject([share, { answers: 1 }]);
    expect(shares).toHaveLength(backends.size);
    expect(dashboards).toHaveLength(4);

    world.failing.delete(OUT);
    await alerting.until('it is told that it is over', () =>
      alerting.told.some(({ text: said }) => said.startsWith('resolve')),
    );
    expect(new Set(alerting.told.map(({ who }) => who)).size).toBe(2);
    prove(
      both,
      'end to end',
      `an outage of one of ${backends.size} services: its team woken and told, no other; ${queries.length} queries of ${dashboards.length} dashboards answered`,
    );
  });

  it('PRM-1 silences what follows from something that is told, and nothing else', async () => {
    const of = (alertname: string, severity: string, team: string, more: Readonly<Record<string, string>> = {}) => ({
      alertname,
      severity,
      team: `group::${team}`,
      ...more,
    });
    const spam = { environment: 'production', service: 'spamcheck', sli: 'lb-availability' };
    const found = { environment: 'production', service: 'embeddings' };
    alerting.told.splice(0);

    await alerting.fire([
      // Two that have neither service nor measure, and nothing to do with each other.
      of('Flood', 'page', 'code-creation'),
      of('Drought', 'ticket', 'anti-abuse'),
      of('Fast', 'page', 'anti-abuse', spam),
      of('Slow', 'ticket', 'anti-abuse', spam),
      of('SlowElsewhere', 'ticket', 'anti-abuse', { ...spam, sli: 'app-latency' }),
      // One that explains those of services.
      of('MlEnvironmentNoData', 'page', 'runway', { environment: 'production', service: 'platform' }),
      of('MlServiceSliNoData', 'ticket', 'code-review', {
        environment: 'production',
        service: 'suggested-reviewers',
        sli: 'lb-availability',
      }),
      of('MlServiceStopped', 'ticket', 'global-search', found),
      of('Outage', 'page', 'global-search', { ...found, sli: 'lb-availability' }),
    ]);
    const names = ['Flood', 'Drought', 'Fast', 'SlowElsewhere', 'MlServiceStopped', 'MlEnvironmentNoData'];
    await alerting.until('the others are told', () =>
      names.every((name) => alerting.told.some(({ text }) => text.includes(` ${name}:`))),
    );

    expect(await alerting.silenced()).toEqual(['MlServiceSliNoData', 'Outage', 'Slow']);
    expect(alerting.told.filter(({ text }) => / (?:Outage|Slow|MlServiceSliNoData):/.test(text))).toEqual([]);
    expect(alerting.told.filter(({ text }) => text.includes(' Flood:')).map(({ who }) => who)).toEqual(
      expect.arrayContaining(['#g_code_creation_alerts']),
    );
    prove('alertmanager', 'silences', 'nine alerts at once: three silenced by what they follow from, six told');
  });

  it('shows a measure that is lost, and none before', async () => {
    const [lost, ...others] = dashboardsIn('production').flatMap(queriesIn).filter(isOfLost);
    expect([lost?.place, others]).toEqual(['Services (production): Measures without data A', []]);
    const expr = lost?.expr ?? '';
    expect(await alerting.ask(expr)).toEqual({ answers: 0 });

    await alerting.until('there were requests an hour ago', async () => {
      const { answers } = await alerting.ask(`slo:sli_total:rate30m{service="${LOST}"} offset 60s > 0.1`);
      return answers > 0;
    });
    world.lost.add(LOST);

    await alerting.until('it is seen', async () => (await alerting.ask(expr)).answers > 0);
  });
});
