import type { Document, Json } from '../../assembly/document';
import { asList, asObject, asTexts, isObject } from '../../check/json';
import { readTraversal, traversalsIn, type Traversal } from '../../check/terraform/expression';
import { blockName, typeOf, type Stack } from '../../check/terraform/stack';
import { factFor, nameOf } from './argument';
import { resourceType } from './effect';
import { factsOf, isComputed, keepsOld, replaces } from './facts';

/** One argument of a resource that takes a value of another one. */
interface Reference {
  readonly from: Document;
  /** The argument that takes it; undefined where it is only a trigger. */
  readonly argument?: string;
  /** What is taken, `email`; undefined where the whole resource is. */
  readonly attribute?: string;
}

const KNOWN = new WeakMap<Stack, ReadonlyMap<string, readonly Reference[]>>();

/** Who refers to what in a stack, by the address of what is referred to. */
function referencesIn(stack: Stack): ReadonlyMap<string, readonly Reference[]> {
  const known = KNOWN.get(stack);
  if (known !== undefined) return known;
  const found = new Map<string, Reference[]>();
  const add = ({ root, steps }: Traversal, reference: Reference): void => {
    const [name, attribute] = steps.flatMap((step) => (step.kind === 'attribute' ? [step.name] : []));
    if (name === undefined) return;
    const address = `${root}.${name}`;
    found.set(address, [...(found.get(address) ?? []), { ...reference, attribute }]);
  };
  for (const document of stack.documents) {
    if (typeOf(document.kind)?.[0] !== 'resource') continue;
    for (const [path, text] of textsIn(document.object, [])) {
      if (path[0] === 'depends_on' || path[0] === 'lifecycle') continue;
      for (const traversal of traversalsIn(text)) add(traversal, { from: document, argument: nameOf(path) });
    }
    for (const trigger of triggersOf(document)) {
      const traversal = readTraversal(trigger);
      if (traversal !== undefined) add(traversal, { from: document });
    }
  }
  KNOWN.set(stack, found);
  return found;
}

function triggersOf({ object }: Document): readonly string[] {
  const lifecycle = object['lifecycle'] ?? null;
  const bodies = Array.isArray(lifecycle) ? asList(lifecycle) : [lifecycle];
  return bodies.flatMap((body) => asTexts(asObject(body)['replace_triggered_by']));
}

function* textsIn(value: Json, path: readonly string[]): Generator<readonly [path: readonly string[], text: string]> {
  if (typeof value === 'string') {
    if (value.includes('${') || value.includes('%{')) yield [path, value];
  } else if (Array.isArray(value)) {
    for (const item of asList(value)) yield* textsIn(item, path);
  } else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...path, key]);
}

/** What of a resource is another value afterwards: all that its provider works out, where it is replaced. */
export interface Touched {
  readonly document: Document;
  readonly replaced: boolean;
  /** Arguments that changed. */
  readonly changed: readonly string[];
}

/**
 * The resources of a stack that are replaced because they refer to a value of one that is: an argument that replaces, and
 * whose value is not known before the other one is made. Those that follow from them too; in order of their ids.
 */
export function replacedWith(touched: Touched, stack: Stack): readonly Document[] {
  const found = new Map<string, Document>();
  const queue: Touched[] = [touched];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const address = `${resourceType(one.document) ?? ''}.${blockName(one.document)}`;
    for (const reference of referencesIn(stack).get(address) ?? []) {
      const { from } = reference;
      if (from.id === touched.document.id || found.has(from.id) || !travels(reference, one)) continue;
      found.set(from.id, from);
      queue.push({ document: from, replaced: true, changed: [] });
    }
  }
  return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function travels({ from, argument, attribute }: Reference, { document, replaced, changed }: Touched): boolean {
  if (argument === undefined) return attribute === undefined || changed.includes(attribute) || replaced;
  const facts = factsOf(resourceType(from) ?? '');
  const fact = facts === undefined ? undefined : factFor(facts, argument);
  if (fact === undefined || !replaces(fact)) return false;
  if (attribute === undefined) return replaced;
  return changed.includes(attribute) || (replaced && isMadeByProvider(document, attribute));
}

/** Whether a value is only known once the resource is made. */
function isMadeByProvider(document: Document, attribute: string): boolean {
  if (attribute === 'id') return true;
  if (document.object[attribute] !== undefined && document.object[attribute] !== null) return false;
  const facts = factsOf(resourceType(document) ?? '');
  const fact = facts === undefined ? undefined : factFor(facts, attribute);
  return fact === undefined || isComputed(fact) || keepsOld(fact);
}
