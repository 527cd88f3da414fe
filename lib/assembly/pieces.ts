import { appendFileSync, closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';

/** Writes a file from pieces, one after the other. */
export function writePieces(file: string, pieces: readonly Uint8Array[]): void {
  const [first, ...others] = pieces;
  writeFileSync(file, first ?? '');
  for (const piece of others) appendFileSync(file, piece);
}

/** Whether a file holds just these pieces; it is read a piece at a time. */
export function holdsPieces(file: string, pieces: readonly Uint8Array[]): boolean {
  return reading(file, (descriptor) => {
    const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    return fstatSync(descriptor).size === length && pieces.every((piece) => readsNext(descriptor, piece));
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

function readsNext(descriptor: number, piece: Uint8Array): boolean {
  const bytes = Buffer.allocUnsafe(piece.byteLength);
  for (let read = 0; read < bytes.byteLength;) {
    const more = readSync(descriptor, bytes, read, bytes.byteLength - read, null);
    if (more === 0) return false;
    read += more;
  }
  return bytes.equals(piece);
}

function reading<T>(file: string, work: (descriptor: number) => T): T {
  const descriptor = openSync(file, 'r');
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
