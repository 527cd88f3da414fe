import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from './failure';
import { hasDigest } from './has-digest';
import { isTemporary } from './output-folder';
import { digestFrom, firstLineIn } from './pieces';
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
    return Object.entries(files).every(([path, wanted]) => hasDigest(folder, path, wanted)) ? digest : undefined;
  } catch (error) {
    // What can't be read is not as it was left.
    if (systemCodeOf(error) === undefined) throw error;
    return undefined;
  }
}
