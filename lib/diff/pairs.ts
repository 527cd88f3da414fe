import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { findRenamed } from './identity';

/** One document of two assemblies: only `after` where it is new, only `before` where it is gone. */
export interface Pair {
  readonly before?: Document;
  readonly after?: Document;
  /** How the two belong together where their ids differ. */
  readonly renamed?: 'moved' | 'recreated';
}

/** The pairs of two assemblies of one environment that may differ, by id; either side may be missing. */
export function pairsOf(base: Assembly | undefined, head: Assembly | undefined): readonly Pair[] {
  const gone = new Map(base?.documents.map((document) => [document.id, document]));
  const pairs: Pair[] = [];
  const come: Document[] = [];
  for (const after of head?.documents ?? []) {
    const before = gone.get(after.id);
    gone.delete(after.id);
    if (before === undefined) come.push(after);
    else if (before.sha256 !== after.sha256) pairs.push({ before, after });
  }
  const renamed = findRenamed([...gone.values()], come);
  const paired = new Set(renamed.flatMap(({ before, after }) => [before, after]));
  return [
    ...pairs,
    ...renamed,
    ...come.filter((after) => !paired.has(after)).map((after) => ({ after })),
    ...[...gone.values()].filter((before) => !paired.has(before)).map((before) => ({ before })),
  ];
}
