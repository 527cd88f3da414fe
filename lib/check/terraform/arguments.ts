import type { Json, JsonObject } from '../../assembly/document';
import { asList, isObject } from '../json';
import { isTemplate, mismatches } from './convert';
import { below, invalid, shown, unknown, type Fault } from './fault';
import {
  attributeOf,
  isSettable,
  leastOf,
  namesIn,
  nestedOf,
  requiredOf,
  typeName,
  type Attribute,
  type BlockSchema,
  type NestedBlock,
} from './schema';

/** What a body is compared with, and what may be said of a name that it does not hold. */
export interface Reading {
  /** What the block is, for a problem: `google_container_node_pool`. */
  readonly what: string;
  /** Where a name that is unknown at a path does exist, as the beginning of a fix. */
  readonly elsewhere: (name: string, allowed: readonly string[]) => string;
  /** Names at the outermost level that somebody else has read. */
  readonly skip?: BlockSchema;
  /** Whether `id` is the provider's alone, although its schema says optional. */
  readonly ownId?: boolean;
}

/** What is wrong with the arguments and blocks of a body, at any depth. */
export function* bodyFaults(body: JsonObject, schema: BlockSchema, reading: Reading, path = ''): Generator<Fault> {
  for (const [name, value] of Object.entries(body)) {
    // A comment, in every body of Terraform's JSON.
    if (name === '//') continue;
    const here = below(path, name);
    const attribute = attributeOf(schema, name);
    const nested = nestedOf(schema, name);
    if (attribute !== undefined) yield* attributeFaults(name, value, attribute, reading, here, path === '');
    else if (nested !== undefined) yield* nestedFaults(name, value, nested, reading, here);
    else if (path === '' && reading.skip !== undefined && isIn(reading.skip, name)) continue;
    else if (name === 'dynamic' && schema.blocks !== undefined) yield* dynamicFaults(value, schema, reading, here);
    else yield unknownName(name, path === '' ? outermostNames(schema, reading) : namesIn(schema), reading, here);
  }
  yield* missing(body, schema, path);
}

function outermostNames(schema: BlockSchema, { ownId }: Reading): readonly string[] {
  return namesIn(schema).filter((name) => name !== 'id' || ownId !== true);
}

function isIn(schema: BlockSchema, name: string): boolean {
  return attributeOf(schema, name) !== undefined || nestedOf(schema, name) !== undefined;
}

function unknownName(name: string, allowed: readonly string[], reading: Reading, path: string): Fault {
  const level = path === name ? '' : ` at ${path.slice(0, -name.length - 1)}`;
  return unknown(path, `is no argument and no block of ${reading.what}${level}`, reading.elsewhere(name, allowed));
}

function* missing(body: JsonObject, schema: BlockSchema, path: string): Generator<Fault> {
  for (const name of requiredOf(schema)) {
    if (body[name] !== undefined && body[name] !== null) continue;
    yield invalid(below(path, name), 'is missing', `give ${withArticle(schema.attributes?.[name])}`);
  }
  for (const [name, least] of leastOf(schema)) {
    const { dynamic } = body;
    if (isObject(dynamic) && Object.hasOwn(dynamic, name)) continue;
    const count = countOf(body[name]);
    if (count >= least) continue;
    const problem = count === 0 ? 'is missing' : `are ${count} blocks; at least ${least} are allowed`;
    yield invalid(below(path, name), problem, `write the block ${name}`);
  }
}

function withArticle(attribute: Attribute | undefined): string {
  return attribute === undefined ? 'it' : `a ${typeName(attribute[1])}`;
}

function countOf(value: Json | undefined): number {
  if (value === undefined || value === null) return 0;
  return Array.isArray(value) ? value.length : 1;
}

function* attributeFaults(
  name: string,
  value: Json,
  attribute: Attribute,
  reading: Reading,
  path: string,
  outermost: boolean,
): Generator<Fault> {
  if (value === null) return;
  const [letters, type] = attribute;
  const own = outermost && name === 'id' && reading.ownId === true && letters.startsWith('oc');
  if (own || !isSettable(attribute)) {
    const problem = `is set, and ${reading.what} works it out by itself`;
    yield unknown(path, problem, 'leave it out: it can be read, and never written');
    return;
  }
  const secret = letters.includes('s');
  for (const { path: inner, expected, field } of mismatches(value, type)) {
    const here = inner === '' ? path : `${path}.${inner}`;
    if (field === 'unread') yield unknown(here, 'is read by nobody', `leave it out, or use one of ${expected}`);
    else if (field === 'missing') yield invalid(here, 'is missing', `give ${expected}: an object is written in full`);
    else yield invalid(here, `${shown(valueAt(value, inner), secret)}, which is not ${expected}`, `give ${expected}`);
  }
}

function valueAt(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path === '' ? [] : path.split('.')) {
    found = Array.isArray(found) ? asList(found)[Number(key)] : isObject(found) ? found[key] : undefined;
  }
  return found;
}

function* nestedFaults(
  name: string,
  value: Json,
  [, , most, block]: NestedBlock,
  reading: Reading,
  path: string,
): Generator<Fault> {
  if (value === null) return;
  if (!Array.isArray(value)) {
    yield* oneBlock(name, value, block, reading, path);
    return;
  }
  const items = asList(value);
  if (most > 0 && items.length > most) {
    const problem = `are ${items.length} blocks; ${most === 1 ? 'one is' : `${most} are`} allowed`;
    yield invalid(path, problem, 'leave the others out');
  }
  for (const [index, item] of items.entries()) yield* oneBlock(name, item, block, reading, below(path, index));
}

function* oneBlock(name: string, value: Json, block: BlockSchema, reading: Reading, path: string): Generator<Fault> {
  if (isObject(value)) {
    yield* bodyFaults(value, block, reading, path);
    return;
  }
  const why = isTemplate(value) ? ': a block holds no expression, but its arguments may' : '';
  const problem = `${shown(value)}, and ${name} is a block`;
  yield invalid(path, problem, `write an object of ${namesIn(block).join(', ')}${why}`);
}

const DYNAMIC: BlockSchema = {
  attributes: { for_each: ['r', 'dynamic'], iterator: ['o', 'string'], labels: ['o', ['list', 'string']] },
  blocks: { content: ['single', 1, 1, {}] },
};

/** Blocks that Terraform repeats: their names and what is in them are known, their number is not. */
function* dynamicFaults(value: Json, schema: BlockSchema, reading: Reading, path: string): Generator<Fault> {
  for (const [labels, above] of bodiesOf(value, path)) {
    for (const [name, repeated] of Object.entries(labels)) {
      const nested = nestedOf(schema, name);
      const here = below(above, name);
      if (nested === undefined) {
        yield unknownName(name, Object.keys(schema.blocks ?? {}), reading, here);
        continue;
      }
      for (const [body, place] of bodiesOf(repeated, here)) {
        const { content, ...rest } = body;
        yield* bodyFaults({ ...rest, ...(content === undefined ? {} : { content: {} }) }, DYNAMIC, reading, place);
        for (const [inner, at] of bodiesOf(content ?? null, below(place, 'content'))) {
          yield* bodyFaults(inner, nested[3], reading, at);
        }
      }
    }
  }
}

/** The objects of a block that is written as one or as a list, each with its path. */
function bodiesOf(value: Json, path: string): readonly (readonly [body: JsonObject, path: string])[] {
  if (isObject(value)) return [[value, path]];
  return asList(value).flatMap((item, index) => (isObject(item) ? [[item, below(path, index)] as const] : []));
}
