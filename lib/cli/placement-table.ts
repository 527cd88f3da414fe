import { transformSync } from 'esbuild';
import { join, posix } from 'node:path';
import { TaxiwayError } from '../errors';
import type { Project } from '../loader/project';
import { findText } from './text-file';

/** How a file imports an environment. */
export interface EnvironmentImport {
  readonly exported: string;
  /** The file, relative to the project and without its extension, or the package. */
  readonly from: string;
  readonly installed?: boolean;
}

/** A table without a row. */
const EMPTY = `import { place } from 'taxiway';

/** What runs where. */
export const placements = [];
`;

/**
 * The text of the placement table with one row more; refuses a table that it can't read, and changes nothing then.
 * Environments that `known` doesn't tell of have a file each.
 */
export function addPlacement(
  project: Project,
  service: string,
  className: string,
  environments: readonly string[],
  known: ReadonlyMap<string, EnvironmentImport> = new Map(),
): string {
  const { root, entry, servicesDir, environmentsDir } = project;
  const text = findText(join(root, entry)) ?? EMPTY;
  const folder = posix.dirname(entry);
  const imports = new Map<string, string>();
  const identifiers = environments.map((environment) => {
    const { exported, from, installed } = known.get(environment) ?? {
      exported: exportedFrom(root, environmentsDir, environment),
      from: posix.join(environmentsDir, environment),
      installed: false,
    };
    const path = installed === true ? from : relativeImport(folder, from);
    if (!isImported(text, exported, path)) imports.set(exported, path);
    return exported;
  });
  imports.set(className, relativeImport(folder, posix.join(servicesDir, service)));
  refuseTaken(text, entry, [...imports.keys()]);
  const place = `place(${className}, [${identifiers.join(', ')}])`;
  const longer = addRow(text, place);
  const added = longer === undefined ? undefined : addImports(longer, imports);
  if (added !== undefined && parses(added)) return added;
  throw new TaxiwayError({
    code: 'PLACEMENTS_MISSING',
    at: entry,
    problem: 'holds no list that a row could be added to',
    fix: `write it as: export const placements = [ … ]; or add ${place} yourself`,
  });
}

/** Two imports of one name would be one of them, and which one nobody sees. */
function refuseTaken(text: string, entry: string, added: readonly string[]): void {
  const taken = added.find((name) =>
    new RegExp(`^(?:import|export|const|let|class|function)\\b[^;='"]*\\b${name}\\b`, 'm').test(text),
  );
  if (taken === undefined) return;
  throw new TaxiwayError({
    code: 'NAME_INVALID',
    at: entry,
    problem: `has something else that is called ${taken}`,
    fix: 'rename it there, or choose another name',
    given: taken,
  });
}

/** The name that an environment file exports. */
function exportedFrom(root: string, environmentsDir: string, environment: string): string {
  const text = findText(join(root, environmentsDir, `${environment}.ts`)) ?? '';
  return /export const (\w+) = defineEnvironment/.exec(text)?.[1] ?? environment;
}

function isImported(text: string, name: string, path: string): boolean {
  return [...text.matchAll(/^import \{([^}]*)\} from ['"]([^'"]+)['"]/gm)].some(
    ([, names = '', from]) => from === path && names.split(',').some((one) => one.trim() === name),
  );
}

function relativeImport(folder: string, file: string): string {
  const path = posix.relative(folder, file);
  return path.startsWith('.') ? path : `./${path}`;
}

/** Adds a row at the end of the list, or returns undefined where there is no list. */
function addRow(text: string, row: string): string | undefined {
  const list = /\bplacements\b[^=;]*=\s*\[/.exec(text);
  if (list === null) return undefined;
  const start = list.index + list[0].length;
  const { last, end } = endOfList(text, start);
  if (end === undefined) return undefined;
  const comma = last < start || text[last] === ',' ? '' : ',';
  const tail = text.slice(last + 1, end).trimEnd();
  return `${text.slice(0, last + 1)}${comma}${tail}\n  ${row},\n${text.slice(end)}`;
}

/** Where a list ends, and its last character that is neither blank nor comment. */
function endOfList(text: string, start: number): { readonly last: number; readonly end?: number } {
  // A comment, a text, a bracket, or any other character.
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\s+|[\s\S]/gy;
  tokens.lastIndex = start;
  let last = start - 1;
  let depth = 1;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [found] = token;
    if ('[({'.includes(found)) depth += 1;
    if ('])}'.includes(found)) depth -= 1;
    if (depth === 0) return { last, end: token.index };
    if (found.trim() !== '' && !/^\/[/*]/.test(found)) last = tokens.lastIndex - 1;
  }
  return { last };
}

/** Adds imports after the last one. */
function addImports(text: string, imports: ReadonlyMap<string, string>): string {
  const added = [...imports].map(([name, path]) => `import { ${name} } from '${path}';\n`).join('');
  const last = [...text.matchAll(/^import\b[^;'"]*['"][^'"]*['"];?[ \t]*(?:\n|$)/gm)].at(-1);
  const end = last === undefined ? 0 : last.index + last[0].length;
  return `${text.slice(0, end)}${added}${text.slice(end)}`;
}

function parses(text: string): boolean {
  try {
    transformSync(text, { loader: 'ts', logLevel: 'silent' });
    return true;
  } catch {
    return false;
  }
}
