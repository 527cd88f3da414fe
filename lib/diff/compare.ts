import type { Assembly } from '../assembly/assembly';
import type { Document, Json } from '../assembly/document';
import type { Path } from './path';

/** One document of two assemblies: only `after` where it is new, only `before` where it is gone. */
export interface Pair {
  readonly before?: Document;
  readonly after?: Document;
  /** How the two belong together where their ids differ. */
  readonly renamed?: 'moved' | 'recreated';
}

/** One leaf that differs within a pair. */
export interface Delta {
  readonly path: Path;
  /** Undefined where it is not set. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The pairs of two assemblies of one environment that may differ, by id; either side may be missing. */
export function pairsOf(base: Assembly | undefined, head: Assembly | undefined): readonly Pair[] {
  const before = new Map(base?.documents.map((document) => [document.id, document]));
  const pairs: Pair[] = [];
  for (const after of head?.documents ?? []) {
    const old = before.get(after.id);
    before.delete(after.id);
    if (old?.sha256 !== after.sha256) pairs.push(old === undefined ? { after } : { before: old, after });
  }
  return [...pairs, ...[...before.values()].map((old) => ({ before: old }))];
}

/** What differs in meaning between the two objects of a pair, in the order of their paths. */
export function deltasOf(before: Document, after: Document): readonly Delta[] {
  return [...differ(before.object, after.object, [])];
}

function* differ(before: Json | undefined, after: Json | undefined, path: Path): Generator<Delta> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isNode(before) && isNode(after) && Array.isArray(before) === Array.isArray(after)) {
    const step = (key: string): string => (Array.isArray(before) ? `[${key}]` : key);
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* differ(before[key], after[key], [...path, step(key)]);
  } else yield { path, before, after };
}

function isNode(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
