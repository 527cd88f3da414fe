import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import type { Modules } from './bundle';
import { shownSource } from './shared';

/** Files that say how those beside and below them are compiled, and how what they import is found. */
const NAMES = ['tsconfig.json', 'jsconfig.json', 'package.json'];

/** What of a package.json the compiler reads; the rest, such as a version, changes no file. */
const PACKAGE_FIELDS = ['type', 'sideEffects', 'imports', 'exports', 'main', 'module', 'browser'];

/** A digest of how these files are compiled; undefined where that follows from something that can't be found. */
export function compilerSettings(root: string, modules: Modules): string | undefined {
  const folders = new Set([...modules.values()].map(({ path }) => dirname(path)));
  // A set that grows is walked to its end. What lies above a package says nothing of it.
  for (const folder of folders) if (!isPackage(folder)) folders.add(dirname(folder));
  const files = [...folders].flatMap((folder) => NAMES.map((name) => join(folder, name))).filter(existsSync);
  const settings = new Set(files.sort());
  const hash = createHash('sha256');
  for (const file of settings) {
    const text = file.endsWith('package.json') ? packageSettings(file) : readFileSync(file, 'utf8');
    hash.update(`${shownSource(relative(root, file), root)}\n${text}\n`);
    const bases = file.endsWith('package.json') ? [] : basesOf(text, file);
    if (bases === undefined) return undefined;
    for (const base of bases) settings.add(base);
  }
  return hash.digest('hex');
}

function isPackage(folder: string): boolean {
  const parent = dirname(folder);
  const scope = basename(parent).startsWith('@') ? dirname(parent) : parent;
  return basename(scope) === 'node_modules';
}

function packageSettings(file: string): string {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
    return JSON.stringify(PACKAGE_FIELDS.map((field) => content[field] ?? null));
  } catch {
    return 'unreadable';
  }
}

const EXTENDS = /"extends"\s*:\s*(\[[^\]]*\]|"[^"\\]*")/g;

/** The files that a tsconfig.json stands on, as TypeScript looks for them; undefined where one isn't found. */
function basesOf(text: string, file: string): readonly string[] | undefined {
  if (!text.includes('extends')) return [];
  const names = [...text.matchAll(EXTENDS)].flatMap(([, value = '']) => value.match(/[^"[\],\s]+/g) ?? []);
  const found = names.map((name) => baseFile(name, file));
  return names.length === 0 || found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function baseFile(name: string, file: string): string | undefined {
  const load = createRequire(file);
  for (const id of [name, `${name}.json`, `${name}/tsconfig.json`]) {
    try {
      return load.resolve(id);
    } catch {
      // The next spelling may be the one.
    }
  }
  return undefined;
}
