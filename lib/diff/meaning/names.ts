import type { Document, Json, JsonObject } from '../../assembly/document';

/** Names that became others: what follows from a rename is no difference of its own. */
export type Names = readonly (readonly [from: string, to: string])[];

/** A text in which names have become others, each only where it stands as a word of its own. */
export function renamedText(text: string, names: Names): string {
  const known = names.filter(([from]) => text.includes(from));
  if (known.length === 0) return text;
  const word = new RegExp(
    `(?<![A-Za-z0-9])(?:${known.map(([from]) => from.replaceAll(/[.*+?^\${}()|[\\]\\\\]/g, '\\\\$&')).join('|')})(?![A-Za-z0-9])`,
    'g',
  );
  const by = new Map(known);
  return text.replaceAll(word, (name) => by.get(name) ?? name);
}

/** The object of a document in which names have become others. */
export function renamedObject({ object }: Document, names: Names): JsonObject {
  if (names.length === 0) return object;
  // An object stays one.
  return renamedValue(object, longestFirst(names)) as JsonObject;
}

/** So that a name that begins with another is not cut. */
export function longestFirst(names: Names): Names {
  return [...names].sort(([one], [other]) => other.length - one.length || (one < other ? -1 : 1));
}

function renamedValue(value: Json, names: Names): Json {
  if (typeof value === 'string') return renamedText(value, names);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => renamedValue(item, names));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, Json]) => [renamedText(key, names), renamedValue(inner, names)]),
  );
}
