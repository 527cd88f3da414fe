import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { callSiteOf, compareEnvironments, type EnvironmentSpec } from '../environment-spec';
import { TaxiwayError, mistakesOf } from '../errors';
import { loadProgram } from '../loader/load';
import type { Project } from '../loader/project';
import { sharedPackages } from '../loader/shared';
import { quietly } from './quietly';
import type { Session } from './session';

/** An environment that a project could place services in, and how a file of it imports the facts. */
export interface FoundEnvironment {
  readonly spec: EnvironmentSpec;
  /** The name that it is exported by. */
  readonly exported: string;
  /** The file, relative to the project and without its extension, or the package. */
  readonly from: string;
  /** Whether it comes from a package. */
  readonly installed: boolean;
}

/** The environments of a project, placed in or not: those of its own files, then those of the packages that it names. */
export function findEnvironments(session: Session, project: Project): readonly FoundEnvironment[] {
  const found = new Map<string, FoundEnvironment>();
  for (const one of [...ownIn(session, project), ...installedIn(session, project)]) {
    const { name } = one.spec;
    const known = found.get(name);
    if (known === undefined) found.set(name, one);
    // A file of the project may spread what a package brings.
    else if (known.installed && known.spec !== one.spec) throw twice(known, one);
  }
  return [...found.values()].sort((one, other) => compareEnvironments(one.spec, other.spec));
}

function ownIn(session: Session, { root, environmentsDir }: Project): readonly FoundEnvironment[] {
  const folder = join(root, environmentsDir);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const modules = files
    .filter((file) => /(?<!\.d|\.test)\.ts$/.test(file))
    .map((file) => posix.join(environmentsDir, file.replace(/\.ts$/, '')))
    .sort();
  if (modules.length === 0) return [];
  // One program, so that what two files share is one value.
  const lines = modules.map((path, index) => `export * as module${index} from './${path}';`);
  const exported = load(session, root, lines.join('\n'));
  return modules.flatMap((from, index) => specsIn(exported[`module${index}`], from, false));
}

function installedIn(session: Session, { root }: Project): readonly FoundEnvironment[] {
  return sharedPackages(root, session.library.name).flatMap((from) => {
    try {
      return specsIn(load(session, root, `export * from '${from}';`), from, true);
    } catch (error) {
      // A package may be there for its types, or for what lies below its root.
      if (mistakesOf(error)?.every(({ code }) => code === 'IMPORT_NOT_FOUND') === true) return [];
      throw error;
    }
  });
}

function load({ library }: Session, root: string, text: string): Record<string, unknown> {
  return quietly(() => loadProgram({ root, entry: 'environments of the project', text, library }));
}

function specsIn(exported: unknown, from: string, installed: boolean): readonly FoundEnvironment[] {
  if (typeof exported !== 'object' || exported === null) return [];
  return Object.entries(exported).flatMap(([name, value]) =>
    isSpec(value) ? [{ spec: value, exported: name, from, installed }] : [],
  );
}

/** Only what went through defineEnvironment has a call site. */
function isSpec(value: unknown): value is EnvironmentSpec {
  return typeof value === 'object' && value !== null && callSiteOf(value as EnvironmentSpec) !== undefined;
}

function twice(one: FoundEnvironment, other: FoundEnvironment): TaxiwayError {
  return new TaxiwayError({
    code: 'ENVIRONMENT_DUPLICATE',
    at: one.spec.name,
    problem: `is an environment of ${one.from} and of ${other.from}`,
    fix: 'take the facts from one package',
    environment: one.spec.name,
  });
}
