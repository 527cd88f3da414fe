import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';

/** Writes a file from pieces, one after the other. */
export function writePieces(file: string, pieces: Iterable<Uint8Array>): void {
  let first = true;
  for (const piece of pieces) {
    if (first) writeFileSync(file, piece);
    else appendFileSync(file, piece);
    first = false;
  }
}

/** Whether a file holds just these bytes. */
export function holdsBytes(file: string, bytes: Uint8Array): boolean {
  return statSync(file).size === bytes.byteLength && readFileSync(file).equals(bytes);
}

/** The SHA-256 of a file's bytes from an offset on, as hexadecimal digits; it is read a piece at a time. */
export function digestFrom(file: string, offset: number): string {
  return reading(file, (descriptor) => {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(2 ** 18);
    for (let position = offset; ;) {
      const length = readSync(descriptor, piece, 0, piece.byteLength, position);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
      position += length;
    }
  });
}

/** The first line of a file with its end, and perhaps more; all of a file that has only one. */
export function firstLineIn(file: string): Buffer {
  return reading(file, (descriptor) => {
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = Buffer.allocUnsafe(2 ** 16);
      const read = piece.subarray(0, readSync(descriptor, piece));
      pieces.push(read);
      if (read.byteLength === 0 || read.includes('\n')) return Buffer.concat(pieces);
    }
  });
}

function reading<T>(file: string, work: (descriptor: number) => T): T {
  const descriptor = openSync(file, 'r');
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
