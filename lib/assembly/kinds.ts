import type { Document, Domain } from './document';
import { addLine, kindKey } from './record-index';

/** Where documents of a kind are, in ascending order, by domain and kind. */
export type Kinds = ReadonlyMap<string, readonly number[]>;

/** Where the documents of a domain are, or of some kinds of it; no kinds are all. */
export function positionsOf(known: Kinds, domain: Domain, kinds: readonly string[]): readonly number[] {
  const lists =
    kinds.length === 0
      ? [...known].filter(([key]) => key.startsWith(kindKey(domain, ''))).map(([, list]) => list)
      : kinds.map((kind) => known.get(kindKey(domain, kind)) ?? []);
  const [only, ...others] = lists;
  return others.length === 0 ? (only ?? []) : lists.flat().sort((one, other) => one - other);
}

/** The kinds of a domain that there are. */
export function namesOf(known: Kinds, domain: Domain): readonly string[] {
  const start = kindKey(domain, '');
  return [...known.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}

/** Where the kinds of some documents are. */
export function kindsOf(documents: readonly Document[]): Kinds {
  const kinds = new Map<string, number[]>();
  for (const [index, { domain, kind }] of documents.entries()) addLine(kinds, kindKey(domain, kind), index);
  return kinds;
}
