import type { Document, Json } from '../../../assembly/document';
import { asList, asObject, asText, at } from '../../../check/json';
import { DASHBOARD_LABEL } from '../../../labels';
import { documentOf, keyOf, shown } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { comesAndGoes, neutral, observability, when } from '../vocabulary';
import { factsOf, OBJECT } from './metadata';

/** Whether a ConfigMap holds a dashboard of ours. */
const isDashboard = (document: Document): boolean => nameIn(document) !== undefined;

function nameIn({ object }: Document): string | undefined {
  return asText(at(object, 'metadata', 'labels', DASHBOARD_LABEL));
}

const called = (situation: LeafSituation | WholeSituation): string =>
  `the dashboard ${shown(nameIn(documentOf(situation)))} of {environment}`;

/** What a dashboard shows, panel by panel. */
const shows: Judge<LeafSituation> = (situation) => {
  const [before, after] = [panelsOf(situation.before), panelsOf(situation.after)];
  const gone = [...before.keys()].filter((title) => !after.has(title));
  const come = [...after.keys()].filter((title) => !before.has(title));
  const other = [...after].filter(([title, panel]) => before.has(title) && before.get(title) !== panel);
  const list = (titles: readonly string[]): string => shown(titles.join(', '));
  const said = [
    ...(gone.length > 0
      ? [observability.less<LeafSituation>(`${called(situation)} does not show ${list(gone)} any more`)]
      : []),
    ...(come.length > 0 ? [observability.more<LeafSituation>(`${called(situation)} shows ${list(come)}`)] : []),
    ...(other.length > 0
      ? [
          observability.other<LeafSituation>(
            `${called(situation)} shows otherwise: ${list(other.map(([title]) => title))}`,
          ),
        ]
      : []),
  ];
  const judges = said.length > 0 ? said : [neutral<LeafSituation>(`${called(situation)} looks otherwise`)];
  return judges.flatMap((judge) => judge(situation));
};

function panelsOf(text: Json | undefined): ReadonlyMap<string, string> {
  const panels = asList(asObject(parsed(text))['panels']);
  return new Map(
    panels.flatMap((panel) => {
      const { id: _, gridPos: __, ...content } = asObject(panel);
      const title = asText(content['title']);
      return title === undefined ? [] : [[title, JSON.stringify(content)] as const];
    }),
  );
}

function parsed(text: Json | undefined): Json {
  try {
    // Whatever JSON holds is data.
    return JSON.parse(asText(text) ?? '') as Json;
  } catch {
    return null;
  }
}

/** A label by which Grafana's sidecar finds it. */
const label: Judge<LeafSituation> = (situation) => {
  const { sides } = situation;
  const picked = [sides.base, sides.head].some(
    (side) => keyOf(situation) in asObject(at(factsOf(side), 'dashboards', 'selector')),
  );
  if (!picked) return OBJECT['metadata.labels.*']?.(situation) ?? [];
  return observability.less<LeafSituation>(
    `Grafana does not find ${called(situation)} any more without {key} {before}`,
  )(situation);
};

/** The same table, with what is said of dashboards where a ConfigMap holds one. */
export function orDashboard({ whole, paths, ...table }: KindClasses): KindClasses {
  const own: Readonly<Record<string, Judge<LeafSituation>>> = { 'data.*': shows, 'metadata.labels.*': label };
  return {
    ...table,
    whole: when<WholeSituation>((situation) => isDashboard(documentOf(situation)), WHOLE, whole),
    paths: Object.fromEntries(
      Object.entries(paths).map(([pattern, judge]) => [
        pattern,
        when<LeafSituation>(
          ({ documents }) => own[pattern] !== undefined && isDashboard(documents.before),
          own[pattern] ?? judge,
          judge,
        ),
      ]),
    ),
  };
}

const WHOLE = comesAndGoes({
  added: observability.more((situation) => `${called(situation)} is new`, { effect: 'creates' }),
  removed: observability.less((situation) => `${called(situation)} is gone`, { effect: 'deletes' }),
  renamed: observability.other((situation) => `${called(situation)} has another address: {name}`, {
    effect: 'replaces',
  }),
});
