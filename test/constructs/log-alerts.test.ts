import { MlService } from '../../constructs/ml-service';
import { Workload } from '../../constructs/workload';
import type { Environment } from '../../lib/environment';
import { findAll, ruleFileOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';

const exported = testEnvironment({ prometheus: { logMetrics: 'exported' } });
const google = testEnvironment({ prometheus: { rules: 'google' } });
const TEXT = { format: 'text', reason: 'a binary of others' } as const;

/** A service with a second workload, which is made after everything of the first. */
const pair = (first: LooseProps = {}, second: LooseProps = {}) =>
  class Pair extends MlService {
    constructor(env: Environment) {
      super(env, 'pair', { owner: 'group::pilots', image: env.image('echo'), ...first });
      new Workload(this, 'ranker', { image: env.image('ranker'), ...second });
    }
  };

/** The object about logs, wherever it is. */
const logsIn = (rendered: ReturnType<typeof render>): Read =>
  [...findAll(rendered, 'PrometheusRule'), ...findAll(rendered, 'GlobalRules')]
    .map(({ object }) => object as Read)
    .find(({ metadata }) => /^(?:.+--)?logs$/.test(String(metadata.name)));
const exprIn = (rendered: ReturnType<typeof render>): string => String(logsIn(rendered)?.spec.groups[0].rules[0].expr);

describe('the alert of the logs of a service', () => {
  it('ships as an object that Prometheus selects, and in the one file of the service, last', () => {
    const rendered = render(service('echo'), exported);

    expect(rendered.mistakes).toEqual([]);
    expect(logsIn(rendered)?.metadata).toMatchObject({ name: 'logs', namespace: 'echo', labels: { watch: 'rules' } });
    expect(ruleFileOf(rendered, 'echo').groups.at(-1).name).toBe('taxiway:echo:logs');
  });

  it('ships as one that sees the whole project, where Google evaluates', () => {
    const found = logsIn(render(service('echo'), google));

    expect(found).toMatchObject({ kind: 'GlobalRules', metadata: { name: 'echo--logs' } });
    expect(found?.metadata.namespace).toBeUndefined();
  });

  it('is none where no rule would find the counters: an alert that can never fire hides what it is for', () => {
    const rendered = render(service('echo'), testEnvironment());

    expect(logsIn(rendered)).toBeUndefined();
    expect(findAll(rendered, 'resource.google_logging_metric')).toEqual([]);
  });

  it('leaves out the workload that declared text, and is none where all have', () => {
    expect(exprIn(render(pair(), exported))).toContain('container_name=~"api|ranker"');
    expect(exprIn(render(pair({ logs: TEXT }), exported))).toContain('container_name=~"ranker"');
    expect(exprIn(render(pair({}, { logs: TEXT }), exported))).toContain('container_name=~"api"');
    expect(logsIn(render(pair({ logs: TEXT }, { logs: TEXT }), exported))).toBeUndefined();
  });

  it('links to its page, and to a dashboard', () => {
    const { annotations } = logsIn(render(service('echo'), exported))?.spec.groups[0].rules[0];

    expect(annotations.runbook_url).toMatch(/\/echo\/runbooks\/alerts\.md#mlservicelogsunstructured$/);
    expect(annotations.dashboard_url).toMatch(/overview\?var-service=echo$/);
  });
});
