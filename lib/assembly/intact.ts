import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './digest';
import { systemCodeOf } from './failure';
import { isInside, isTemporary } from './output-folder';
import { firstLineIn } from './pieces';
import { findHeader, RECORD } from './record';

/**
 * The digest of an environment's record where the folder is just as a run left it: every file that it names is there with its bytes,
 * and nothing of an interrupted run is. Documents are not read, so it costs a fraction of reading the assembly.
 */
export function findIntact(folder: string): string | undefined {
  try {
    if (readdirSync(folder).some(isTemporary)) return undefined;
    const file = join(folder, RECORD);
    const start = firstLineIn(file);
    const header = findHeader(start);
    if (header === undefined) return undefined;
    const { digest, files } = header;
    if (digestFrom(file, start.indexOf('\n') + 1) !== digest) return undefined;
    const intact = ([path, wanted]: [string, string]): boolean =>
      isInside(path) && sha256(readFileSync(join(folder, path))) === wanted;
    return Object.entries(files).every(intact) ? digest : undefined;
  } catch (error) {
    // What can't be read is not as it was left.
    if (systemCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** The SHA-256 of a file's bytes from an offset on, read a piece at a time. */
function digestFrom(file: string, offset: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(2 ** 20);
  const descriptor = openSync(file, 'r');
  try {
    for (let position = offset; ;) {
      const length = readSync(descriptor, piece, 0, piece.byteLength, position);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
      position += length;
    }
  } finally {
    closeSync(descriptor);
  }
}
