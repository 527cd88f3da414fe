import type { Json } from '../assembly/document';

/** Positions of two lists that belong together; undefined where an item has no counterpart. */
export type Match = readonly [before: number | undefined, after: number | undefined];

/** Longer lists are compared place by place: what aligns them costs the product of their lengths. */
const LONGEST = 500;

/** Items that are the same stay together in their order; what lies between them is paired as it comes. */
export function alignOrdered(before: readonly string[], after: readonly string[]): readonly Match[] {
  const matches: Match[] = [];
  let [left, right] = [0, 0];
  const between = (upToLeft: number, upToRight: number): void => {
    while (left < upToLeft || right < upToRight)
      matches.push([left < upToLeft ? left++ : undefined, right < upToRight ? right++ : undefined]);
  };
  for (const [one, other] of commonItems(before, after)) {
    between(one, other);
    matches.push([left++, right++]);
  }
  between(before.length, after.length);
  return matches;
}

/** The longest run of equal items in the order of both lists. */
function commonItems(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  if (before.length > LONGEST || after.length > LONGEST)
    return before.flatMap((text, index) => (text === after[index] ? [[index, index] as const] : []));
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  const at = (left: number, right: number): number => lengths[left]?.[right] ?? 0;
  for (let left = before.length - 1; left >= 0; left -= 1)
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const row = lengths[left];
      if (row === undefined) continue;
      row[right] =
        before[left] === after[right]
          ? at(left + 1, right + 1) + 1
          : Math.max(at(left + 1, right), at(left, right + 1));
    }
  const common: (readonly [number, number])[] = [];
  for (let [left, right] = [0, 0]; left < before.length && right < after.length;) {
    if (before[left] === after[right]) common.push([left++, right++]);
    else if (at(left + 1, right) >= at(left, right + 1)) left += 1;
    else right += 1;
  }
  return common;
}

/** Equal items of two sets belong together, then those that are most alike; order and repetition mean nothing. */
export function alignSet(
  before: readonly string[],
  after: readonly string[],
  items: readonly [before: readonly Json[], after: readonly Json[]],
): readonly Match[] {
  const matches: Match[] = [];
  const gone = firsts(before).filter((index) => !after.includes(before[index] ?? ''));
  const come = new Set(firsts(after).filter((index) => !before.includes(after[index] ?? '')));
  for (const left of gone) {
    let best: { right: number; likeness: number } | undefined;
    for (const right of come) {
      const likeness = likenessOf(items[0][left], items[1][right]);
      if (likeness >= ALIKE && (best === undefined || likeness > best.likeness)) best = { right, likeness };
    }
    if (best !== undefined) come.delete(best.right);
    matches.push([left, best?.right]);
  }
  return [...matches, ...[...come].map((right): Match => [undefined, right])];
}

function firsts(texts: readonly string[]): readonly number[] {
  return [...texts.keys()].filter((index) => texts.indexOf(texts[index] ?? '') === index);
}

/** From here on two items are one that changed, not one that went and one that came. */
export const ALIKE = 0.5;

/** How much two values have in common: 0 nothing, 1 every leaf. */
export function likenessOf(before: Json | undefined, after: Json | undefined): number {
  const isNode = (value: Json | undefined): boolean => typeof value === 'object' && value !== null;
  if (!isNode(before) || !isNode(after)) return 0;
  const [left, right] = [leafTexts(before), leafTexts(after)];
  const rest = new Map<string, number>();
  for (const text of right) rest.set(text, (rest.get(text) ?? 0) + 1);
  let shared = 0;
  for (const text of left) {
    const count = rest.get(text) ?? 0;
    if (count === 0) continue;
    rest.set(text, count - 1);
    shared += 1;
  }
  const most = Math.max(left.length, right.length);
  return most === 0 ? 1 : shared / most;
}

/** Every leaf with its fields; places in lists don't count. */
export function leafTexts(value: Json | undefined, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null)
    return [`${path}=${value === undefined ? '' : JSON.stringify(value)}`];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leafTexts(item, `${path}[]`));
  return Object.entries(value).flatMap(([key, item]) => leafTexts(item, `${path}.${key}`));
}
