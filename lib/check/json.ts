import type { Json, JsonObject } from '../assembly/document';

const EMPTY: JsonObject = {};

/** True for a JSON object, false for a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one where it is none. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : EMPTY;
}

/** The value as a list; an empty one where it is none. */
export function asList(value: Json | undefined): readonly Json[] {
  // A readonly array is an array; the guard of the standard library only knows mutable ones.
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The value as a text, or undefined where it is none. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list. */
export function asTexts(value: Json | undefined): readonly string[] {
  return asList(value).filter((item) => typeof item === 'string');
}

/** The value as a number, or undefined where it is none. */
export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** What lies below these keys, one level each, or undefined where the way ends early. */
export function at(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let found = value;
  for (const key of keys) {
    if (!isObject(found)) return undefined;
    found = found[key];
  }
  return found;
}

/** The one block of a Terraform argument, whether it is written as an object or as a list of one. */
export function block(value: Json | undefined): JsonObject {
  return asObject(Array.isArray(value) ? asList(value)[0] : value);
}
