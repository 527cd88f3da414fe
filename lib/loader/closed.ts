import type * as Acorn from 'acorn';
import { createRequire } from 'node:module';
import type { Program } from '../source/program';
import { foundations } from './shared';

const load = createRequire(__filename);

/** Where a program could learn anything but from its own text; whoever names one of these may render something else next time. */
export const AMBIENT: ReadonlySet<string> = new Set([
  ...['process', 'globalThis', 'global', 'require', '__dirname', '__filename', 'eval', 'Function'],
  ...['Date', 'performance', 'random', 'crypto', 'fetch', 'navigator', 'Intl', 'localeCompare'],
  ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleUpperCase', 'toLocaleLowerCase'],
]);

const REQUIRED = /\brequire\("([^"\\]+)"\)/g;

/** Whether a program can learn nothing but from its own files and this library. */
export function isClosed({ code }: Pick<Program, 'code'>, library: string): boolean {
  return requiresOnly(code, library) && !namesAny(code.replace(REQUIRED, ''), AMBIENT);
}

/** Whether a program requires this library at most, and what that stands on. */
export function requiresOnly(code: string, library: string): boolean {
  const known = new Set([library, ...foundations()]);
  const packages = [...code.matchAll(REQUIRED)].map(([, id = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id);
  return packages.every((name) => known.has(name)) && !namesAny(code.replace(REQUIRED, ''), REQUIRE);
}

const REQUIRE = new Set(['require']);

/** Most programs hold no such word at all, and need not be read for it. */
function namesAny(code: string, names: ReadonlySet<string>): boolean {
  if (![...names].some((name) => code.includes(name))) return false;
  const { tokenizer, tokTypes } = load('acorn') as typeof Acorn;
  for (const { type, start, end } of tokenizer(code, { ecmaVersion: 'latest' })) {
    if (type === tokTypes.name && names.has(code.slice(start, end))) return true;
  }
  return false;
}
