import type { Change, ChangeClass } from '../change';
import { compareGravity } from '../gravity';
import { compareTexts, type Entry } from './entry';
import { isQuiet, rankOf } from './topic';

/** One row of the first screen: the gravest that happens to services in environments. */
export interface Row {
  readonly environments: readonly string[];
  /** Empty for what no service owns. */
  readonly services: readonly string[];
  /** The gravest; the first of several that are alike. */
  readonly entry: Entry;
  /** What else goes the wrong way there, the gravest first. */
  readonly also: readonly ChangeClass[];
  /** What the declaration of a service that comes, goes or has another name says of it. */
  readonly headline?: Entry;
  /** How many changes are not neutral, in each of them. */
  readonly changes: readonly [least: number, most: number];
  readonly gates: boolean;
  /** True where only the kind of change is the same, and not its values. */
  readonly alike: boolean;
}

interface Cell {
  readonly environment: string;
  readonly service: string | undefined;
  entry: Entry;
  readonly changes: Set<string>;
  readonly adverse: Set<ChangeClass>;
  gates: boolean;
}

/** A row for each service in each environment, those that are the same joined; entries must be in order. */
export function overviewOf(entries: readonly Entry[]): readonly Row[] {
  const cells = new Map<string, Cell>();
  const headlines = headlinesOf(entries);
  for (const entry of entries) {
    if (isQuiet(entry)) continue;
    for (const { environment, service, document, path, gate, accepted } of entry.places) {
      const key = `${environment} ${service ?? ''}`;
      const cell = cells.get(key) ?? newCell(environment, service, entry);
      cells.set(key, cell);
      // Entries are in the order of all environments; here only this one counts.
      if (compareGravity(entry, cell.entry) === 0 && rankOf(entry) < rankOf(cell.entry)) cell.entry = entry;
      if (entry.adverse) cell.adverse.add(entry.class);
      cell.changes.add(`${document} ${path ?? ''}`);
      cell.gates ||= gate !== undefined && accepted === undefined;
    }
  }
  const rows = [...cells].map(([key, { environment, service, entry, adverse, changes, gates }]) => ({
    environments: [environment],
    services: service === undefined ? [] : [service],
    entry,
    also: [...adverse].filter((touched) => touched !== entry.class),
    headline: headlines.get(key),
    changes: [changes.size, changes.size] as const,
    gates,
    alike: false,
  }));
  const same = ({ entry, also, headline, gates, changes }: Row): string =>
    [entry.key, also.join(), headline?.key ?? '', String(gates), changes[0]].join(' ');
  const places = joined(rows, (row) => `${same(row)} ${row.services.join()}`);
  const found = joined(places, (row) => `${same(row)} ${row.environments.join()}`);
  return [...found.filter(({ gates }) => gates), ...found.filter(({ gates }) => !gates)];
}

function newCell(environment: string, service: string | undefined, entry: Entry): Cell {
  return { environment, service, entry, changes: new Set(), adverse: new Set(), gates: false };
}

/** By environment and service. */
function headlinesOf(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.domain !== 'declaration' || (entry.within === undefined && entry.operation !== 'recreated')) continue;
    for (const { environment, service } of entry.places) {
      const key = `${environment} ${service ?? ''}`;
      if (!found.has(key)) found.set(key, entry);
    }
  }
  return found;
}

/** At most so many rows: those that are alike are joined first, and what is left over is cut at the end. */
export function shortened(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const kindOf = ({ entry, gates, environments, services }: Row): string =>
    [
      ...[entry.class, entry.direction, entry.effect, entry.kind, entry.operation, entry.pattern ?? '', String(gates)],
      ...[services.length === 0 ? 'platform' : 'service', entry.within?.what ?? '', environments.join()],
    ].join(' ');
  return joined(rows, kindOf, true);
}

function joined(rows: readonly Row[], keyOf: (row: Row) => string, alike = false): readonly Row[] {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => (group.length === 1 ? group[0] : merged(group, alike)));
}

function merged(rows: readonly [Row, ...Row[]], alike: boolean): Row {
  return {
    ...rows[0],
    environments: [...new Set(rows.flatMap(({ environments }) => environments))],
    services: [...new Set(rows.flatMap(({ services }) => services))].sort(compareTexts),
    also: [...new Set(rows.flatMap(({ also }) => also))],
    changes: [Math.min(...rows.map(({ changes }) => changes[0])), Math.max(...rows.map(({ changes }) => changes[1]))],
    alike: alike || rows.some((row) => row.alike),
  };
}

/** How many changes there are, and how many of them mean nothing. */
export function countChanges(changes: readonly Change[]): { readonly all: number; readonly neutral: number } {
  const quiet = changes.filter(({ assessments }) =>
    assessments.every(({ class: touched, effect }) => touched === 'neutral' && effect !== 'unknown'),
  );
  return { all: changes.length, neutral: quiet.length };
}
