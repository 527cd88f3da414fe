import type { Assembly } from '../../assembly/assembly';
import type { Document, Domain, Json, JsonObject } from '../../assembly/document';
import type { Assessment } from '../change';
import { itemKey } from './place';
import { pathPattern, pathText, type Path, type PathPattern } from '../path';

/** The two assemblies of an environment that are compared. */
export interface Sides {
  readonly base?: Assembly;
  readonly head?: Assembly;
}

/** A document that comes, goes, moves or is made anew. */
export interface WholeSituation {
  readonly before?: Document;
  readonly after?: Document;
  readonly sides: Sides;
}

/** A leaf that differs. */
export interface LeafSituation {
  readonly path: Path;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The documents that hold it. */
  readonly documents: { readonly before: Document; readonly after: Document };
  readonly sides: Sides;
}

export type Judge<Situation> = (situation: Situation) => Assessment | readonly Assessment[];

/** What the changes of a kind mean: one declarative table, which reads like a review guide. */
export interface KindClasses {
  readonly domain: Domain;
  readonly kind: string;
  /** What it means that a document comes or goes; a moved or recreated one is judged as its coming. */
  readonly whole: Judge<WholeSituation>;
  /** By pattern of the path; the first that matches holds. */
  readonly paths: Readonly<Record<string, Judge<LeafSituation>>>;
}

/** A table that has been made ready to answer. */
export interface ClassTable {
  readonly whole: Judge<WholeSituation>;
  judgeOf(path: Path): Judge<LeafSituation> | undefined;
}

/**
 * Makes a table ready. A path above those that it knows is judged by what lies below: whoever drops an object drops its
 * fields.
 */
export function compileTable({ whole, paths }: KindClasses): ClassTable {
  const rows = rowsOf(paths);
  const above = [...new Set(Object.keys(paths).flatMap(placesAbove))].map(pathPattern);
  const parts = leafByLeaf(paths);
  // The same change in a thousand services is looked up once.
  const known = new Map<string, Judge<LeafSituation> | undefined>();
  return {
    whole,
    judgeOf: (path) => {
      const text = pathText(path);
      if (!known.has(text))
        known.set(text, judgeAt(rows, path) ?? (above.some((means) => means(path)) ? parts : undefined));
      return known.get(text);
    },
  };
}

/** What a path without a class means. */
export function unclassified(what: string): Assessment {
  return { class: 'unclassified', direction: 'other', effect: 'unknown', says: `nobody has said what ${what} means` };
}

/** What it means that nothing is written out: an empty list where there was none. */
const EMPTY: Assessment = {
  class: 'neutral',
  direction: 'other',
  effect: 'in-place',
  says: 'what is empty is written out, or not',
};

/** Judges an object or a list that comes, goes or changes as a whole by what is in it, each thing said once. */
export function leafByLeaf(paths: Readonly<Record<string, Judge<LeafSituation>>>): Judge<LeafSituation> {
  let rows: Rows | undefined;
  return (situation) => {
    // Most tables are never asked for.
    rows ??= rowsOf(paths);
    const ready = rows;
    const said = partsOf(situation).flatMap((part) => judgePart(ready, part));
    if (said.length === 0) return EMPTY;
    return [...new Map(said.map((assessment) => [JSON.stringify(assessment), assessment])).values()];
  };
}

type Rows = readonly (readonly [PathPattern, Judge<LeafSituation>])[];

function rowsOf(paths: Readonly<Record<string, Judge<LeafSituation>>>): Rows {
  return Object.entries(paths).map(([pattern, judge]) => [pathPattern(pattern), judge]);
}

function judgeAt(rows: Rows, path: Path): Judge<LeafSituation> | undefined {
  return rows.find(([means]) => means(path))?.[1];
}

function judgePart(rows: Rows, part: LeafSituation): readonly Assessment[] {
  const judge = judgeAt(rows, part.path);
  if (judge !== undefined) return [judge(part)].flat();
  const parts = partsOf(part);
  if (parts.length > 0) return parts.flatMap((inner) => judgePart(rows, inner));
  return [unclassified(`${part.documents.after.kind} ${pathText(part.path)}`)];
}

/** What differs one level below. */
function partsOf(situation: LeafSituation): readonly LeafSituation[] {
  const [before, after] = [childrenOf(situation.before), childrenOf(situation.after)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((step) => ({
      ...situation,
      path: [...situation.path, step],
      before: before.get(step),
      after: after.get(step),
    }))
    .filter((part) => JSON.stringify(part.before) !== JSON.stringify(part.after));
}

function childrenOf(value: Json | undefined): ReadonlyMap<string, Json> {
  if (typeof value !== 'object' || value === null) return new Map();
  if (!Array.isArray(value)) return new Map(Object.entries(value as JsonObject));
  return new Map((value as readonly Json[]).map((item, index) => [`[${itemKey(item) ?? String(index)}]`, item]));
}

function placesAbove(pattern: string): string[] {
  const cuts = [...pattern.matchAll(/\.|\[/g)].map(({ index }) => pattern.slice(0, index));
  return cuts.filter((place) => place !== '');
}
