import type * as Acorn from 'acorn';
import { createRequire } from 'node:module';
import type { Program } from '../source/program';

const load = createRequire(__filename);

/** Where a program could learn anything but from its own text; whoever names one of these may render something else next time. */
export const AMBIENT: ReadonlySet<string> = new Set([
  ...['process', 'globalThis', 'global', 'require', '__dirname', '__filename', 'eval', 'Function'],
  ...['Date', 'performance', 'random', 'crypto', 'fetch', 'navigator', 'Intl', 'localeCompare'],
  ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleUpperCase', 'toLocaleLowerCase'],
]);

/**
 * What a program may name of packages that the library stands on: constructs and values, which read nothing. Others read
 * files, as `Yaml`, `Helm` and `TerraformAsset` do, or settings of the machine, as `App` does.
 */
const HARMLESS: Readonly<Record<string, ReadonlySet<string> | 'all'>> = {
  constructs: 'all',
  cdk8s: new Set(['ApiObject', 'Chart', 'Cron', 'Duration', 'JsonPatch', 'Names', 'Size', 'SizeRoundingBehavior']),
  'cdk8s-plus-27': new Set(['k8s']),
  cdktf: new Set(['Fn', 'TerraformOutput']),
  '@cdktf/provider-google': 'all',
  '@cdktf/provider-vault': 'all',
};

const REQUIRED = /\brequire\("([^"\\]+)"\)/g;

/** Whether a program can learn nothing but from its own files. */
export function isClosed({ code }: Pick<Program, 'code'>, library: string): boolean {
  return requiresOnly(code, library) && !namesAny(code.replace(REQUIRED, ''), AMBIENT);
}

/** Whether a program requires this library at most, and what reads nothing of those that it stands on. */
export function requiresOnly(code: string, library: string): boolean {
  const ids = [...code.matchAll(REQUIRED)].map(([, id = '']) => id);
  if (!ids.every((id) => packageOf(id) === library || Object.hasOwn(HARMLESS, packageOf(id)))) return false;
  const engines = [...new Set(ids)].filter((id) => id !== library && HARMLESS[packageOf(id)] !== 'all');
  return engines.every((id) => namesHarmless(code, id)) && !namesAny(code.replace(REQUIRED, ''), REQUIRE);
}

function packageOf(id: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id;
}

/** Whether of a package only such names are used, each as the bundler writes it: `import_cdk8s.ApiObject`. */
function namesHarmless(code: string, id: string): boolean {
  const names = HARMLESS[id];
  if (!(names instanceof Set)) return false;
  const call = `require("${id}")`;
  const variables = [...code.matchAll(/^var (\w+) = (?:__toESM\()?require\("([^"\\]+)"\)(?:(?:, 1)?\))?;$/gm)]
    .filter(([, , required]) => required === id)
    .map(([, variable = '']) => variable);
  return (
    variables.length === code.split(call).length - 1 &&
    variables.every((variable) =>
      [...code.matchAll(new RegExp(`\\b${variable}\\b(?! = )(?:\\.(\\w+))?`, 'g'))].every(([, name = '']) =>
        names.has(name),
      ),
    )
  );
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
