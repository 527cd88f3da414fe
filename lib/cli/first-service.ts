import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { EnvironmentSpec } from '../environment-spec';
import { TaxiwayError } from '../errors';
import { findStart, type Project } from '../loader/project';
import { findEnvironments, type FoundEnvironment } from './environments';
import { pinFile, pinnedTexts, textOfPins } from './pins';
import type { EnvironmentImport } from './placement-table';
import { loadPlacements } from './program';
import type { Session } from './session';
import { environmentText, identifierOf } from './templates';
import { findText } from './text-file';

/** A project that a service can be added to: with a placement table, or with nothing but a package.json and facts. */
export interface Start {
  readonly project: Project;
  /** The environments that services are placed in, or could be. */
  readonly environments: readonly EnvironmentSpec[];
  /** Those that come from a package, by name. */
  readonly installed: ReadonlyMap<string, FoundEnvironment>;
  /** Whether nothing is placed yet. */
  readonly first: boolean;
}

/** Opens the project that the command was typed in, also one without a placement. */
export function openStart(session: Session, asked: readonly string[] = []): Start {
  const project = findStart(session.cwd);
  const placements = loadPlacements(session, project, { start: true });
  const placed = session.library.exports.environmentsOf(placements);
  const first = placements.length === 0;
  const known = !first && asked.every((name) => placed.some((spec) => spec.name === name));
  const ownFiles = placed.every(({ name }) => hasFile(project, name));
  const found = known && ownFiles ? [] : findEnvironments(session, project);
  const others = found.map(({ spec }) => spec).filter(({ name }) => placed.every((spec) => spec.name !== name));
  const environments = [...placed, ...others];
  if (environments.length > 0)
    return {
      project,
      environments,
      installed: new Map(found.filter((one) => one.installed).map((one) => [one.spec.name, one])),
      first,
    };
  throw new TaxiwayError({
    code: 'ENVIRONMENT_UNKNOWN',
    at: project.environmentsDir,
    problem: 'there is no environment in this project, and no package of environments in its package.json',
    fix: 'npm install the package with the facts, or write them with defineEnvironment',
  });
}

/** What a service needs of its environments: files to write, and how the placement table imports them. */
export interface Needed {
  readonly texts: ReadonlyMap<string, string>;
  readonly imports: ReadonlyMap<string, EnvironmentImport>;
}

/** Pins an image where a service is placed; an environment of a package gets a file for the pins of this repository. */
export function neededBy(start: Start, names: readonly string[], image: string, reference: string): Needed {
  const { project, first } = start;
  const texts = new Map<string, string>();
  const imports = new Map<string, EnvironmentImport>();
  for (const name of names) {
    const installed = start.installed.get(name);
    const pinned = start.environments.find((spec) => spec.name === name)?.images[image] === reference;
    if (installed === undefined || hasFile(project, name)) {
      // Facts may hold their pins themselves.
      if (pinned && !existsSync(join(project.root, pinFile(project, name)))) continue;
      for (const [path, text] of pinnedTexts(project, [name], image, reference)) texts.set(path, text);
    } else if (first || !pinned) {
      const { exported, from } = installed;
      const file = posix.join(project.environmentsDir, name);
      if (!first) throw withoutPins(project, name, from);
      texts.set(join(project.root, `${file}.ts`), environmentText(name, exported, from));
      texts.set(join(project.root, pinFile(project, name)), textOfPins({ [image]: reference }));
      imports.set(name, { exported: identifierOf(name), from: file });
    } else imports.set(name, { exported: installed.exported, from: installed.from, installed: true });
  }
  return { texts, imports };
}

/** package.json with the one setting that a repository with facts of others needs; undefined where it says it already. */
export function settingsText({ project, installed, first }: Start): ReadonlyMap<string, string> {
  const path = join(project.root, 'package.json');
  const text = findText(path) ?? '{}';
  // findStart has read it.
  const content = JSON.parse(text) as { readonly taxiway?: string | object };
  if (!first || installed.size === 0 || project.platform !== undefined) return new Map();
  const { taxiway } = content;
  const settings = typeof taxiway === 'string' ? { entry: taxiway } : taxiway;
  const changed = { ...content, taxiway: { ...settings, platform: 'elsewhere' } };
  const indent = /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? 2;
  return new Map([[path, `${JSON.stringify(changed, null, indent)}\n`]]);
}

function hasFile({ root, environmentsDir }: Project, name: string): boolean {
  return existsSync(join(root, environmentsDir, `${name}.ts`));
}

function withoutPins(project: Project, name: string, from: string): TaxiwayError {
  return new TaxiwayError({
    code: 'PINS_INVALID',
    at: pinFile(project, name),
    problem: `there is no such file, and the placement table takes ${name} from ${from} as it is`,
    fix: `write ${posix.join(project.environmentsDir, `${name}.ts`)} with pins of this repository: docs/guides/own-repository.md`,
    environment: name,
  });
}
