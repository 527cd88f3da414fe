import type { Json, JsonObject } from '../../assembly/document';
import { isObject } from '../../check/json';
import { aligned } from './align';
import type { Meaning } from './meaning';
import { assumedOf, leafTexts, normal, normalText, ownField, similarity } from './normal';
import type { ListRule } from './rule';

/** Two items that belong together, or one that came or went. Items that are the same in text need not be named. */
export interface ItemPair {
  /** What stands in the brackets of the path. */
  readonly label: string;
  readonly before?: number;
  readonly after?: number;
  /** What the missing one amounts to. */
  readonly blank?: JsonObject;
  /** It is told as a whole. */
  readonly whole?: boolean;
}

/** Which items of two lists belong together, in the order of the later list, and last what is gone. */
export function pairItems(before: readonly Json[], after: readonly Json[], meaning: Meaning): readonly ItemPair[] {
  const { list } = meaning.rule;
  if (list === undefined || list.kind === 'ordered') return aligned(before, after, meaning.item());
  const pairs =
    list.kind === 'keyed' ? byKey(before, after, list, meaning.item()) : bySet(before, after, list, meaning.item());
  return [...pairs].sort(
    (one, other) =>
      (one.after ?? after.length) - (other.after ?? after.length) || (one.before ?? -1) - (other.before ?? -1),
  );
}

type Keyed = Extract<ListRule, { kind: 'keyed' }>;
type Members = Extract<ListRule, { kind: 'set' }>;

function byKey(before: readonly Json[], after: readonly Json[], { by, blank }: Keyed, item: Meaning): ItemPair[] {
  const pairs: ItemPair[] = [];
  const left = new Set(before.keys());
  const right = new Set(after.keys());
  for (const fields of by) {
    const places = placesByKey(before, left, fields, item);
    for (const [key, index] of placesByKey(after, right, fields, item)) {
      const old = places.get(key);
      if (old === undefined) continue;
      left.delete(old);
      right.delete(index);
      pairs.push({ label: labelOf(after, index, by, item), before: old, after: index });
    }
  }
  // What has no key at all is told apart by what it is.
  for (const pair of sameAs(before, left, after, right, item)) pairs.push({ ...pair, label: String(pair.after) });
  const alone = (list: readonly Json[], index: number): Omit<ItemPair, 'before' | 'after'> => {
    const value = list[index];
    return {
      label: labelOf(list, index, by, item),
      ...(blank !== undefined && isObject(value) ? { blank: blank(value) } : {}),
    };
  };
  return [
    ...pairs,
    ...[...right].map((index) => ({ ...alone(after, index), after: index })),
    ...[...left].map((index) => ({ ...alone(before, index), before: index })),
  ];
}

/** The items of a list that are left, by key; the second of one key has a key of its own. */
function placesByKey(
  list: readonly Json[],
  left: ReadonlySet<number>,
  fields: readonly string[],
  item: Meaning,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const index of left) {
    const key = keyOf(list[index], fields, item);
    if (key === undefined) continue;
    let count = 1;
    let own = key;
    while (found.has(own)) own = `${key}#${(count += 1)}`;
    found.set(own, index);
  }
  return found;
}

/** What tells an item apart by these fields, defaults included; undefined where it has none of them. */
export function keyOf(value: Json | undefined, fields: readonly string[], item: Meaning): string | undefined {
  if (!isObject(value)) return undefined;
  const unsaid = assumedOf(value, item, undefined);
  const parts = fields.map((field) => fieldAt(value, field) ?? fieldAt(unsaid, field));
  return fields.some((field) => fieldAt(value, field) !== undefined)
    ? parts.map((part) => (part === undefined ? '' : keyText(part))).join('/')
    : undefined;
}

/** A field of an object, or one within: `metadata.name`. */
function fieldAt(object: JsonObject | undefined, path: string): Json | undefined {
  const [first = '', ...rest] = path.split('.');
  const value = ownField(object, first);
  if (rest.length === 0) return value;
  return isObject(value) ? fieldAt(value, rest.join('.')) : undefined;
}

function keyText(part: Json): string {
  if (typeof part === 'string') return part;
  return Array.isArray(part) ? (part as readonly Json[]).map(keyText).join(',') : JSON.stringify(part);
}

/** A key as it stands in a path: without what is not said. */
function shownKey(key: string): string {
  return key.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/');
}

/** By the first group of fields of which an item has one: as many of them as tell it apart, or its position. */
function labelOf(list: readonly Json[], index: number, by: readonly (readonly string[])[], item: Meaning): string {
  const fields = by.find((group) => keyOf(list[index], group, item) !== undefined);
  if (fields === undefined) return String(index);
  const others = list.filter((_, at) => at !== index);
  for (let count = 1; count <= fields.length; count += 1) {
    const some = fields.slice(0, count);
    const key = keyOf(list[index], some, item);
    if (key !== undefined && others.every((one) => keyOf(one, some, item) !== key)) return shownKey(key);
  }
  const key = keyOf(list[index], fields, item) ?? '';
  const before = list.slice(0, index).filter((one) => keyOf(one, fields, item) === key).length;
  return before === 0 ? shownKey(key) : `${shownKey(key)}#${before + 1}`;
}

