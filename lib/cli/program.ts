import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { findServices } from '../assembly/find';
import type { EnvironmentSpec } from '../environment-spec';
import { InvalidInput, TaxiwayError, type Mistake } from '../errors';
import type { Foreign } from '../foreign/foreign';
import { loadProgram } from '../loader/load';
import { findProject, type Project } from '../loader/project';
import { chooseFix } from '../nearest';
import { rendersPlatform } from '../platform-choice';
import type { Placement } from '../placement';
import type { SynthOutcome } from './library';
import { quietly } from './quietly';
import type { Session } from './session';
import { stopsOf } from './stops';

/** A project's placement table, ready to be rendered. */
export interface Program {
  readonly project: Project;
  readonly placements: readonly Placement[];
  readonly environments: readonly EnvironmentSpec[];
  /** Whether this project renders the platform of its environments. */
  readonly platform: boolean;
}

/** Finds and loads the program that the command was typed in. */
export function openProgram(session: Session): Program {
  const project = findProject(session.cwd);
  const placements = loadPlacements(session, project);
  if (placements.length === 0) throw noPlacements(project, 'exports no row');
  const environments = session.library.exports.environmentsOf(placements);
  return { project, placements, environments, platform: rendersPlatform(environments, project.platform) };
}

/** The rows of a project's placement table; none where it is empty, or not there yet and `start` is set. */
export function loadPlacements(
  { library }: Session,
  project: Project,
  { start = false }: { readonly start?: boolean } = {},
): readonly Placement[] {
  const { root, entry } = project;
  if (start && !existsSync(join(root, entry))) return [];
  const placements = quietly(() => loadProgram({ root, entry, library }))['placements'];
  if (isPlacementTable(placements)) return placements;
  throw noPlacements(
    project,
    placements === undefined ? 'exports no placements' : 'exports placements that are no list of place(…)',
  );
}

/** The error of a placement table that places nothing. */
export function noPlacements({ entry }: Project, problem: string): TaxiwayError {
  return new TaxiwayError({
    code: 'PLACEMENTS_MISSING',
    at: entry,
    problem,
    fix: 'write: export const placements = [place(MyService, [staging, production])]; taxiway new service adds a row',
  });
}

function isPlacementTable(value: unknown): value is readonly Placement[] {
  return (
    Array.isArray(value) &&
    value.every((row: unknown) => typeof row === 'object' && row !== null && 'addTo' in row && 'environments' in row)
  );
}

/** The environments that were asked for; all of them where none was named. */
export function requireEnvironments<T extends { readonly name: string }>(
  known: readonly T[],
  asked: readonly string[] | undefined,
): readonly T[] {
  if (asked === undefined || asked.length === 0) return known;
  const allowed = known.map(({ name }) => name);
  const mistakes = asked.flatMap(
    (given) => unknownMistake('--env', given, allowed, 'ENVIRONMENT_UNKNOWN', 'environment') ?? [],
  );
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  return known.filter(({ name }) => asked.includes(name));
}

/** The services that were asked for and that are not among those there are. */
export function unknownServices(allowed: readonly string[], asked: readonly string[] | undefined): readonly Mistake[] {
  return (asked ?? []).flatMap(
    (given) => unknownMistake('--service', given, allowed, 'SERVICE_UNKNOWN', 'service') ?? [],
  );
}

/** The services of assemblies, sorted. */
export function servicesIn(assemblies: readonly Assembly[]): readonly string[] {
  return [...new Set(assemblies.flatMap((assembly) => [...findServices(assembly)]))].sort();
}

function unknownMistake(
  at: string,
  given: string,
  allowed: readonly string[],
  code: Mistake['code'],
  what: string,
): Mistake | undefined {
  if (allowed.includes(given)) return undefined;
  return { code, at, problem: `there is no ${what} '${given}'`, fix: chooseFix(given, allowed), given, allowed };
}

/** Renders one environment; every mistake names it. */
export function render(
  { library }: Session,
  { project, placements, platform }: Program,
  spec: EnvironmentSpec,
  foreign: readonly Foreign[] = [],
): SynthOutcome {
  const stops = stopsOf(project, spec.name);
  const outcome = quietly(() => library.exports.synthesize(placements, spec, { platform, foreign, stops }));
  if (!('mistakes' in outcome)) return outcome;
  return {
    ...outcome,
    mistakes: outcome.mistakes.map((mistake) => ({ ...mistake, environment: mistake.environment ?? spec.name })),
  };
}
