import type { Json, JsonObject } from '../../assembly/document';
import { isObject } from '../../check/json';
import { sortedKeys } from '../../assembly/canonical';
import type { Meaning } from './meaning';

/** One form for all spellings of a meaning; undefined where it amounts to nothing. */
export function normal(given: Json | undefined, meaning: Meaning, assumed?: Json): Json | undefined {
  const { rule } = meaning;
  const value = read(given, meaning) ?? assumed;
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    // A readonly array is an array; the guard only knows mutable ones.
    const items = value as readonly Json[];
    if (items.length === 0 && rule.emptyIsNone === true) return undefined;
    const item = meaning.item();
    const forms = items.map((one) => normal(one, item) ?? null);
    const { list } = rule;
    if (list === undefined || list.kind === 'ordered' || (list.kind === 'keyed' && list.order !== undefined))
      return forms;
    const texts = forms
      .map((form) => [JSON.stringify(form), form] as const)
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    return texts
      .filter(([text], index) => list.kind !== 'set' || text !== texts[index - 1]?.[0])
      .map(([, form]) => form);
  }
  if (isObject(value)) return normalFields(value, meaning, isObject(assumed) ? assumed : undefined);
  return rule.value?.(value) ?? value;
}

function normalFields(value: JsonObject, meaning: Meaning, assumed: JsonObject | undefined): Json | undefined {
  const { ignores, emptyIsNone } = meaning.rule;
  const unsaid = assumedOf(value, meaning, assumed);
  const result: Record<string, Json> = {};
  for (const key of sortedKeys(unsaid === undefined ? value : { ...unsaid, ...value })) {
    if (ignores?.(key) === true) continue;
    const form = normal(ownField(value, key), meaning.field(key), ownField(unsaid, key));
    if (form !== undefined) result[`.${key}`] = form;
  }
  return emptyIsNone === true && Object.keys(result).length === 0 ? undefined : result;
}

/** The normal form as text: equal for what means the same. */
export function normalText(value: Json | undefined, meaning: Meaning): string {
  return JSON.stringify(normal(value, meaning) ?? null);
}

/** What is there: without null where that is nothing, a single block without its list, data in a text as data. */
export function read(value: Json | undefined, { rule, nullIsNone }: Meaning): Json | undefined {
  if (value === undefined || (value === null && nullIsNone)) return undefined;
  if (rule.single === true && Array.isArray(value) && value.length < 2) return value[0] as Json | undefined;
  if (rule.parse !== undefined && typeof value === 'string') return rule.parse(value) ?? value;
  return value;
}

/** What holds of an object where it says nothing: what is assumed of it, and its defaults. */
export function assumedOf(
  value: JsonObject | undefined,
  { rule }: Meaning,
  assumed: JsonObject | undefined,
): JsonObject | undefined {
  if (rule.defaults === undefined) return assumed;
  return { ...rule.defaults(assumed === undefined ? (value ?? {}) : { ...assumed, ...value }), ...assumed };
}

/** A field of an object itself. */
export function ownField(object: JsonObject | undefined, key: string): Json | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Every leaf of a normal form with its place, as texts. */
export function* leafTexts(value: Json | undefined, place = ''): Generator<string> {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null) {
    yield `${place}=${JSON.stringify(value)}`;
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) yield `${place}=${Array.isArray(value) ? '[]' : '{}'}`;
  for (const [key, inner] of entries) yield* leafTexts(inner, Array.isArray(value) ? `${place}[]` : place + key);
}

/** How much two have in common, 0 to 1, whatever the positions in lists. */
export function similarity(one: readonly string[], other: readonly string[]): number {
  if (one.length + other.length === 0) return 1;
  const left = new Map<string, number>();
  for (const leaf of one) left.set(leaf, (left.get(leaf) ?? 0) + 1);
  let common = 0;
  for (const leaf of other) {
    const count = left.get(leaf) ?? 0;
    if (count === 0) continue;
    left.set(leaf, count - 1);
    common += 1;
  }
  return (2 * common) / (one.length + other.length);
}
