import type { Document, Json, JsonObject } from '../assembly/document';
import { alignOrdered, alignSet, type Match } from './align';
import { itemKey } from './classes/place';
import { meaningOf } from './meaning/all';
import { fieldNode, type MeaningNode } from './meaning/rule';
import { inFull, isUnset, meaningText, orderCounts } from './meaning/text';
import type { Path } from './path';

/** One leaf, or one item of a list, that differs within a pair. */
export interface Delta {
  readonly path: Path;
  /** Undefined where it is not set. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The same place with positions in lists, `spec.containers.0.image`: in the object after, or before where it is gone. */
  readonly place: string;
}

/** What differs in meaning between the two objects of a pair, in the order of their fields. */
export function deltasOf(before: Document, after: Document): readonly Delta[] {
  return [...differ(before.object, after.object, { path: [], place: '', node: meaningOf(after) })];
}

interface Here {
  readonly path: Path;
  readonly place: string;
  readonly node: MeaningNode | undefined;
}

function* differ(before: Json | undefined, after: Json | undefined, here: Here): Generator<Delta> {
  const { node, path, place } = here;
  if (before === after) return;
  if (isUnset(before, node) && isUnset(after, node)) return;
  if (before !== undefined && after !== undefined && meaningText(before, node) === meaningText(after, node)) return;
  const [one, other] = [readOf(before, node), readOf(after, node)];
  let said = false;
  for (const delta of differBelow(one, other, here)) {
    said = true;
    yield delta;
  }
  // Never silent: what is not the same differs somewhere.
  if (!said) yield { path, place, before: before ?? undefined, after: after ?? undefined };
}

function* differBelow(before: Json | undefined, after: Json | undefined, here: Here): Generator<Delta> {
  const { node } = here;
  if (node?.rule.whole) return;
  if (Array.isArray(before) && Array.isArray(after)) yield* differLists(before, after, here);
  else if (isFields(before, node) && isFields(after, node)) yield* differFields(before ?? {}, after ?? {}, here);
}

/** What a text says, where it is compared by that. */
function readOf(value: Json | undefined, node: MeaningNode | undefined): Json | undefined {
  return (typeof value === 'string' ? node?.rule.read?.(value) : undefined) ?? value;
}

/** An object, or nothing where an object always holds. */
function isFields(value: Json | undefined, node: MeaningNode | undefined): value is JsonObject | undefined {
  if (value === undefined) return node?.rule.always === true;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* differFields(before: JsonObject, after: JsonObject, { path, place, node }: Here): Generator<Delta> {
  const [one, other] = [inFull(before, node), inFull(after, node)];
  for (const name of [...new Set([...Object.keys(one), ...Object.keys(other)])].sort())
    yield* differ(one[name], other[name], {
      path: [...path, name],
      place: place === '' ? name : `${place}.${name}`,
      node: fieldNode(node, name),
    });
}

function* differLists(before: readonly Json[], after: readonly Json[], here: Here): Generator<Delta> {
  const { path, place, node } = here;
  const keyed = keysOf(before, after, node);
  for (const [left, right] of keyed === undefined ? matched(before, after, node) : pairedByKey(keyed)) {
    const index = right ?? left ?? 0;
    const list = right === undefined ? before : after;
    yield* differ(at(before, left), at(after, right), {
      path: [...path, `[${stepOf(list, index, keyed?.[right === undefined ? 0 : 1])}]`],
      place: place === '' ? String(index) : `${place}.${String(index)}`,
      node: node?.item,
    });
  }
  if (keyed === undefined || !(orderCounts(before, node) || orderCounts(after, node))) return;
  const [one, other] = keyed.map((keys, side) => keys.filter((key) => keyed[1 - side]?.includes(key)));
  if (JSON.stringify(one) !== JSON.stringify(other))
    yield { path: [...path, 'order'], place, before: keyed[0], after: keyed[1] };
}

function at(list: readonly Json[], index: number | undefined): Json | undefined {
  return index === undefined ? undefined : list[index];
}

type Keys = readonly [before: readonly string[], after: readonly string[]];

/** What tells the items of both lists apart, where the kind says so and it does. */
function keysOf(before: readonly Json[], after: readonly Json[], node: MeaningNode | undefined): Keys | undefined {
  const rule = node?.rule.list;
  const by = typeof rule === 'object' ? rule.by : rule === undefined ? ['name'] : undefined;
  if (by === undefined) return undefined;
  const keys = [before, after].map((list) =>
    list.map((item) => by.map((field) => keyText(item, field, node)).join('/')),
  );
  const clear = keys.every((list) => new Set(list).size === list.length && !list.some((key) => /^\/*$/.test(key)));
  const [one = [], other = []] = keys;
  return clear ? [one, other] : undefined;
}

function keyText(item: Json, field: string, node: MeaningNode | undefined): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return '';
  const value = (item as JsonObject)[field] ?? node?.item?.fields.get(field)?.rule.unset;
  return value === undefined || typeof value === 'object' ? '' : String(value);
}

function pairedByKey([before, after]: Keys): readonly Match[] {
  const gone = before.flatMap((key, index): Match[] => (after.includes(key) ? [] : [[index, undefined]]));
  return [
    ...gone,
    ...after.map((key, index): Match => [before.includes(key) ? before.indexOf(key) : undefined, index]),
  ];
}

function matched(before: readonly Json[], after: readonly Json[], node: MeaningNode | undefined): readonly Match[] {
  const [one, other] = [before, after].map((list) => list.map((item) => meaningText(item, node?.item)));
  const rule = node?.rule.list;
  // Keys that tell nothing apart leave a list whose order means nothing.
  return rule === undefined || rule === 'ordered'
    ? alignOrdered(one ?? [], other ?? [])
    : alignSet(one ?? [], other ?? [], [before, after]);
}

/** What an item is called: by what people know it by, where no other item of its list is called so. */
function stepOf(list: readonly Json[], index: number, keys: readonly string[] | undefined): string {
  const name = itemKey(list[index]);
  const unique = name !== undefined && list.filter((item) => itemKey(item) === name).length === 1;
  return unique ? name : (keys?.[index] ?? String(index));
}
