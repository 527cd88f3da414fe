import type { Document, Json, JsonObject } from '../../assembly/document';
import { nearest } from '../../nearest';
import { asList, asObject, asText, isObject } from '../json';
import { readTraversal, traversalsIn, type Step, type Traversal } from './expression';
import { below } from './fault';
import { blockName, schemaFor, typeOf, type Stack } from './stack';
import { stepFault } from './steps';

/** A reference that leads nowhere, and why. */
export interface Dangling {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** Names that Terraform itself gives a meaning to, without a block of that name. */
const OWN_ROOTS = new Set(['each', 'count', 'self', 'path', 'terraform', 'provider', 'ephemeral']);

/** Every reference of a block that leads nowhere: in its texts, in `depends_on` and in `lifecycle`. */
export function* danglingIn(document: Document, stack: Stack): Generator<Dangling> {
  const { object, kind } = document;
  if (kind.startsWith('terraform.')) return;
  if (mayRefer(object)) {
    const iterators = iteratorsIn(object);
    for (const [path, text] of textsIn(object, '')) {
      for (const traversal of traversalsIn(text)) {
        if (!iterators.has(traversal.root)) yield* lost(traversal, stack, path);
      }
    }
  }
  if (typeOf(kind) === undefined && kind !== 'output') return;
  yield* bareReferences(object['depends_on'], 'depends_on', stack, true);
  const lifecycle = asObject(Array.isArray(object['lifecycle']) ? asList(object['lifecycle'])[0] : object['lifecycle']);
  yield* bareReferences(lifecycle['replace_triggered_by'], 'lifecycle.replace_triggered_by', stack, false);
  yield* ignored(lifecycle['ignore_changes'], document, stack);
}

/** A first look without paths: nearly every block refers to nothing. */
function mayRefer(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${') || value.includes('%{');
  if (typeof value !== 'object' || value === null) return false;
  for (const [key, item] of Object.entries<Json>(value)) {
    if (key.includes('${') || mayRefer(item)) return true;
  }
  return false;
}

/** Texts and keys, each with its path. */
function* textsIn(value: Json, path: string): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries<Json>(value)) {
    if (path === '' && (key === '//' || key === 'depends_on')) continue;
    if (key.includes('${')) yield [path, key];
    yield* textsIn(item, below(path, key));
  }
}

/** Names by which repeated blocks call their items. */
function iteratorsIn(value: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (item: Json): void => {
    if (typeof item !== 'object' || item === null) return;
    for (const [key, inner] of Object.entries<Json>(item)) {
      if (key === 'dynamic') for (const body of Array.isArray(inner) ? asList(inner) : [inner]) labels(asObject(body));
      visit(inner);
    }
  };
  const labels = (bodies: JsonObject): void => {
    for (const [label, repeated] of Object.entries(bodies)) {
      found.add(label);
      for (const one of Array.isArray(repeated) ? asList(repeated) : [repeated]) {
        const iterator = asText(asObject(one)['iterator']);
        if (iterator !== undefined) found.add(iterator);
      }
    }
  };
  visit(value);
  return found;
}

function* lost(traversal: Traversal, stack: Stack, path: string): Generator<Dangling> {
  const { root, steps, text } = traversal;
  if (OWN_ROOTS.has(root)) return;
  const [first, ...after] = steps;
  const name = first?.kind === 'attribute' ? first.name : undefined;
  if (name === undefined) return;
  if (root === 'local') {
    if (!stack.locals.has(name)) yield absent(path, text, `no value ${name} in locals`, [...stack.locals], name);
    return;
  }
  if (root === 'var' || root === 'module') {
    const kind = root === 'var' ? 'variable' : 'module';
    if (!stack.blocks.has(`${kind}.${name}`))
      yield absent(path, text, `no ${kind} ${name}`, namesOf(stack, kind), name);
    return;
  }
  // `data.type.name` and `resource.type.name` name their section; everything else is the type of a resource.
  const [section, type, rest] =
    root === 'data' || root === 'resource' ? [root, name, after] : ['resource', root, steps];
  const [second, ...tail] = rest;
  if (second?.kind !== 'attribute') return;
  const kind = `${section}.${type}`;
  const target = stack.blocks.get(`${kind}.${second.name}`);
  if (target === undefined) {
    const what = section === 'data' ? 'data source' : 'resource';
    yield absent(path, text, `no ${what} ${type}.${second.name}`, namesOf(stack, kind), second.name);
    return;
  }
  const why = fieldFault(target, tail, stack);
  if (why !== undefined) yield { path, problem: `refers to ${text}; ${why.problem}`, fix: why.fix };
}

function absent(path: string, text: string, missing: string, known: readonly string[], name: string): Dangling {
  const near = nearest(name, known);
  const fix =
    near === undefined ? 'make it in this stack, or use a name that both sides derive' : `did you mean '${near}'?`;
  return { path, problem: `refers to ${text}; there is ${missing} in this stack`, fix };
}

function namesOf({ blocks }: Stack, kind: string): readonly string[] {
  return [...blocks.values()].filter((document) => document.kind === kind).map(blockName);
}

function fieldFault(target: Document, steps: readonly Step[], stack: Stack) {
  const many = ['count', 'for_each'].find((key) => (target.object[key] ?? null) !== null);
  const [first] = steps;
  const indexed = first !== undefined && first.kind !== 'attribute';
  if (many === undefined && indexed) {
    return { problem: 'it is one block, and has no index', fix: 'leave the index out' };
  }
  if (many !== undefined && first !== undefined && !indexed) {
    return { problem: `it has ${many}, so there are several`, fix: 'name one by its index' };
  }
  const schema = schemaFor(stack, target);
  return schema === undefined ? undefined : stepFault(schema, indexed ? steps.slice(1) : steps);
}

/** References that are written without `${}`. */
function* bareReferences(value: Json | undefined, path: string, stack: Stack, whole: boolean): Generator<Dangling> {
  for (const [index, item] of asList(value).entries()) {
    const here = below(path, index);
    const traversal = typeof item === 'string' ? readTraversal(item) : undefined;
    if (traversal === undefined) {
      yield { path: here, problem: 'is no reference', fix: 'write the type and the name: vault_mount.secrets' };
      continue;
    }
    const { root, steps, text } = traversal;
    const own = root === 'data' || root === 'resource' ? 2 : 1;
    if (whole && root !== 'module' && steps.slice(own).some((step) => step.kind === 'attribute')) {
      const problem = `refers to ${text}; a whole block is allowed here`;
      yield { path: here, problem, fix: 'leave the attribute out' };
    } else yield* lost(traversal, stack, here);
  }
}

/** Arguments whose changes are ignored: they are those of the block itself. */
function* ignored(value: Json | undefined, document: Document, stack: Stack): Generator<Dangling> {
  const schema = schemaFor(stack, document);
  if (schema === undefined || !isList(value)) return;
  for (const [index, item] of value.entries()) {
    const path = `lifecycle.ignore_changes.${index}`;
    const traversal = typeof item === 'string' ? readTraversal(`self.${item}`) : undefined;
    const why =
      traversal?.steps[0]?.kind !== 'attribute'
        ? { problem: 'it is no argument', fix: "name an argument, or write 'all' in the place of the list" }
        : stepFault(schema, traversal.steps);
    if (why !== undefined) yield { path, problem: `ignores ${JSON.stringify(item)}; ${why.problem}`, fix: why.fix };
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && !isObject(value);
}
