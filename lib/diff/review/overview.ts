import type { Change } from '../change';
import { compareTexts, type Entry } from './entry';
import { isQuiet } from './topic';

/** One row of the first screen: the gravest that happens to services in environments. */
export interface Row {
  readonly environments: readonly string[];
  /** Empty for what no service owns. */
  readonly services: readonly string[];
  /** The gravest; the first of several that are alike. */
  readonly entry: Entry;
  /** How many changes are not neutral, in each of them. */
  readonly changes: readonly [least: number, most: number];
  readonly gates: boolean;
  /** True where only the kind of change is the same, and not its values. */
  readonly alike: boolean;
}

interface Cell {
  readonly environment: string;
  readonly service: string | undefined;
  readonly entry: Entry;
  readonly changes: Set<string>;
  gates: boolean;
}

/** A row for each service in each environment, those that are the same joined; entries must be in order. */
export function overviewOf(entries: readonly Entry[]): readonly Row[] {
  const cells = new Map<string, Cell>();
  for (const entry of entries) {
    if (isQuiet(entry)) continue;
    for (const { environment, service, document, path, gate, accepted } of entry.places) {
      const key = `${environment} ${service ?? ''}`;
      const cell = cells.get(key) ?? { environment, service, entry, changes: new Set<string>(), gates: false };
      cells.set(key, cell);
      cell.changes.add(`${document} ${path ?? ''}`);
      cell.gates ||= gate !== undefined && accepted === undefined;
    }
  }
  const rows = [...cells.values()].map(({ environment, service, entry, changes, gates }) => ({
    environments: [environment],
    services: service === undefined ? [] : [service],
    entry,
    changes: [changes.size, changes.size] as const,
    gates,
    alike: false,
  }));
  const same = ({ entry, gates, changes }: Row): string => `${entry.key} ${String(gates)} ${changes[0]}`;
  const places = joined(rows, (row) => `${same(row)} ${row.services.join()}`);
  const found = joined(places, (row) => `${same(row)} ${row.environments.join()}`);
  return [...found.filter(({ gates }) => gates), ...found.filter(({ gates }) => !gates)];
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
  const groups = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, row);
    else
      groups.set(key, {
        ...group,
        environments: [...new Set([...group.environments, ...row.environments])],
        services: [...new Set([...group.services, ...row.services])].sort(compareTexts),
        changes: [Math.min(group.changes[0], row.changes[0]), Math.max(group.changes[1], row.changes[1])],
        alike: group.alike || alike,
      });
  }
  return [...groups.values()];
}

/** How many changes there are, and how many of them mean nothing. */
export function countChanges(changes: readonly Change[]): { readonly all: number; readonly neutral: number } {
  const quiet = changes.filter(({ assessments }) =>
    assessments.every(({ class: touched, effect }) => touched === 'neutral' && effect !== 'unknown'),
  );
  return { all: changes.length, neutral: quiet.length };
}