function bySet(before: readonly Json[], after: readonly Json[], { label, whole }: Members, item: Meaning): ItemPair[] {
  const left = new Set(before.keys());
  const right = new Set(after.keys());
  const pairs: ItemPair[] = sameAs(before, left, after, right, item);
  dropRepeated(before, left, item);
  dropRepeated(after, right, item);
  const name = (list: readonly Json[], index: number): string => {
    const value = list[index] ?? null;
    return typeof value === 'object' ? labelOf(list, index, [label], item) : String(value);
  };
  const pair = (old: number, now: number): void => {
    left.delete(old);
    right.delete(now);
    pairs.push({ label: name(after, now), before: old, after: now, whole });
  };
  if (label.length > 0) {
    const places = placesByKey(before, left, label, item);
    for (const [key, now] of placesByKey(after, right, label, item)) {
      const old = places.get(key);
      if (old !== undefined) pair(old, now);
    }
  }
  if (!whole) for (const [old, now] of nearest(before, left, after, right, item)) pair(old, now);
  return [
    ...pairs,
    ...[...right].map((index) => ({ label: name(after, index), after: index })),
    ...[...left].map((index) => ({ label: name(before, index), before: index })),
  ];
}

/** Takes out what means the same on both sides, and pairs it: first what is the same in every letter, which costs little. */
function sameAs(
  before: readonly Json[],
  left: Set<number>,
  after: readonly Json[],
  right: Set<number>,
  item: Meaning,
): ItemPair[] {
  const pairs: ItemPair[] = [];
  for (const textOf of [(value: Json | undefined) => JSON.stringify(value), memo(item)]) {
    if (left.size === 0 || right.size === 0) break;
    const texts = new Map<string, number[]>();
    for (const index of left) {
      const text = textOf(before[index]);
      const known = texts.get(text);
      if (known === undefined) texts.set(text, [index]);
      else known.push(index);
    }
    for (const index of [...right]) {
      const old = texts.get(textOf(after[index]))?.shift();
      if (old === undefined) continue;
      left.delete(old);
      right.delete(index);
      pairs.push({ label: '', before: old, after: index });
    }
  }
  return pairs;
}

/** A member that a set has twice is there once. */
function dropRepeated(list: readonly Json[], left: Set<number>, item: Meaning): void {
  if (left.size === 0 || list.length < 2) return;
  const textOf = memo(item);
  const kept = new Set(list.flatMap((value, index) => (left.has(index) ? [] : [textOf(value)])));
  for (const index of [...left]) {
    const text = textOf(list[index]);
    if (kept.has(text)) left.delete(index);
    else kept.add(text);
  }
}

/** Normal forms of plain values are cheap; those of objects are made once. */
const FORMS = new WeakMap<object, WeakMap<Meaning, string>>();
function memo(item: Meaning): (value: Json | undefined) => string {
  return (value) => {
    if (typeof value !== 'object' || value === null) return normalText(value, item);
    const forms = FORMS.get(value) ?? new WeakMap<Meaning, string>();
    const known = forms.get(item) ?? normalText(value, item);
    FORMS.set(value, forms.set(item, known));
    return known;
  };
}

const ALIKE = 0.34;

/** Objects of a set that changed, by how much they have in common; the last one on either side belongs to the other. */
function nearest(
  before: readonly Json[],
  left: ReadonlySet<number>,
  after: readonly Json[],
  right: ReadonlySet<number>,
  item: Meaning,
): (readonly [number, number])[] {
  const olds = [...left].filter((index) => isObject(before[index]));
  const nows = [...right].filter((index) => isObject(after[index]));
  const leaves = (list: readonly Json[], index: number): readonly string[] => [...leafTexts(normal(list[index], item))];
  const nowLeaves = nows.map((now) => leaves(after, now));
  const candidates = olds
    .flatMap((old) => {
      const own = leaves(before, old);
      return nows.map((now, at) => ({ old, now, alike: similarity(own, nowLeaves[at] ?? []) }));
    })
    .sort((one, other) => other.alike - one.alike || one.old - other.old || one.now - other.now);
  const found = new Map<number, number>();
  const taken = new Set<number>();
  for (const { old, now, alike } of candidates) {
    if (alike < ALIKE || found.has(old) || taken.has(now)) continue;
    found.set(old, now);
    taken.add(now);
  }
  const [old, ...otherOlds] = olds.filter((index) => !found.has(index));
  const [now, ...otherNows] = nows.filter((index) => !taken.has(index));
  if (old !== undefined && now !== undefined && otherOlds.length + otherNows.length === 0) found.set(old, now);
  return [...found];
}
