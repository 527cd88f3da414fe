/**
 * Pieces of work that two threads see, each done by whoever takes it first. A thread that never answers costs time only:
 * whoever waits for it in vain does the piece as well.
 */
export type Claims = Int32Array;

/** What is known of a piece of work. */
const STATE = { open: 0, taken: 1, done: 2, failed: 3 } as const;

/** What the other thread has not told in so many milliseconds is done here. */
const PATIENCE = 10_000;

/** Pieces that nobody has taken. */
export function claimsOf(pieces: number): Claims {
  return new Int32Array(new SharedArrayBuffer(pieces * Int32Array.BYTES_PER_ELEMENT));
}

/** Does a piece that nobody has taken, and tells whoever waits for it whether it succeeded. */
export function take(claims: Claims, piece: number, work: () => boolean): void {
  if (Atomics.compareExchange(claims, piece, STATE.open, STATE.taken) !== STATE.open) return;
  let done = false;
  try {
    done = work();
  } finally {
    Atomics.store(claims, piece, done ? STATE.done : STATE.failed);
    Atomics.notify(claims, piece);
  }
}

/** Waits for a piece that was taken; false where it failed, or nobody told anything. */
export function isDone(claims: Claims, piece: number): boolean {
  Atomics.wait(claims, piece, STATE.taken, PATIENCE);
  return Atomics.load(claims, piece) === STATE.done;
}
