/** One way round for each group of services that call each other in a circle, the shortest one, from the first by name. */
export function cyclesIn(calls: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const told = new Set<string>();
  const found: (readonly string[])[] = [];
  for (const start of [...calls.keys()].sort()) {
    if (told.has(start)) continue;
    const round = roundFrom(start, calls);
    if (round === undefined) continue;
    for (const one of round) told.add(one);
    found.push(round);
  }
  return found;
}

/** The shortest way from a service back to itself, both ends included; undefined where there is none. */
function roundFrom(start: string, calls: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const before = new Map<string, string>();
  const queue = [start];
  for (const one of queue) {
    for (const next of [...(calls.get(one) ?? [])].sort()) {
      if (next === start) {
        const way = [start];
        for (let step: string | undefined = one; step !== undefined; step = before.get(step)) way.unshift(step);
        return way;
      }
      if (before.has(next)) continue;
      before.set(next, one);
      queue.push(next);
    }
  }
  return undefined;
}
