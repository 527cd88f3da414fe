import { createHash } from 'node:crypto';
import { isClosed } from '../loader/closed';
import { findLoaded } from '../loader/load';
import type { Project } from '../loader/project';
import { libraryDigest, runningLibrary } from '../loader/sources';

/**
 * A digest of all that decides what a project renders: its bundled files, this library and what it stands on.
 * Undefined where the program could read anything else: a package of its own, a file, the clock, the environment of the process.
 */
export function findInputs({ root, entry }: Project, library: string, settings: object): string | undefined {
  const program = findLoaded(root, entry);
  if (program === undefined || !isClosed(program, library)) return undefined;
  const { code, sourceMap } = program;
  const hash = createHash('sha256');
  for (const part of [JSON.stringify(settings), code, JSON.stringify(sourceMap), process.version]) {
    hash.update(`${part.length}:${part}`);
  }
  hash.update(libraryDigest(runningLibrary()));
  return hash.digest('hex');
}
