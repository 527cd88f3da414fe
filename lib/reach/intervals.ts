/** Half open: `from` belongs to it, `until` does not. */
export type Interval<T extends number | bigint> = readonly [from: T, until: T];

/** Sorted intervals that neither meet nor overlap, so that equal sets are equal lists. */
export type Intervals<T extends number | bigint> = readonly Interval<T>[];

/** All that is in any of these. */
export function union<T extends number | bigint>(...sets: readonly Intervals<T>[]): Intervals<T> {
  const sorted = sets.flat().sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const joined: [T, T][] = [];
  for (const [from, until] of sorted) {
    const last = joined.at(-1);
    if (last === undefined || last[1] < from) joined.push([from, until]);
    else if (last[1] < until) last[1] = until;
  }
  return joined;
}

/** What both hold. */
export function intersection<T extends number | bigint>(one: Intervals<T>, other: Intervals<T>): Intervals<T> {
  const shared: Interval<T>[] = [];
  let [left, right] = [0, 0];
  for (;;) {
    const [a, b] = [one[left], other[right]];
    if (a === undefined || b === undefined) return shared;
    const from = a[0] > b[0] ? a[0] : b[0];
    const until = a[1] < b[1] ? a[1] : b[1];
    if (from < until) shared.push([from, until]);
    if (a[1] < b[1]) left += 1;
    else right += 1;
  }
}

/** What the first holds and the second does not. */
export function without<T extends number | bigint>(whole: Intervals<T>, part: Intervals<T>): Intervals<T> {
  const rest: Interval<T>[] = [];
  for (const [from, until] of whole) {
    let start = from;
    for (const [hole, end] of part) {
      if (end <= start || hole >= until) continue;
      if (start < hole) rest.push([start, hole]);
      start = end;
    }
    if (start < until) rest.push([start, until]);
  }
  return rest;
}
