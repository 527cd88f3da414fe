import type { DocumentKey, Stack } from './document';

/** Splits the id of a document into the parts that it was made of; no part may hold a slash. */
export function parseId(id: string): DocumentKey {
  const [environment, stack, group, kind, namespace, name, ...rest] = id.split('/');
  if (!environment || !stack || !isStack(stack) || !group || !kind || !namespace || !name || rest.length > 0) {
    throw new Error(`'${id}' is not the id of a document: environment/stack/group/kind/namespace/name`);
  }
  return { environment, stack, group, kind, ...(namespace === '-' ? {} : { namespace }), name };
}

/** Orders by id, code unit by code unit, the same on every machine. */
export function compareIds(one: { readonly id: string }, other: { readonly id: string }): number {
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

function isStack(text: string): text is Stack {
  return /^(?:platform|.+:(?:grants|workloads))$/.test(text);
}
