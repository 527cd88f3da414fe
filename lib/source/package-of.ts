import type { CallSite } from './call-site';
import { framesOf } from './frame';
import { findProgram } from './program';

/** The installed package that a call was written in, or undefined where it is the project's own. */
export function packageOf(site: CallSite): string | undefined {
  const frame = framesOf(site.stack).next().value;
  if (frame === undefined) return undefined;
  const program = findProgram(frame.file);
  const file = program?.positionAt(program.offsetAt(frame.line, frame.column))?.file ?? frame.file;
  const folders = file.replaceAll('\\', '/').split('/');
  const last = folders.lastIndexOf('node_modules');
  if (last < 0) return undefined;
  const [first = '', second = ''] = folders.slice(last + 1);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
