import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The lines of a record, as bytes. */
export interface RecordSource {
  /** Whether all of it was compared with its digest. */
  readonly isKnown: boolean;
  /** Bytes below the header. */
  readonly length: number;
  /** So many bytes from a place below the header on; fewer where there are none. */
  bytes(start: number, length: number): Buffer;
  /** The same, to be looked at before anything else is asked for. */
  glance(start: number, length: number): Buffer;
}

/** Lines that are in memory, and were compared with their digest. */
export function sourceIn(body: Uint8Array): RecordSource {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const part = (start: number, length: number): Buffer => bytes.subarray(start, start + length);
  return { isKnown: true, length: bytes.byteLength, bytes: part, glance: part };
}

const LINE_FEED = 10;
const PIECE = 2 ** 20;
/** A file that nobody reads from any more is closed. */
const OPEN = new FinalizationRegistry<number>((descriptor) => {
  closeSync(descriptor);
});

/** A record of which a part is read when it is asked for; a file that takes its name meanwhile is another one. */
export class RecordFile implements RecordSource {
  readonly isKnown = false;
  /** The first line, with its end. */
  readonly header: Buffer;
  readonly length: number;
  private readonly descriptor: number;
  private place = Buffer.allocUnsafe(2 ** 16);

  constructor(file: string) {
    this.descriptor = openSync(file, 'r');
    OPEN.register(this, this.descriptor);
    this.header = this.firstLine();
    this.length = fstatSync(this.descriptor).size - this.header.byteLength;
  }

  bytes(start: number, length: number): Buffer {
    return this.read(this.header.byteLength + start, Buffer.allocUnsafe(length));
  }

  glance(start: number, length: number): Buffer {
    if (length > this.place.byteLength) this.place = Buffer.allocUnsafe(2 * length);
    return this.read(this.header.byteLength + start, this.place.subarray(0, length));
  }

  private firstLine(): Buffer {
    const pieces: Buffer[] = [];
    for (let start = 0; ; start += PIECE) {
      const piece = this.read(start, Buffer.allocUnsafe(PIECE));
      const end = piece.indexOf(LINE_FEED);
      pieces.push(end < 0 ? piece : piece.subarray(0, end + 1));
      if (end >= 0 || piece.byteLength < PIECE) return Buffer.concat(pieces);
    }
  }

  private read(start: number, into: Buffer): Buffer {
    let filled = 0;
    for (let more = -1; more !== 0 && filled < into.byteLength; filled += more)
      more = readSync(this.descriptor, into, filled, into.byteLength - filled, start + filled);
    return into.subarray(0, filled);
  }
}
