import { relative, resolve, sep } from 'node:path';
import { loadProgram } from '../../loader/load';
import { findProject } from '../../loader/project';
import { EXIT, type ExitCode, type Session } from '../session';

/** Runs a program of the project for its side effects; the engines' own command lines start it so. */
export function runProgram({ cwd, library }: Session, file: string): ExitCode {
  const { root, platform } = findProject(cwd);
  // The program reads it as it reads what the engines' command lines tell it.
  if (platform === undefined) Reflect.deleteProperty(process.env, 'TAXIWAY_PLATFORM');
  else process.env['TAXIWAY_PLATFORM'] = platform;
  loadProgram({ root, entry: relative(root, resolve(cwd, file)).split(sep).join('/'), library });
  return EXIT.done;
}
