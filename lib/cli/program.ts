import { resolve } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { readDist } from '../assembly/read';
import { factsOf } from '../check/fleet';
import { compareEnvironments, type EnvironmentSpec } from '../environment-spec';
import { InvalidInput, TaxiwayError, type Mistake } from '../errors';
import { loadProgram } from '../loader/load';
import { findProject, type Project } from '../loader/project';
import { chooseFix } from '../nearest';
import type { Placement } from '../placement';
import type { SynthOutcome } from './library';
import { quietly } from './quietly';
import type { ScopeOptions, Session } from './session';

/** A project's placement table, ready to be rendered. */
export interface Program {
  readonly project: Project;
  readonly placements: readonly Placement[];
  readonly environments: readonly EnvironmentSpec[];
}

/** Finds and loads the program that the command was typed in. */
export function openProgram({ cwd, library }: Session): Program {
  const project = findProject(cwd);
  const exported = quietly(() => loadProgram({ root: project.root, entry: project.entry, library }));
  const placements = exported['placements'];
  if (!isPlacementTable(placements)) {
    throw new TaxiwayError({
      code: 'PLACEMENTS_MISSING',
      at: project.entry,
      problem:
        placements === undefined
          ? 'exports no placements'
          : 'exports placements that are no list with at least one place(…)',
      fix: 'write: export const placements = [place(MyService, [staging, production])]',
    });
  }
  return { project, placements, environments: library.exports.environmentsOf(placements) };
}

function isPlacementTable(value: unknown): value is readonly Placement[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
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
  return [...new Set(assemblies.flatMap(({ documents }) => documents.flatMap(({ service }) => service ?? [])))].sort();
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
export function render({ library }: Session, { placements }: Program, spec: EnvironmentSpec): SynthOutcome {
  const outcome = quietly(() => library.exports.synthesize(placements, spec));
  if (!('mistakes' in outcome)) return outcome;
  return {
    ...outcome,
    mistakes: outcome.mistakes.map((mistake) => ({ ...mistake, environment: mistake.environment ?? spec.name })),
  };
}

/** What a reading command works on: rendered in memory, or read back from a folder. */
export interface Loaded {
  readonly assemblies: readonly Assembly[];
  readonly mistakes: readonly Mistake[];
  /** Whether every environment and service of the fleet is there. */
  readonly whole: boolean;
}

/** Renders what was asked for in memory, or reads it from a `dist` folder, without any source. */
export function loadAssemblies(session: Session, options: ScopeOptions & { readonly from?: string }): Loaded {
  const loaded = options.from === undefined ? renderAll(session, options) : readAll(session, options.from, options);
  // Where an environment could not be rendered, a service that isn't there may be one of its own.
  const unknown = loaded.mistakes.length > 0 ? [] : unknownServices(servicesIn(loaded.assemblies), options.service);
  if (unknown.length > 0) throw new InvalidInput(unknown);
  return loaded;
}

function readAll({ cwd }: Session, from: string, options: ScopeOptions): Loaded {
  const all = readDist(resolve(cwd, from));
  const named = all
    .map((assembly) => ({ name: assembly.environment, tier: tierOf(assembly), assembly }))
    .sort(compareEnvironments);
  const assemblies = requireEnvironments(named, options.env).map(({ assembly }) => assembly);
  return { assemblies, mistakes: [], whole: assemblies.length === all.length };
}

function tierOf(assembly: Assembly): string {
  const { tier } = factsOf(assembly).object;
  return typeof tier === 'string' ? tier : '';
}

function renderAll(session: Session, options: ScopeOptions): Loaded {
  const program = openProgram(session);
  const assemblies: Assembly[] = [];
  const mistakes: Mistake[] = [];
  const asked = requireEnvironments(program.environments, options.env);
  for (const spec of asked) {
    const outcome = render(session, program, spec);
    if ('assembly' in outcome) assemblies.push(outcome.assembly);
    else mistakes.push(...outcome.mistakes);
  }
  return { assemblies, mistakes, whole: assemblies.length === program.environments.length };
}
