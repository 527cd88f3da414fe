import { canonicalText } from '../assembly/canonical';
import type { Document, Json } from '../assembly/document';
import { asObject, asText, asTexts, isObject } from './json';
import type { PathRule } from './vault-path';

/** What each level of Vault's older syntax allows. */
const LEVELS: Readonly<Record<string, readonly string[]>> = {
  deny: ['deny'],
  read: ['read', 'list'],
  write: ['create', 'read', 'update', 'delete', 'list'],
  sudo: ['create', 'read', 'update', 'delete', 'list', 'sudo'],
};

/** A string, a comment, a brace, a word or any other sign of HCL. */
const TOKENS = /"(?:[^"\\]|\\.)*"|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_][\w-]*|\S/g;

const READ = new WeakMap<Document, { readonly rules?: readonly PathRule[] }>();

/** The paths of a `vault_policy`, or undefined where it can't be read; read once for all rules. */
export function policyOf(document: Document): readonly PathRule[] | undefined {
  const known = READ.get(document);
  if (known !== undefined) return known.rules;
  const rules = readPolicy(asText(document.object['policy']) ?? '');
  READ.set(document, { rules });
  return rules;
}

/** The paths of a Vault policy in HCL or JSON, or undefined where it can't be read. */
export function readPolicy(text: string): readonly PathRule[] | undefined {
  return /^\s*\{/.test(text) ? readJson(text) : readHcl(text);
}

function readJson(text: string): readonly PathRule[] | undefined {
  let parsed: Json;
  try {
    // Whatever JSON.parse returns is JSON.
    parsed = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const paths = asObject(parsed)['path'];
  if (!isObject(paths)) return undefined;
  return Object.entries(paths).map(([path, body]) => {
    const { capabilities, policy, ...rest } = asObject(body);
    const allowed = [...asTexts(capabilities), ...(LEVELS[asText(policy) ?? ''] ?? [])];
    return { path, capabilities: allowed, ...restOf(Object.keys(rest).length === 0 ? '' : canonicalText(rest)) };
  });
}

function readHcl(text: string): readonly PathRule[] | undefined {
  const tokens = (text.match(TOKENS) ?? []).filter((token) => !/^(?:#|\/\/|\/\*)/.test(token));
  const rules: PathRule[] = [];
  let index = 0;
  while (index < tokens.length) {
    const [word, name, brace] = tokens.slice(index, index + 3);
    if (word === 'name') {
      index += 3;
      continue;
    }
    if (word?.replaceAll('"', '') !== 'path' || name?.startsWith('"') !== true || brace !== '{') return undefined;
    const end = closing(tokens, index + 2);
    if (end === undefined) return undefined;
    rules.push({ path: unquote(name), ...bodyOf(tokens.slice(index + 3, end)) });
    index = end + 1;
  }
  return rules;
}

/** Where the block ends whose brace is here. */
function closing(tokens: readonly string[], open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index] === '{') depth += 1;
    if (tokens[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function bodyOf(body: readonly string[]): Omit<PathRule, 'path'> {
  const found: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < body.length; index += 1) {
    const token = body[index] ?? '';
    if (token === 'policy') {
      found.push(...(LEVELS[unquote(body[index + 2] ?? '')] ?? []));
      index += 2;
    } else if (token === 'capabilities') {
      const bracket = body.indexOf(']', index);
      const end = bracket === -1 ? body.length : bracket;
      const texts = body.slice(index, end).filter((part) => part.startsWith('"'));
      found.push(...texts.map(unquote));
      index = end;
    } else rest.push(token);
  }
  return { capabilities: found, ...restOf(rest.join(' ')) };
}

function restOf(text: string): Pick<PathRule, 'rest'> {
  return text === '' ? {} : { rest: text };
}

function unquote(token: string): string {
  return token.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1');
}
