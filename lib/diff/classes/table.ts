import type { Assembly } from '../../assembly/assembly';
import type { Document, Domain, Json } from '../../assembly/document';
import type { Assessment } from '../change';
import { pathPattern, type Path, type PathPattern } from '../path';

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

export function compileTable({ whole, paths }: KindClasses): ClassTable {
  const rows: readonly (readonly [PathPattern, Judge<LeafSituation>])[] = Object.entries(paths).map(
    ([pattern, judge]) => [pathPattern(pattern), judge],
  );
  return { whole, judgeOf: (path) => rows.find(([means]) => means(path))?.[1] };
}
