import { mistakesOf } from '../errors';
import { beginAhead } from '../loader/beside';
import { findProject } from '../loader/project';
import type { Session } from './session';

/** Commands that load the project's program, unless they are given what was rendered or only asked for help. */
const LOADING = new Set(['synth', 'check', 'diff']);
const NOT_LOADING = /^(?:--(?:from|head|help)(?:=.*)?|-h)$/;

/**
 * Begins to bundle the project's program before the command line is read and what it does is loaded. Where the guess is wrong
 * it costs some time of another thread; what is wrong with the program is told by whoever loads it.
 */
export function bundleAhead({ cwd, library }: Session, words: readonly string[]): void {
  const [command = ''] = words;
  if (!LOADING.has(command) || words.some((word) => NOT_LOADING.test(word))) return;
  const sources = command === 'diff' && !words.includes('--across');
  try {
    const { root, entry } = findProject(cwd);
    beginAhead({ root, entry, library: library.name, sources });
  } catch (error) {
    if (mistakesOf(error) === undefined) throw error;
  }
}
