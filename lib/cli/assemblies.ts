import { resolve } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { readDist } from '../assembly/read';
import { declarationsOf, factsOf } from '../check/fleet';
import { compareEnvironments } from '../environment-spec';
import { InvalidInput, type Mistake } from '../errors';
import { holdsPlatform } from '../foreign/foreign';
import { requireEnvironments, servicesIn, unknownServices } from './program';
import type { ScopeOptions, Session } from './session';
import { openShared, renderShared } from './shared-program';

/** What a reading command works on: rendered in memory, or read back from a folder. */
export interface Loaded {
  readonly assemblies: readonly Assembly[];
  readonly mistakes: readonly Mistake[];
  /** Whether every environment and service of the fleet is there. */
  readonly whole: boolean;
  /** Those of other repositories, with the folders that they were read from. */
  readonly foreign: ReadonlyMap<Assembly, string>;
}

/** What decides about what a reading command works on. */
export interface LoadOptions extends ScopeOptions {
  /** A rendered tree to read instead of the sources. */
  readonly from?: string;
  /** Rendered trees of other repositories. */
  readonly with?: readonly string[];
  /** What may be asked for beside services.
   *  @defaultValue nothing */
  readonly others?: readonly string[];
}

/** Renders what was asked for in memory, or reads it from a `dist` folder, without any source. */
export function loadAssemblies(session: Session, options: LoadOptions): Loaded {
  const loaded = options.from === undefined ? renderAll(session, options) : readAll(session, options.from, options);
  // Where an environment could not be rendered, a service that isn't there may be one of its own.
  const known = [...servicesIn(loaded.assemblies), ...(options.others ?? [])];
  const unknown = loaded.mistakes.length > 0 ? [] : unknownServices(known, options.service);
  if (unknown.length > 0) throw new InvalidInput(unknown);
  return loaded;
}

function readAll({ cwd }: Session, from: string, options: ScopeOptions): Loaded {
  const all = readDist(resolve(cwd, from), { late: true });
  const named = all
    .map((assembly) => ({ name: assembly.environment, tier: tierOf(assembly), assembly }))
    .sort(compareEnvironments);
  const assemblies = requireEnvironments(named, options.env).map(({ assembly }) => assembly);
  // A service's own repository has no platform, and a platform's own no services: the fleet is in neither.
  const whole = all.every(holdsPlatform) && all.some((assembly) => declarationsOf(assembly).length > 0);
  return { assemblies, mistakes: [], whole: whole && assemblies.length === all.length, foreign: new Map() };
}

function tierOf(assembly: Assembly): string {
  const { tier } = factsOf(assembly).object;
  return typeof tier === 'string' ? tier : '';
}

function renderAll(session: Session, options: LoadOptions): Loaded {
  const program = openShared(session, options);
  const assemblies: Assembly[] = [];
  const mistakes: Mistake[] = [];
  const foreign = new Map<Assembly, string>();
  const asked = requireEnvironments(program.environments, options.env);
  for (const spec of asked) {
    const outcome = renderShared(session, program, spec, foreign);
    if ('assembly' in outcome) assemblies.push(outcome.assembly);
    else mistakes.push(...outcome.mistakes);
  }
  const whole = program.platform && assemblies.length === program.environments.length;
  return { assemblies, mistakes, whole, foreign };
}
