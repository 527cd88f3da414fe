import type { Assembly } from '../assembly/assembly';
import type { Document, JsonObject } from '../assembly/document';
import { asObject, asText } from './json';

const STACKS = new WeakMap<Assembly, ReadonlyMap<string, readonly Document[]>>();

/** The documents of an assembly by the stack that they are applied in. */
export function stacksOf(assembly: Assembly): ReadonlyMap<string, readonly Document[]> {
  const known = STACKS.get(assembly);
  if (known !== undefined) return known;
  const stacks = new Map<string, Document[]>();
  for (const document of assembly.documents) {
    const stack = stackOf(document);
    const others = stacks.get(stack);
    if (others === undefined) stacks.set(stack, [document]);
    else others.push(document);
  }
  STACKS.set(assembly, stacks);
  return stacks;
}

/** The stack of a document: the second part of its id. */
export function stackOf({ id }: Document): string {
  return id.split('/', 2)[1] ?? '';
}

/** The metadata of a Kubernetes object. */
export function metadataOf({ object }: Document): JsonObject {
  return asObject(object['metadata']);
}

/** The name of a Kubernetes object. */
export function nameOf(document: Document): string {
  return asText(metadataOf(document)['name']) ?? '';
}

/** The namespace of a Kubernetes object, or undefined for one that belongs to the cluster. */
export function namespaceOf(document: Document): string | undefined {
  return asText(metadataOf(document)['namespace']);
}

/** The key by which a namespaced object is found: kind, namespace and name. */
export function placeOf(kind: string, namespace: string | undefined, name: string | undefined): string {
  return `${kind}/${namespace ?? ''}/${name ?? ''}`;
}

/** Groups anything by a key. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
