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
  const rows = new Rows(paths);
  // The same change in a thousand services is looked up once.
  const known = new Map<string, Judge<LeafSituation> | undefined>();
  return {
    whole,
    judgeOf: (path) => {
      const text = pathText(path);
      if (!known.has(text)) known.set(text, rows.judgeAt(path));
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
    rows ??= new Rows(paths);
    const said = rows.judgeParts(situation);
    return said.length === 0 ? EMPTY : said;
  };
}

interface Row {
  readonly means: PathPattern;
  readonly judge: Judge<LeafSituation>;
  /** It ends in `**`. */
  readonly open: boolean;
}

class Rows {
  private readonly rows: readonly Row[];
  private readonly above: readonly PathPattern[];

  constructor(paths: Readonly<Record<string, Judge<LeafSituation>>>) {
    const patterns = Object.keys(paths);
    this.rows = Object.entries(paths).map(([pattern, judge]) => ({
      means: pathPattern(pattern),
      judge,
      open: pattern.endsWith('**'),
    }));
    this.above = [...new Set(patterns.flatMap(placesAbove))].map(pathPattern);
  }

  /** A row that takes anything below a place gives way to those that name what is there. */
  judgeAt(path: Path): Judge<LeafSituation> | undefined {
    const row = this.rows.find(({ means }) => means(path));
    if (row?.open === false || !this.above.some((means) => means(path))) return row?.judge;
    return (situation) => {
      const said = this.judgeParts(situation);
      return said.length > 0 ? said : (row?.judge(situation) ?? EMPTY);
    };
  }

  judgeParts(situation: LeafSituation): readonly Assessment[] {
    const said = partsOf(situation).flatMap((part) => {
      const judge = this.judgeAt(part.path);
      if (judge !== undefined) return [judge(part)].flat();
      const inner = this.judgeParts(part);
      return inner.length > 0 ? inner : [unclassified(`${part.documents.after.kind} ${pathText(part.path)}`)];
    });
    return [...new Map(said.map((assessment) => [JSON.stringify(assessment), assessment])).values()];
  }
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

/** The places on the way to what a pattern names. */
function placesAbove(pattern: string): string[] {
  const named = pattern.replace(/(?:^|\.)\*\*$/, '');
  const cuts = [...named.matchAll(/\.|\[/g)].map(({ index }) => named.slice(0, index));
  return cuts.filter((place) => place !== '');
}
