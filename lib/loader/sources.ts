import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sha256 } from '../assembly/digest';
import { packageRoot } from '../version';
import type { Modules, SourceModule } from './bundle';
import { requiresOnly } from './closed';
import { compilerSettings } from './compiler-settings';
import { settledIn, type KnownModules, type Settled } from './settled';
import { foundations } from './shared';

/** What a project is rendered from, as far as a file of it can tell whether it renders to the same as elsewhere. */
export interface Sources {
  /** Of the library, of what it stands on, of Node.js and of how files are compiled. */
  readonly engine: string;
  /** Of each file with all that it imports, by its path in the project. */
  readonly files: Readonly<Record<string, string>>;
}

/** An installed library: the folder with its compiled code, and the one with its package.json. */
export interface Installation {
  readonly code: string;
  readonly root: string;
}

/** The library that is running. */
export function runningLibrary(): Installation {
  return { code: join(__dirname, '..', '..'), root: packageRoot() };
}

/** The library that a program is rendered by. */
export interface InstalledLibrary {
  /** As programs import it. */
  readonly name: string;
  /** Of its own files, and of what it stands on. */
  readonly digest: string;
}

/** A bundled program, and what leads back to its files. */
export interface BundledProgram {
  readonly code: string;
  readonly modules: Modules;
}

/** What a program is made of. */
export interface SettledProgram extends Settled {
  readonly sources: Sources;
}

/**
 * What a project that was bundled is rendered from. Undefined where what a file renders to may follow from more than that
 * file, what it imports and the facts: where a program learns from elsewhere, remembers, or imports in a circle. Modules
 * that are known are not looked at.
 */
export function readSources(
  root: string,
  { code, modules }: BundledProgram,
  library: InstalledLibrary,
  known?: KnownModules,
): SettledProgram | undefined {
  const settings =
    requiresOnly(code, library.name) && !hasCircle(modules) ? compilerSettings(realpathSync(root), modules) : undefined;
  const settled = settings === undefined ? undefined : settledIn(code, known);
  if (settings === undefined || settled === undefined) return undefined;
  const hash = createHash('sha256').update(library.digest);
  const engine = hash.update(settings).update(process.version).digest('hex');
  return { sources: { engine, files: closuresOf(modules) }, ...settled };
}

/** A library's own files, and the version of everything that it stands on. */
export function libraryDigest({ code, root }: Installation): string {
  const hash = createHash('sha256');
  for (const folder of [join(code, 'lib'), join(code, 'constructs'), join(root, 'schemas')]) {
    if (!existsSync(folder)) continue;
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !/\.d\.ts$|\.map$/.test(entry.name));
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(readFileSync(path));
  }
  const load = createRequire(join(root, 'package.json'));
  for (const name of foundations()) hash.update(`${name}@${versionOf(load, name)}\n`);
  return hash.digest('hex');
}

function versionOf(load: NodeJS.Require, name: string): string {
  try {
    return (load(`${name}/package.json`) as { readonly version: string }).version;
  } catch {
    // Packages may hide their package.json; ours are pinned in the file that was hashed with the library.
    return 'pinned';
  }
}

/** A digest for each module that changes with it and with everything that it imports. */
function closuresOf(modules: Modules): Readonly<Record<string, string>> {
  const own = new Map([...modules].map(([file, module]) => [file, moduleDigest(module)]));
  return Object.fromEntries(
    [...modules.keys()].map((file) => {
      const parts = [...reachedFrom(file, modules)].sort().map((one) => `${one} ${own.get(one) ?? ''}`);
      return [file, sha256(parts.join('\n'))];
    }),
  );
}

/** The text of an entry that is no file is in nobody's hands. */
function moduleDigest({ path, outside }: SourceModule): string {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return sha256(JSON.stringify([text, outside]));
}

function reachedFrom(file: string, modules: Modules): ReadonlySet<string> {
  const reached = new Set([file]);
  // A set that grows is walked to its end.
  for (const one of reached) for (const next of modules.get(one)?.imports ?? []) reached.add(next);
  return reached;
}

/** Which of several modules that import each other runs first is decided by whoever imports them. */
function hasCircle(modules: Modules): boolean {
  const done = new Map<string, boolean>();
  const visit = (file: string): boolean => {
    const known = done.get(file);
    if (known !== undefined) return !known;
    done.set(file, false);
    if ((modules.get(file)?.imports ?? []).some(visit)) return true;
    done.set(file, true);
    return false;
  };
  return [...modules.keys()].some(visit);
}
