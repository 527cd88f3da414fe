import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { shownPath } from '../assembly/failure';
import { compareEnvironments, type EnvironmentSpec } from '../environment-spec';
import { InvalidInput, TaxiwayError } from '../errors';
import type { Foreign } from '../foreign/foreign';
import { placeForeign, readForeign, unknownPlaces } from '../foreign/read';
import { findProject, findStart, type Project } from '../loader/project';
import { rendersPlatform } from '../platform-choice';
import { findEnvironments } from './environments';
import { keepHeapSmall } from './heap';
import type { SynthOutcome } from './library';
import { loadPlacements, noPlacements, render, type Program } from './program';
import type { Session } from './session';

/** What decides about a run that may take services of other repositories in. */
export interface ShareOptions {
  readonly env?: readonly string[];
  /** Rendered trees of other repositories. */
  readonly with?: readonly string[];
  /** Only the platform, of every environment that the project knows. */
  readonly platform?: boolean;
  /** Where to write, if anywhere. */
  readonly out?: string;
}

/** A program, and the services of other repositories that it is rendered with. */
export interface SharedProgram extends Program {
  readonly foreign: readonly Foreign[];
}

/** Loads the program that the command was typed in, and reads the trees that it was given. */
export function openShared(session: Session, options: ShareOptions): SharedProgram {
  const only = options.platform === true;
  // Where the platform is rendered there may be no service.
  const shares = only || options.with !== undefined;
  const project = shares ? findStart(session.cwd) : findProject(session.cwd);
  if (shares) refuseElsewhere(project);
  const placements = loadPlacements(session, project, { start: shares });
  if (placements.length === 0 && !shares) throw noPlacements(project, 'exports no row');
  const placed = session.library.exports.environmentsOf(placements);
  const foreign = readForeign(session.cwd, options.with ?? [], options.out ?? join(project.root, 'dist'));
  const wanted = new Set(foreign.map(({ assembly }) => assembly.environment));
  const known = new Set<string>(placed.map(({ name }) => name));
  const more = only || [...wanted].some((name) => !known.has(name)) ? findEnvironments(session, project) : [];
  const others = more.map(({ spec }) => spec).filter(({ name }) => !known.has(name));
  const environments = [...placed, ...others.filter(({ name }) => only || wanted.has(name))].sort(compareEnvironments);
  if (environments.length === 0) throw noEnvironment(project);
  const unknown = options.env === undefined ? unknownPlaces(foreign, namesOf([...placed, ...others])) : [];
  if (unknown.length > 0) throw new InvalidInput(unknown);
  // Who types --platform has decided.
  const platform = only || rendersPlatform(environments, project.platform);
  return { project, placements, environments, platform, foreign };
}

/**
 * Renders one environment with the services of other repositories, whose assemblies are noted in `used`, and with
 * services of this one that need not be rendered.
 */
export function renderShared(
  session: Session,
  program: SharedProgram,
  spec: EnvironmentSpec,
  used: Map<Assembly, string>,
  known: readonly Foreign[] = [],
): SynthOutcome {
  keepHeapSmall(program.placements.length * program.environments.length);
  const { foreign, mistakes } = placeForeign(program.foreign, spec);
  if (mistakes.length > 0) return { environment: spec.name, mistakes };
  const outcome = render(session, program, spec, [...foreign, ...known]);
  if ('assembly' in outcome) for (const { assembly, from } of foreign) used.set(assembly, from);
  return outcome;
}

/** Who else is in this run; a service that is left out is what a reviewer has to notice. */
export function sharedText({ platform, foreign }: SharedProgram): readonly string[] {
  if (!platform) return ['platform: rendered elsewhere, as package.json says'];
  return [...new Set(foreign.map(({ from }) => from))].map((folder) => {
    const services = new Set(foreign.flatMap((one) => (one.from === folder ? one.services : [])));
    return `with ${[...services].sort().join(', ') || 'no service'} of ${folder}`;
  });
}

/** What `--platform` writes of an environment: what no service owns. */
export function platformOf(assembly: Assembly): Assembly {
  return { ...assembly, documents: assembly.documents.filter(({ service }) => service === undefined) };
}

/** A folder of services would lose their files to a run that renders the platform only. */
export function refuseServicesIn(out: string, environment: string): void {
  const folder = join(out, environment);
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const services = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'platform')
    .map(({ name }) => name)
    .sort();
  if (services.length === 0) return;
  throw new TaxiwayError({
    code: 'FILE_EXISTS',
    at: shownPath(folder),
    problem: `holds ${services.join(', ')}, which a run with --platform would remove`,
    fix: 'write the platform to a folder of its own, by --out, or render all of it without --platform',
    environment,
  });
}

function refuseElsewhere({ root, platform }: Project): void {
  if (platform !== 'elsewhere') return;
  throw new TaxiwayError({
    code: 'PLATFORM_ELSEWHERE',
    at: `${shownPath(resolve(root, 'package.json'))} taxiway.platform`,
    problem: 'says that another repository renders the platform',
    fix: 'run it there, with --with and the dist of this one',
    given: platform,
  });
}

function noEnvironment({ environmentsDir }: Project): TaxiwayError {
  return new TaxiwayError({
    code: 'ENVIRONMENT_UNKNOWN',
    at: environmentsDir,
    problem: 'there is no environment in this project',
    fix: 'npm install the package that holds the facts, or write them with defineEnvironment',
  });
}

function namesOf(specs: readonly { readonly name: string }[]): readonly string[] {
  return specs.map(({ name }) => name).sort();
}
