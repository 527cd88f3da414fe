import { tokenizer, tokTypes } from 'acorn';
import { createHash } from 'node:crypto';
import { findLoaded } from '../loader/load';
import type { Project } from '../loader/project';
import { foundations } from '../loader/shared';
import { libraryDigest, runningLibrary } from '../loader/sources';
import type { Program } from '../source/program';

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
  if (program === undefined || !isClosed(program, library)) return undefined;
  const { code, sourceMap } = program;
  const hash = createHash('sha256');
  for (const part of [JSON.stringify(settings), code, JSON.stringify(sourceMap), process.version]) {
    hash.update(`${part.length}:${part}`);
  }
  hash.update(libraryDigest(runningLibrary()));
  return hash.digest('hex');
}

/** Whether a program can learn nothing but from its own files and this library. */
export function isClosed({ code }: Pick<Program, 'code'>, library: string): boolean {
  const known = new Set([library, ...foundations()]);
  const packages = [...code.matchAll(REQUIRED)].map(([, id = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id);
  return packages.every((name) => known.has(name)) && !namesAmbient(code.replace(REQUIRED, ''));
}

function namesAmbient(code: string): boolean {
  for (const { type, start, end } of tokenizer(code, { ecmaVersion: 'latest' })) {
    if (type === tokTypes.name && AMBIENT.has(code.slice(start, end))) return true;
  }
  return false;
}
