import type { Document, Json, JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { asList, asObject, asText, isObject } from '../json';
import { containersOf, podOf } from '../pods';
import type { Rule } from '../rule';
import { isNamedSecret, SECRET_ARGUMENTS, secretShape, SHORTEST_SECRET } from '../secret-shapes';

/** Makes sure that no secret is written into a document; what it finds is never repeated. */
export const secretValue: Rule = {
  code: 'SECRET_VALUE',
  severity: 'error',
  title: 'no document holds the value of a secret',
  requirement: 'R300',
  scope: 'environment',
  *check({ documents }) {
    const shapes = new Map<string, string>();
    const shapeOf = (text: string): string | undefined => {
      // Most keys, and a look-up of each would take longer than all else.
      if (text.length < SHORTEST_SECRET) return undefined;
      let shape = shapes.get(text);
      if (shape === undefined) shapes.set(text, (shape = secretShape(text) ?? ''));
      return shape === '' ? undefined : shape;
    };
    for (const document of documents) {
      const found = new Map<string, Objection>();
      for (const leak of [...shaped(document.object, shapeOf), ...named(document)]) {
        if (!found.has(leak.path)) found.set(leak.path, objection(document, leak));
      }
      yield* found.values();
    }
  },
};

interface Leak {
  readonly path: string;
  readonly kind: string;
  readonly length: number;
}

function objection({ id }: Document, { path, kind, length }: Leak): Objection {
  return {
    document: id,
    path,
    problem: `holds what looks like ${kind}, ${length} characters long`,
    fix: 'revoke it, keep the new one in Vault, and name it in secrets: it arrives as a file',
  };
}

/** What looks like a secret wherever it stands, keys included. */
function shaped(object: Json, shapeOf: (text: string) => string | undefined): readonly Leak[] {
  const leaks: Leak[] = [];
  const path: string[] = [];
  const see = (text: string): boolean => {
    const kind = shapeOf(text);
    if (kind !== undefined) leaks.push({ path: path.join('.'), kind, length: text.length });
    return kind !== undefined;
  };
  const visit = (value: Json): void => {
    if (typeof value === 'string') see(value);
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      // The path names what holds the key: the key would repeat the secret.
      if (see(key)) continue;
      path.push(key);
      visit((value as JsonObject)[key] as Json);
      path.pop();
    }
  };
  visit(object);
  return leaks;
}

/** What is a secret by its name. */
function* named(document: Document): Generator<Leak> {
  if (document.domain === 'terraform') yield* argumentsOf(document.object, []);
  if (document.domain !== 'kubernetes') return;
  if (document.kind === 'Secret' || document.kind === 'ConfigMap') yield* entriesOf(document);
  const pod = podOf(document);
  if (pod === undefined) return;
  for (const { object, path } of containersOf(pod)) {
    for (const [index, item] of asList(object['env']).entries()) {
      const { name, value } = asObject(item);
      const text = asText(value) ?? '';
      if (!isNamedSecret(asText(name) ?? '', text)) continue;
      yield { path: `${path}.env.${index}.value`, kind: `a secret named ${asText(name) ?? ''}`, length: text.length };
    }
    for (const field of ['command', 'args']) yield* flagsOf(asList(object[field]), `${path}.${field}`);
  }
}

function* argumentsOf(value: Json, path: readonly string[]): Generator<Leak> {
  if (Array.isArray(value) || isObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* argumentsOf(item as Json, [...path, key]);
    return;
  }
  const name = path.at(-1) ?? '';
  if (typeof value !== 'string' || value === '' || !SECRET_ARGUMENTS.has(name)) return;
  yield { path: path.join('.'), kind: `a secret in the argument ${name}`, length: value.length };
}

function* entriesOf({ kind, object }: Document): Generator<Leak> {
  for (const field of ['data', 'stringData']) {
    for (const [key, value] of Object.entries(asObject(object[field]))) {
      const text = asText(value) ?? '';
      if (text === '' || (kind === 'ConfigMap' && !isNamedSecret(key, text))) continue;
      yield { path: `${field}.${key}`, kind: `the entry of a ${kind}`, length: text.length };
    }
  }
}

/** `--api-key=x` and `--api-key x`. */
function* flagsOf(list: readonly Json[], path: string): Generator<Leak> {
  for (const [index, item] of list.entries()) {
    const match = /^--?([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(asText(item) ?? '');
    if (match === null) continue;
    const [, name = '', given] = match;
    const next = asText(list[index + 1]) ?? '';
    const value = given ?? (next.startsWith('-') ? '' : next);
    if (!isNamedSecret(name, value)) continue;
    yield {
      path: `${path}.${given === undefined ? index + 1 : index}`,
      kind: `a secret in the flag --${name}`,
      length: value.length,
    };
  }
}
