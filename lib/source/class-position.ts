import type { SourcePosition } from '../errors';
import type { CallSite } from './call-site';
import { framesOf } from './frame';
import { findProgram, type Program } from './program';

/** How a class reads in the program that declares it. */
export function textOfClass(type: unknown): string {
  return Function.prototype.toString.call(type);
}

const FOUND = new WeakMap<object, SourcePosition | undefined>();

/** Where a class begins that a program names in a call; undefined where another one reads the same, or nobody can tell. */
export function findClass(type: unknown, site: CallSite): SourcePosition | undefined {
  if (typeof type !== 'function') return undefined;
  // A row is read in every environment.
  if (!FOUND.has(type)) FOUND.set(type, search(type, site));
  return FOUND.get(type);
}

function search(type: unknown, site: CallSite): SourcePosition | undefined {
  const program: Program | undefined = findProgram(framesOf(site.stack).next().value?.file ?? '');
  if (program === undefined) return undefined;
  const text = textOfClass(type);
  const start = program.code.indexOf(text);
  const isOne = start >= 0 && !program.code.includes(text, start + 1);
  return isOne ? program.exactPositionAt(start) : undefined;
}
