import { closeSync, openSync, readSync } from 'node:fs';
import { claimsOf, take, type Claims } from './claims';
import { sha256 } from './digest';
import { systemCodeOf } from './failure';
import { bodyOf } from './record';

/** A record that is read by whichever of two threads comes to it first. */
export interface SharedRecord {
  readonly file: string;
  /** As many as the file has; in memory that both threads see. */
  readonly bytes: Uint8Array;
  /** SHA-256 of what follows the header, as hexadecimal digits. */
  readonly digest: Uint8Array;
  /** One piece. */
  readonly claims: Claims;
}

const DIGITS = 64;

/** A record of so many bytes that nobody has read. */
export function sharedRecord(file: string, size: number): SharedRecord {
  const [bytes, digest] = [size, DIGITS].map((length) => new Uint8Array(new SharedArrayBuffer(length)));
  if (bytes === undefined || digest === undefined) throw new Error('there is no memory to share');
  return { file, bytes, digest, claims: claimsOf(1) };
}

/** Reads a record that nobody has taken, where it is as long as it was. */
export function readShared({ file, bytes, digest, claims }: SharedRecord): void {
  take(claims, 0, () => {
    try {
      if (!fill(bytes, file)) return false;
      digest.set(Buffer.from(sha256(bodyOf(bytes)), 'latin1'));
      return true;
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
      return false;
    }
  });
}

function fill(bytes: Uint8Array, file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    let filled = 0;
    for (let more = -1; more !== 0; filled += more)
      more = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    // One byte more would be a file that grew.
    return filled === bytes.length && readSync(descriptor, Buffer.alloc(1)) === 0;
  } finally {
    closeSync(descriptor);
  }
}
