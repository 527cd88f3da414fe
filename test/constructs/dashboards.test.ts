import type * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { dashboardOf } from '../../lib/dashboards/dashboard';
import { RECORDED, SHOWN_METRICS } from '../../lib/dashboards/metrics';
import { DASHBOARDS, type DashboardName } from '../../lib/dashboards/names';
import type { Annotation, Dashboard, OPTIONS, Panel, Target, Variable } from '../../lib/dashboards/panel';
import { objectOf } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import { queriesIn } from '../support/queries';

/** A type of Grafana's as plain data: without the functions by which its builders know each other, and unchangeable like ours. */
type Data<T> = T extends readonly (infer Item)[]
  ? readonly Data<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as T[Key] extends (...words: never[]) => unknown ? never : Key]: Data<T[Key]> }
    : T extends string
      ? `${T}`
      : T extends number
        ? `${T}` extends `${infer Value extends number}`
          ? Value
          : T
        : T;

type Fits<Ours, Theirs> = Ours extends Data<Theirs> ? true : Ours;

const every = DASHBOARDS.map((name) => [name] as const);
const production = testEnvironment({ tier: 'production' });
const of = (name: DashboardName) => dashboardOf(name, production);

describe('dashboards', () => {
  it("are what Grafana's own types take", () => {
    // oxlint-disable-next-line typescript/no-deprecated -- what every Grafana since 10 reads; its second version needs 12
    const dashboard: Fits<Omit<Dashboard, 'panels' | 'templating' | 'annotations'>, Partial<sdk.Dashboard>> = true;
    const panel: Fits<Omit<Panel, 'targets' | 'transformations'>, sdk.Panel> = true;
    const target: Fits<Target, prometheus.Dataquery> = true;
    const variable: Fits<Omit<Variable, 'query'>, sdk.VariableModel> = true;
    const annotation: Fits<Annotation, sdk.AnnotationQuery> = true;
    // What is left out has a default in Grafana.
    const options: [
      Fits<(typeof OPTIONS)['stat'], Partial<stat.Options>>,
      Fits<(typeof OPTIONS)['table'], Partial<table.Options>>,
      Fits<(typeof OPTIONS)['timeseries'], timeseries.Options>,
    ] = [true, true, true];
    // @ts-expect-error 2322 -- a place without a height is none
    const wrong: Fits<Omit<Panel, 'gridPos' | 'targets' | 'transformations'> & { gridPos: { x: 1 } }, sdk.Panel> = true;

    expect([dashboard, panel, target, variable, annotation, wrong, ...options]).toEqual(Array(9).fill(true));
  });

  it.each(every)('lay out %s without an overlap, each panel with an id and a title of its own', (name) => {
    const { panels } = of(name);

    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos }) => gridPos.x + gridPos.w))).toBeLessThanOrEqual(24);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  it.each(every)('name in %s only metrics of the contract, with labels that these have', (name) => {
    const known = new Map(SHOWN_METRICS.map((metric) => [metric.name, new Set(metric.labels)]));

    const used = queriesIn(of(name)).map(({ expr }) => namesIn(expr));

    expect(used.length).toBeGreaterThan(8);
    expect(used.flatMap(({ metrics }) => metrics).filter((metric) => !known.has(metric))).toEqual([]);
    const labels = used.flatMap(({ metrics, labels: found }) =>
      found.filter((label) => !metrics.some((metric) => known.get(metric)?.has(label))),
    );
    expect(labels).toEqual([]);
  });

  it('know every series that rules record, and no other', () => {
    const { documents } = render(service('echo', { slo: { latency: { p95: '1s' } } }), production);

    const groups = objectOf({ documents }, 'PrometheusRule', 'slo').spec.groups as { rules: { record?: string }[] }[];
    const records = groups.flatMap(({ rules }) => rules).flatMap(({ record }) => record ?? []);
    expect([...new Set(records)].sort()).toEqual(RECORDED.map(({ name }) => name).sort());
  });

  it('lie where Grafana looks, with the labels that it picks them by, and no more of them for more services', () => {
    const one = render(service('echo'), production);
    const three = render([service('echo'), service('reed'), service('gong')], production);

    const maps = (documents: typeof one.documents) => documents.filter(({ kind }) => kind === 'ConfigMap');
    expect(maps(three.documents)).toEqual(maps(one.documents));
    const object = objectOf(one, 'ConfigMap', 'taxiway-harbour-slo');
    expect(object.metadata).toMatchObject({
      namespace: 'watch',
      labels: { charts: 'yes', 'taxiway.dev/dashboard': 'slo' },
    });
    expect(JSON.parse(object.data['slo.json'] as string)).toEqual(of('slo'));
  });

  it('are none where the environment names no Grafana that picks them up', () => {
    const { documents } = render(service('echo'), testEnvironment({ dashboards: undefined }));

    expect(documents.filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
  });

  it('show one cluster of those that share what Google stores', () => {
    const spec = testEnvironment({ prometheus: { rules: 'google' } });

    const [{ expr } = { expr: '' }] = queriesIn(dashboardOf('gpu', spec));

    expect(expr).toContain('project_id="harbour-models",location="us-central1",cluster="quay",namespace="$service"');
  });
});

const WORDS = new Set(
  'sum avg max min count topk bottomk increase changes vector by on or and unless without group_left bool'.split(' '),
);

/** The metrics of an expression, and the labels by which it finds or groups them. */
function namesIn(expr: string): { readonly metrics: readonly string[]; readonly labels: readonly string[] } {
  const labels: string[] = [];
  const note = (list: string): string => {
    labels.push(...list.split(',').flatMap((part) => /^\s*(\w+)/.exec(part)?.[1] ?? []));
    return ' ';
  };
  const rest = expr
    .replaceAll(/\{([^}]*)\}/g, (_, list: string) => note(list))
    .replaceAll(/\b(?:by|on|without)\s*\(([^)]*)\)/g, (_, list: string) => note(list))
    .replaceAll(/\[[^\]]*\]/g, ' ');
  const metrics = [...rest.matchAll(/[a-zA-Z_:][\w:]*/g)].map(([word]) => word).filter((word) => !WORDS.has(word));
  return { metrics, labels };
}
