import type { Document, Json } from '../../assembly/document';
import { asList, isObject } from '../../check/json';
import type { Path } from '../path';
import { factsOf, isBlock, type ArgumentFact, type TypeFacts } from './facts';

/** An argument that a path leads to or into, as providers write it: without the items of lists and the keys of maps. */
export interface Argument {
  readonly name: string;
  readonly fact: ArgumentFact;
  /** Number of steps that lead to it; what follows is the item of a list, or the key of a map. */
  readonly steps: number;
}

/** Whether a step is an item of a list. */
export const isItem = (step: string): boolean => step.startsWith('[');

/** The argument of a path, or undefined where the provider has none. */
export function argumentAt(facts: TypeFacts, path: Path): Argument | undefined {
  for (let steps = path.length; steps > 0; steps -= 1) {
    if (isItem(path[steps - 1] ?? '')) continue;
    const found = factFor(facts, nameOf(path.slice(0, steps)));
    if (found === undefined) continue;
    // What is not known below a block is an argument that nobody knows.
    const below = path.slice(steps).some((step) => !isItem(step));
    return below && isBlock(found) ? undefined : { name: nameOf(path.slice(0, steps)), fact: found, steps };
  }
  return undefined;
}

/** `node_config.guest_accelerator.count`. */
export function nameOf(path: Path): string {
  return path.filter((step) => !isItem(step)).join('.');
}

/** The fact of an argument by its name, also where it is one of another type. */
export function factFor(facts: TypeFacts, name: string): ArgumentFact | undefined {
  if (Object.hasOwn(facts.arguments, name)) return facts.arguments[name];
  for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
    const above = name.slice(0, end);
    const same = Object.hasOwn(facts.arguments, above) ? facts.arguments[above]?.[2]?.sameAs : undefined;
    if (same === undefined) continue;
    const [type = '', ...block] = same.split('.');
    const other = factsOf(type);
    return other === undefined ? undefined : factFor(other, [...block, name.slice(end + 1)].join('.'));
  }
  return undefined;
}

/** Whether an argument lies below one that is a set of blocks, and the name of that one. */
export function setAbove(facts: TypeFacts, path: Path): { readonly name: string; readonly steps: number } | undefined {
  for (let steps = 1; steps < path.length; steps += 1) {
    const name = nameOf(path.slice(0, steps));
    if (!isItem(path[steps - 1] ?? '') && factFor(facts, name)?.[1] === 'set(block)') return { name, steps };
  }
  return undefined;
}

/** The value at a path of a document, undefined where there is none; items of lists are found by index, value or key. */
export function valueAt({ object }: Document, path: Path): Json | undefined {
  let found: Json | undefined = object;
  for (const step of path) {
    if (found === undefined || found === null) return undefined;
    if (isItem(step)) found = Array.isArray(found) ? itemOf(asList(found), step.slice(1, -1)) : found;
    else found = fieldOf(found, step);
  }
  return found ?? undefined;
}

/** A single block is written as an object or as a list of one. */
function fieldOf(value: Json, step: string): Json | undefined {
  const object = Array.isArray(value) ? asList(value)[0] : value;
  return isObject(object) && Object.hasOwn(object, step) ? object[step] : undefined;
}

function itemOf(list: readonly Json[], key: string): Json | undefined {
  const is = (value: Json): boolean => typeof value !== 'object' && String(value) === key;
  const byKey = list.find((item) => (isObject(item) ? Object.values(item).some(is) : is(item)));
  return byKey ?? (/^\d+$/.test(key) ? list[Number(key)] : undefined);
}

/** The names of all arguments that are set in a value, the argument itself among them. */
export function* namesSet(name: string, value: Json | undefined): Generator<string> {
  if (value === undefined || value === null) return;
  yield name;
  for (const body of Array.isArray(value) ? asList(value) : [value]) {
    if (isObject(body)) for (const [key, inner] of Object.entries(body)) yield* namesSet(`${name}.${key}`, inner);
  }
}
