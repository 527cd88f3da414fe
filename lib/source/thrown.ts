import type { SourcePosition } from '../errors';
import { framesOf } from './frame';
import { findProgram } from './program';

/** Finds the line of the author's program that an error came from; undefined where the program isn't in its stack. */
export function positionInProgram(error: unknown): SourcePosition | undefined {
  for (const { file, line, column } of framesOf(stackOf(error))) {
    const program = findProgram(file);
    const position = program?.positionAt(program.offsetAt(line, column));
    if (position) return position;
  }
  return undefined;
}

/** Looks at the shape and not at the class, because a program may run in a realm of its own. */
function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error)) return '';
  return typeof error.stack === 'string' ? error.stack : '';
}
