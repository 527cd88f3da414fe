import { closeSync, openSync, readSync } from 'node:fs';
import { sha256 } from './digest';
import { systemCodeOf } from './failure';
import { isInside } from './output-folder';
import { digestFrom } from './pieces';

/** Files are read into one place, one after the other; most are far smaller. */
const PLACE = Buffer.allocUnsafe(2 ** 18);

/**
 * Whether a file below a folder holds the bytes of a digest, with as few calls of the system as that takes: a large fleet
 * has tens of thousands of files. False where it can't be read, or lies elsewhere.
 */
export function hasDigest(folder: string, path: string, digest: string): boolean {
  if (!isInside(path)) return false;
  try {
    return digestOf(`${folder}/${path}`) === digest;
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return false;
  }
}

function digestOf(file: string): string {
  const descriptor = openSync(file, 'r');
  let length = 0;
  try {
    length = readSync(descriptor, PLACE);
  } finally {
    closeSync(descriptor);
  }
  return length < PLACE.byteLength ? sha256(PLACE.subarray(0, length)) : digestFrom(file, 0);
}
