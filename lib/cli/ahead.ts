import { mistakesOf } from '../errors';
import { beginAhead } from '../loader/beside';
import { findProject } from '../loader/project';
import type { Session } from './session';

/**
 * Begins to bundle the project's program while what a command does is still being loaded. What is wrong is told by whoever
 * loads the program.
 */
export function bundleAhead({ cwd, library }: Session, { sources = false }: { readonly sources?: boolean } = {}): void {
  try {
    const { root, entry } = findProject(cwd);
    beginAhead({ root, entry, library: library.name, sources });
  } catch (error) {
    if (mistakesOf(error) === undefined) throw error;
  }
}
