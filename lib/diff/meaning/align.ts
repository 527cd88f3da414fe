import type { Json } from '../../assembly/document';
import type { ItemPair } from './items';
import type { Meaning } from './meaning';
import { leafTexts, normal, similarity } from './normal';

/** Above so many comparisons items are taken as they stand. */
const MOST = 250_000;
const ALIKE = 0.3;

/** Pairs the items of two lists whose order means something, so that one that is put in between is one change. */
export function aligned(before: readonly Json[], after: readonly Json[], item: Meaning): ItemPair[] {
  const olds = before.map((value) => JSON.stringify(value));
  const nows = after.map((value) => JSON.stringify(value));
  const pairs: ItemPair[] = [];
  let [old, now] = [0, 0];
  for (const [nextOld, nextNow] of [...anchors(olds, nows), [olds.length, nows.length] as const]) {
    pairs.push(...paired(before, [old, nextOld], after, [now, nextNow], item));
    if (nextOld < olds.length) pairs.push({ label: '', before: nextOld, after: nextNow });
    [old, now] = [nextOld + 1, nextNow + 1];
  }
  return pairs;
}

/** The longest run of items that both have in the same order. */
function anchors(olds: readonly string[], nows: readonly string[]): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let start = 0;
  while (start < olds.length && start < nows.length && olds[start] === nows[start]) found.push([start, start++]);
  let end = 0;
  const most = Math.min(olds.length, nows.length) - start;
  while (end < most && olds[olds.length - 1 - end] === nows[nows.length - 1 - end]) end += 1;
  const [rows, columns] = [olds.length - end - start, nows.length - end - start];
  if (rows * columns <= MOST) {
    const same = (row: number, column: number): number => (olds[start + row] === nows[start + column] ? 1 : 0);
    found.push(...best(rows, columns, same).map(([row, column]) => [start + row, start + column] as const));
  }
  for (let index = end; index > 0; index -= 1) found.push([olds.length - index, nows.length - index]);
  return found;
}

/** The pairs, both in order, that are worth most together; those worth nothing are none. */
function best(
  rows: number,
  columns: number,
  worth: (row: number, column: number) => number,
): (readonly [number, number])[] {
  if (rows === 0 || columns === 0) return [];
  const width = columns + 1;
  const sums = new Float64Array((rows + 1) * width);
  const sum = (row: number, column: number): number => sums[row * width + column] ?? 0;
  const worths = new Float64Array(rows * columns);
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const own = worth(row, column);
      worths[row * columns + column] = own;
      const together = own > 0 ? own + sum(row + 1, column + 1) : 0;
      sums[row * width + column] = Math.max(together, sum(row + 1, column), sum(row, column + 1));
    }
  }
  const found: (readonly [number, number])[] = [];
  for (let row = 0, column = 0; row < rows && column < columns;) {
    const own = worths[row * columns + column] ?? 0;
    if (own > 0 && sum(row, column) === own + sum(row + 1, column + 1)) found.push([row++, column++]);
    else if (sum(row, column) === sum(row + 1, column)) row += 1;
    else column += 1;
  }
  return found;
}

type Range = readonly [from: number, to: number];

/** Items between two that are the same: what is alike belongs together, and what is left one by one where it is as many. */
function paired(before: readonly Json[], olds: Range, after: readonly Json[], nows: Range, item: Meaning): ItemPair[] {
  const [rows, columns] = [olds[1] - olds[0], nows[1] - nows[0]];
  if (rows === 0 || columns === 0) return alone(olds, nows);
  const left = before.slice(...olds).map((value) => featuresOf(value, item));
  const right = after.slice(...nows).map((value) => featuresOf(value, item));
  const worth = (row: number, column: number): number => {
    const alike = similarity(left[row] ?? [], right[column] ?? []);
    return alike < ALIKE ? 0 : alike;
  };
  const pairs: ItemPair[] = [];
  let [old, now] = [olds[0], nows[0]];
  const found = rows * columns <= MOST ? best(rows, columns, worth) : [];
  for (const [row, column] of [...found, [rows, columns] as const]) {
    const [nextOld, nextNow] = [olds[0] + row, nows[0] + column];
    pairs.push(...oneByOne([old, nextOld], [now, nextNow]));
    if (row < rows) pairs.push({ label: String(nextNow), before: nextOld, after: nextNow });
    [old, now] = [nextOld + 1, nextNow + 1];
  }
  return pairs;
}

function oneByOne(olds: Range, nows: Range): ItemPair[] {
  if (olds[1] - olds[0] !== nows[1] - nows[0]) return alone(olds, nows);
  return span(olds).map((old, index) => ({ label: String(nows[0] + index), before: old, after: nows[0] + index }));
}

function alone(olds: Range, nows: Range): ItemPair[] {
  return [
    ...span(olds).map((old) => ({ label: String(old), before: old })),
    ...span(nows).map((now) => ({ label: String(now), after: now })),
  ];
}

function span([from, to]: Range): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** What makes an item like another: its leaves; of a text such as `--port=8080`, all of it and what stands before the sign. */
function featuresOf(value: Json, item: Meaning): readonly string[] {
  if (typeof value !== 'string') return [...leafTexts(normal(value, item))];
  const flag = /^(-{0,2}[A-Za-z][\w.-]*)=/.exec(value)?.[1];
  return flag === undefined ? [value] : [flag, flag, value];
}
