import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Project } from '../loader/project';
import { readStops, type Stops } from '../stop/record';
import { findText } from './text-file';

/** The file that says which services of an environment are stopped, relative to the project. */
export function stopsFile({ environmentsDir }: Pick<Project, 'environmentsDir'>, environment: string): string {
  return posix.join(environmentsDir, `${environment}.stops.json`);
}

/** The stopped services of an environment; none where there is no file. */
export function stopsOf(project: Pick<Project, 'root' | 'environmentsDir'>, environment: string): Stops {
  const file = stopsFile(project, environment);
  const text = findText(join(project.root, file));
  return text === undefined ? {} : readStops(text, file);
}

/** The stopped services of every environment that has a record. */
export function recordedStops(project: Pick<Project, 'root' | 'environmentsDir'>): ReadonlyMap<string, Stops> {
  const folder = join(project.root, project.environmentsDir);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const environments = names.flatMap((name) => /^(.+)\.stops\.json$/.exec(name)?.[1] ?? []);
  return new Map(environments.sort().map((environment) => [environment, stopsOf(project, environment)]));
}
