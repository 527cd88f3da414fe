/** The parts of Grafana's dashboard that are emitted, as its schema 39 has them; a test compares them with Grafana's own types. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: 39;
  readonly editable: false;
  readonly graphTooltip: 1;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: 'utc';
  readonly links: readonly DashboardLink[];
  readonly annotations: { readonly list: readonly Annotation[] };
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

export interface DashboardLink {
  readonly title: string;
  readonly type: 'link';
  readonly icon: string;
  readonly tooltip: string;
  readonly url: string;
  readonly tags: readonly string[];
  readonly asDropdown: false;
  readonly targetBlank: false;
  readonly includeVars: true;
  readonly keepTime: true;
}

export interface Annotation {
  readonly name: string;
  readonly datasource: typeof DATASOURCE;
  readonly enable: true;
  readonly iconColor: string;
  readonly expr: string;
  readonly titleFormat: string;
}

export type Variable =
  | {
      readonly name: 'datasource';
      readonly label: string;
      readonly type: 'datasource';
      readonly query: 'prometheus';
      readonly skipUrlSync: false;
    }
  | {
      readonly name: 'service';
      readonly label: string;
      readonly type: 'query';
      readonly datasource: typeof DATASOURCE;
      readonly definition: string;
      readonly query: { readonly qryType: 1; readonly query: string; readonly refId: 'service' };
      /** When the time range changes. */
      readonly refresh: 2;
      /** By name. */
      readonly sort: 1;
      readonly skipUrlSync: false;
    };

export interface Panel {
  readonly id: number;
  readonly type: PanelKind;
  readonly title: string;
  readonly description?: string;
  readonly datasource: typeof DATASOURCE;
  readonly gridPos: GridPos;
  readonly targets: readonly Target[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly fieldConfig: { readonly defaults: Readonly<Record<string, unknown>>; readonly overrides: readonly never[] };
  readonly transformations?: readonly { readonly id: string; readonly options: Readonly<Record<string, unknown>> }[];
}

/** Of 24 columns; a unit of height is 38 pixels, and a screen of 1080 pixels shows 23 of them. */
export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Target {
  readonly refId: string;
  readonly datasource: typeof DATASOURCE;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly format?: 'table';
}

export type PanelKind = 'stat' | 'timeseries' | 'table';

/** Chosen by whoever looks: the same dashboard works wherever PromQL does. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** From which value on what is shown is not right any more, and from which it is wrong. */
export interface Limits {
  readonly warn?: number;
  readonly bad?: number;
  /** Whether less is worse. */
  readonly below?: true;
}

/** What a panel shows. */
export interface PanelSpec {
  readonly kind: PanelKind;
  readonly title: string;
  readonly description?: string;
  /** As Grafana calls it: `percentunit`, `reqps`, `bytes`, `short`. */
  readonly unit: string;
  readonly w: number;
  readonly h: number;
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  readonly limits?: Limits;
  readonly max?: number;
  readonly stacked?: true;
  /** May fall below nothing, as a budget does. */
  readonly signed?: true;
  /** Where a row leads. */
  readonly link?: { readonly title: string; readonly url: string };
  /** Of a table: the labels that are columns, in order. */
  readonly columns?: readonly string[];
}

/** A panel at a place. */
export function panelOf(spec: PanelSpec, id: number, gridPos: GridPos): Panel {
  const { kind, title, description, queries } = spec;
  return {
    id,
    type: kind,
    title,
    ...(description === undefined ? {} : { description }),
    datasource: DATASOURCE,
    gridPos,
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATASOURCE,
      expr,
      legendFormat,
      instant: kind !== 'timeseries',
      range: kind === 'timeseries',
      ...(kind === 'table' ? { format: 'table' as const } : {}),
    })),
    options: OPTIONS[kind],
    fieldConfig: { defaults: fieldsOf(spec), overrides: [] },
    ...(spec.columns === undefined ? {} : { transformations: [columnsOf(spec.columns)] }),
  };
}

/** How each kind of panel draws. */
export const OPTIONS = {
  stat: {
    colorMode: 'background',
    graphMode: 'none',
    justifyMode: 'auto',
    orientation: 'auto',
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    textMode: 'auto',
    wideLayout: true,
  },
  timeseries: {
    legend: { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  table: { showHeader: true, cellHeight: 'sm', footer: { show: false, reducer: [], countRows: false } },
} as const satisfies Readonly<Record<PanelKind, object>>;

function fieldsOf({ kind, unit, limits, max, stacked, signed, link }: PanelSpec): Readonly<Record<string, unknown>> {
  return {
    unit,
    ...(kind === 'table' ? {} : { noValue: 'no data' }),
    ...(kind === 'timeseries' && signed === undefined ? { min: 0 } : {}),
    ...(link === undefined ? {} : { links: [link] }),
    ...(max === undefined ? {} : { max }),
    ...(kind === 'table'
      ? {}
      : { thresholds: thresholdsOf(limits), color: { mode: kind === 'stat' ? 'thresholds' : 'palette-classic' } }),
    ...(kind === 'timeseries'
      ? {
          custom: {
            drawStyle: 'line',
            lineWidth: 1,
            fillOpacity: stacked ? 30 : 0,
            showPoints: 'never',
            stacking: { group: 'A', mode: stacked ? 'normal' : 'none' },
            thresholdsStyle: { mode: limits === undefined ? 'off' : 'dashed' },
          },
        }
      : {}),
  };
}

function thresholdsOf(limits: Limits | undefined) {
  const step = (color: string, value: number | null) => ({ color, value });
  if (limits === undefined) return { mode: 'absolute', steps: [step('blue', null)] };
  const { warn, bad, below } = limits;
  const [worst, middle] = below ? [step('red', null), bad] : [step('green', null), warn];
  return {
    mode: 'absolute',
    steps: [
      worst,
      ...(middle === undefined ? [] : [step('orange', middle)]),
      ...(below && warn !== undefined ? [step('green', warn)] : []),
      ...(below === undefined && bad !== undefined ? [step('red', bad)] : []),
    ],
  };
}

function columnsOf(columns: readonly string[]) {
  return {
    id: 'organize',
    options: {
      includeByName: Object.fromEntries(columns.map((name) => [name, true])),
      indexByName: Object.fromEntries(columns.map((name, index) => [name, index])),
    },
  };
}
