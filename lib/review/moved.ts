/** Something that is not as it was reviewed. */
export interface Moved {
  /** The stack that it is in, or `facts`. */
  readonly of: string;
  /** Of a document its id without environment and stack, of a fact its path. */
  readonly part: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** Digests by name. */
export type Parts = ReadonlyMap<string, string>;

/** What was added, removed and changed between two moments, by name. */
export function movedBetween(of: string, was: Parts, is: Parts): readonly Moved[] {
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((part): Moved[] => {
    const [before, after] = [was.get(part), is.get(part)];
    if (before === after) return [];
    return [{ of, part, change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed' }];
  });
}
