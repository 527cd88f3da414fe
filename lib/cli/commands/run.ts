import { relative, resolve, sep } from 'node:path';
import { loadProgram } from '../../loader/load';
import { findProject } from '../../loader/project';
import { EXIT, type ExitCode, type Session } from '../session';

/** Runs a program of the project for its side effects; the engines' own command lines start it so. */
export function runProgram({ cwd, library }: Session, file: string): ExitCode {
  const { root } = findProject(cwd);
  loadProgram({ root, entry: relative(root, resolve(cwd, file)).split(sep).join('/'), library });
  return EXIT.done;
}
