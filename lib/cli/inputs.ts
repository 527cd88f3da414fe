import { tokenizer, tokTypes } from 'acorn';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findLoaded } from '../loader/load';
import type { Project } from '../loader/project';
import { foundations } from '../loader/shared';
import { packageRoot } from '../version';

/** Where a program could learn anything but from its own text; whoever names one of these may render something else next time. */
const AMBIENT = new Set([
  ...['process', 'globalThis', 'global', 'require', '__dirname', '__filename', 'eval', 'Function'],
  ...['Date', 'performance', 'random', 'crypto', 'fetch', 'navigator', 'Intl', 'localeCompare'],
  ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleUpperCase', 'toLocaleLowerCase'],
]);

const REQUIRED = /\brequire\("([^"\\]+)"\)/g;

/**
 * A digest of all that decides what a project renders: its bundled files, this library and what it stands on.
 * Undefined where the program could read anything else: a package of its own, a file, the clock, the environment of the process.
 */
export function findInputs({ root, entry }: Project, library: string, settings: object): string | undefined {
  const program = findLoaded(root, entry);
  if (program === undefined) return undefined;
  const { code, sourceMap } = program;
  const known = new Set([library, ...foundations()]);
  const packages = [...code.matchAll(REQUIRED)].map(([, id = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id);
  if (packages.some((name) => !known.has(name)) || namesAmbient(code.replace(REQUIRED, ''))) return undefined;
  const hash = createHash('sha256');
  for (const part of [JSON.stringify(settings), code, JSON.stringify(sourceMap), process.version]) {
    hash.update(`${part.length}:${part}`);
  }
  hash.update(libraryDigest());
  return hash.digest('hex');
}

function namesAmbient(code: string): boolean {
  for (const { type, start, end } of tokenizer(code, { ecmaVersion: 'latest' })) {
    if (type === tokTypes.name && AMBIENT.has(code.slice(start, end))) return true;
  }
  return false;
}

/** The library's own files, and the version of everything that it stands on. */
function libraryDigest(): string {
  const hash = createHash('sha256');
  const code = join(__dirname, '..', '..');
  for (const folder of [join(code, 'lib'), join(code, 'constructs'), join(packageRoot(), 'schemas')]) {
    if (!existsSync(folder)) continue;
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !/\.d\.ts$|\.map$/.test(entry.name));
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(readFileSync(path));
  }
  const load = createRequire(join(packageRoot(), 'package.json'));
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
