import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { packageRoot } from '../version';

/** What a package.json says. */
interface PackageFile {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Whether a package becomes part of the program, because it builds on the library: environments, or a base of services.
 * Node.js would give it a library of its own where two copies are installed, loads no TypeScript from node_modules, and
 * before version 20.19 no ES module into what is CommonJS.
 */
export function isShared(id: string, root: string, library: string): boolean {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id;
  const folder = name === library ? undefined : folderOf(name, root);
  if (folder === undefined) return false;
  const { dependencies, peerDependencies, optionalDependencies } = readPackage(folder);
  const needs = [dependencies, peerDependencies, optionalDependencies];
  return needs.some((names) => names !== undefined && Object.hasOwn(names, library)) || isTypeScript(id, root);
}

/** The packages that a project names in its package.json and that build on the library. */
export function sharedPackages(root: string, library: string): readonly string[] {
  const { dependencies, devDependencies, peerDependencies } = readPackage(root);
  const names = [dependencies, devDependencies, peerDependencies].flatMap((needs) => Object.keys(needs ?? {}));
  return [...new Set(names)].sort().filter((name) => isShared(name, root, library));
}

/** What the library itself stands on: one copy of each, whoever imports it. */
export function foundations(): readonly string[] {
  return Object.keys(readPackage(packageRoot()).dependencies ?? {});
}

/** The path of a source as a person opens it in the project; what lies in a package reads the same wherever that is installed. */
export function shownSource(source: string, root: string): string {
  const path = source.split(sep).join('/');
  const installed = path.lastIndexOf('node_modules/');
  if (installed >= 0) return path.slice(installed);
  if (!path.startsWith('../')) return path;
  const file = resolve(root, source);
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const { name } = readPackage(folder);
    if (name !== undefined) return `node_modules/${name}/${relative(folder, file).split(sep).join('/')}`;
  }
  return path;
}

function folderOf(name: string, root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

function readPackage(folder: string): PackageFile {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    // npm itself refuses one whose fields are of other types.
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

function isTypeScript(id: string, root: string): boolean {
  try {
    return /\.[cm]?tsx?$/.test(createRequire(join(root, 'package.json')).resolve(id));
  } catch {
    return false;
  }
}
