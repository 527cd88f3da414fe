import type { Document, FieldOrigin, Json } from './assembly/document';

/** Why a field has its value: the origin with the longest path that leads to it, or undefined where none does. */
export function originOf(document: Document, path: string): FieldOrigin | undefined {
  return originPath(document, path)?.origin;
}

/** The same, with the path that the origin was noted at. */
export function originPath(
  document: Document,
  path: string,
): { readonly path: string; readonly origin: FieldOrigin } | undefined {
  let best: { path: string; origin: FieldOrigin } | undefined;
  for (const [prefix, origin] of Object.entries(document.origins.fields)) {
    const leads = prefix === path || path.startsWith(`${prefix}.`);
    if (leads && (best === undefined || prefix.length > best.path.length)) best = { path: prefix, origin };
  }
  return best;
}

/** The value at a dotted path; keys may hold dots themselves (`metadata.labels.taxiway.dev/owner`). */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  if (path === '' || value === undefined) return value;
  if (Array.isArray(value)) {
    const [index = '', ...rest] = path.split('.');
    return /^[0-9]+$/.test(index) ? valueAt((value as readonly Json[])[Number(index)], rest.join('.')) : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const object = value as { readonly [key: string]: Json };
  for (const key of Object.keys(object)) {
    if (key === path) return object[key];
    if (!path.startsWith(`${key}.`)) continue;
    const found = valueAt(object[key], path.slice(key.length + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Every leaf of a value with its dotted path, in order. */
export function* leavesOf(
  value: Json,
  path = '',
): Generator<readonly [path: string, leaf: null | boolean | number | string]> {
  if (typeof value !== 'object' || value === null) {
    yield [path, value];
    return;
  }
  const entries = Array.isArray(value) ? (value as readonly Json[]).entries() : Object.entries(value);
  for (const [key, item] of entries) yield* leavesOf(item, path === '' ? String(key) : `${path}.${key}`);
}
