import { relative, resolve, sep } from 'node:path';
import { loadProgram } from '../../loader/load';
import { findProject, type Project } from '../../loader/project';
import { recordedStops } from '../stops';
import { EXIT, type ExitCode, type Session } from '../session';

/** Runs a program of the project for its side effects; the engines' own command lines start it so. */
export function runProgram({ cwd, library }: Session, file: string): ExitCode {
  const project = findProject(cwd);
  const { root, platform } = project;
  // The program reads it as it reads what the engines' command lines tell it.
  if (platform === undefined) Reflect.deleteProperty(process.env, 'TAXIWAY_PLATFORM');
  else process.env['TAXIWAY_PLATFORM'] = platform;
  process.env['TAXIWAY_STOPPED'] = JSON.stringify(stoppedIn(project));
  loadProgram({ root, entry: relative(root, resolve(cwd, file)).split(sep).join('/'), library });
  return EXIT.done;
}

/** The services that are stopped, by environment. */
function stoppedIn(project: Project): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...recordedStops(project)].map(([environment, stops]) => [environment, Object.keys(stops)]),
  );
}
