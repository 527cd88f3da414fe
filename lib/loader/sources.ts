import { createHash, type Hash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sha256 } from '../assembly/digest';
import { packageRoot } from '../version';
import type { Modules, SourceModule } from './bundle';
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

/** What a project that was bundled into these modules is rendered from. */
export function sourcesOf(root: string, modules: Modules, library: Installation): Sources {
  const hash = createHash('sha256').update(libraryDigest(library));
  // How a file is compiled is decided beside it.
  for (const name of readdirSync(root).sort()) if (/^tsconfig.*\.json$/.test(name)) addFile(hash, root, name);
  return { engine: hash.update(process.version).digest('hex'), files: closuresOf(modules) };
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

function addFile(hash: Hash, folder: string, name: string): void {
  hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
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
