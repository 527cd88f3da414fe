import type { Assembly } from '../assembly/assembly';
import type { Sources } from '../loader/sources';

/** What one side of a comparison is, as it is told to whoever reads the result. */
export interface SideDescription {
  /** `tree` is what the sources here render to; the others are a git commit, a folder that synth wrote, an archive of one. */
  readonly kind: 'tree' | 'commit' | 'dist' | 'archive';
  /** As it was typed; absent for the sources here. */
  readonly name?: string;
  /** The full hash, where it is known. */
  readonly commit?: string;
  /** Whether the sources here differ from their commit; absent where that isn't known. */
  readonly dirty?: boolean;
}

/** One side of a comparison; an environment is read when it is asked for. */
export interface Side {
  readonly description: SideDescription;
  /** The environments that it has. */
  readonly environments: readonly string[];
  /** What it was rendered from, where that is known. */
  readonly sources?: Sources;
  /** What was noted of one of its environments when it was kept, by the library that rendered it. */
  notes?(environment: string): object | undefined;
  /**
   * The assembly of one of its environments; what is the same on the other side may be taken from there. Throws the
   * mistakes that stand in the way.
   */
  read(environment: string, other?: Beside): Assembly;
  /** Throws what is wrong with files beside those that were read from; asked before anything is done with what was read. */
  requireFiles?(): void;
  /** Takes away what was unpacked. */
  close(): void;
}

/** An environment on the other side. */
export interface Beside {
  readonly assembly: Assembly;
  readonly sources: Sources;
  /** What was noted of it, where something was. */
  readonly notes?: () => object | undefined;
}

/** Two sides, environment by environment, the least important first; a side that lacks one has no assembly of it. */
export interface Comparison {
  readonly base: SideDescription;
  readonly head: SideDescription;
  readonly environments: readonly ComparedEnvironment[];
}

/** One environment on both sides. */
export interface ComparedEnvironment {
  readonly name: string;
  readonly base?: Assembly;
  readonly head?: Assembly;
}

/** So much of a commit's hash tells it from others. */
const SHORT = 12;

/** A side in words: `main (commit 1a2b3c4d5e6f)`. */
export function sideText({ kind, name = '', commit, dirty }: SideDescription): string {
  const at = commit === undefined ? [] : [`commit ${commit.slice(0, SHORT)}`];
  const notes = [...at, ...(dirty === true ? ['with changes that are not committed'] : [])];
  const what = { tree: 'the sources here', commit: name, dist: name, archive: name }[kind];
  return notes.length === 0 ? what : `${what} (${notes.join(', ')})`;
}
