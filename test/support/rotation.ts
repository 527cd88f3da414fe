/** What an object in Vault holds of one secret: what is presented, and what passes as well. */
export interface Generations {
  readonly value: string;
  readonly accepted: string;
  /** The version that Vault gave the write. */
  readonly version: number;
}

/** Where the generations are kept: in memory, or in a server. */
export interface Keeper {
  read(): Promise<Generations>;
  /** Does the next of the three writes. */
  write(step: number): Promise<void>;
}

/** How a rotation is played; all times are seconds of its own clock. */
export interface Play {
  readonly keeper: Keeper;
  /** From one write to the next. */
  readonly overlap: number;
  readonly refresh: number;
  /** The most that a changed Secret takes into a file, and a file into a process. */
  readonly sync: number;
  readonly takeUp: number;
  readonly signedFor: number;
  /** Of a process, a share from 0 to 1 of each delay. */
  readonly processes: readonly Pace[];
  /** How often each process presents the secret. */
  readonly presentations: number;
}

/** How late a process is, in shares of the most that each delay may be. */
export interface Pace {
  readonly phase: () => number;
  readonly sync: () => number;
  readonly takeUp: () => number;
  /** When it presents something, as a share of the whole rotation, and how much later that is looked at. */
  readonly presents: () => number;
  readonly looked: () => number;
}

/** What came of a rotation. */
export interface Outcome {
  readonly reads: number;
  readonly presented: number;
  /** Presented to a process that accepts neither generation it knows. */
  readonly failed: readonly string[];
}

interface Event {
  readonly time: number;
  readonly order: number;
  readonly act: () => Promise<void> | void;
}

/** Numbers from 0 to 1, the same for a seed in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A process whose every delay is drawn anew. */
export function drawn(random: () => number): Pace {
  return { phase: random, sync: random, takeUp: random, presents: random, looked: random };
}

/**
 * Plays the three writes of a rotation while processes come to know of them in their own time, and present what they have to
 * each other all the while. Events come in the order of their times, one after the other: nothing depends on how fast this runs.
 */
export async function play(given: Play): Promise<Outcome> {
  const { keeper, overlap, refresh, sync, takeUp, signedFor, processes, presentations } = given;
  const queue: Event[] = [];
  let orders = 0;
  const plan = (time: number, act: Event['act']): void => {
    queue.push({ time, order: (orders += 1), act });
  };
  const first = await keeper.read();
  const known = processes.map(() => first);
  // Every process has looked once before the first write, and once after the last.
  const end = 3 * overlap + refresh;
  const failed: string[] = [];
  let reads = 0;
  let presented = 0;

  for (const step of [0, 1, 2]) plan(refresh + step * overlap, () => keeper.write(step));
  for (const [index, pace] of processes.entries()) {
    const phase = pace.phase() * refresh;
    for (let time = phase; time < end; time += refresh) {
      plan(time, async () => {
        const seen = await keeper.read();
        reads += 1;
        plan(time + pace.sync() * sync + pace.takeUp() * takeUp, () => {
          if (seen.version > (known[index]?.version ?? 0)) known[index] = seen;
        });
      });
    }
    for (let count = 0; count < presentations; count += 1) {
      const at = pace.presents() * end;
      plan(at, () => {
        const { value } = known[index] ?? first;
        plan(at + pace.looked() * signedFor, () => {
          presented += 1;
          for (const [other, { value: own, accepted }] of known.entries()) {
            if (value !== own && value !== accepted)
              failed.push(`process ${other} refuses what ${index} has at ${Math.round(at)}`);
          }
        });
      });
    }
  }
  for (let next = earliest(queue); next !== undefined; next = earliest(queue)) await next.act();
  return { reads, presented, failed };
}

function earliest(queue: Event[]): Event | undefined {
  let best = 0;
  for (const [index, event] of queue.entries()) {
    const other = queue[best];
    if (other === undefined || event.time < other.time || (event.time === other.time && event.order < other.order))
      best = index;
  }
  return queue.splice(best, 1)[0];
}

/** Generations in memory, written as the plan has it. */
export function inMemory(): Keeper {
  let kept: Generations = { value: 'g1', accepted: 'g1', version: 1 };
  const writes: readonly ((before: Generations) => Partial<Generations>)[] = [
    () => ({ accepted: 'g2' }),
    ({ value, accepted }) => ({ value: accepted, accepted: value }),
    ({ value }) => ({ accepted: value }),
  ];
  return {
    read: () => Promise.resolve(kept),
    write: (step) => {
      kept = { ...kept, ...writes[step]?.(kept), version: kept.version + 1 };
      return Promise.resolve();
    },
  };
}
