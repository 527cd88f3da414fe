import { claimsOf, take, type Claims } from './claims';
import { hasDigest } from './has-digest';

/** A path below a folder, and the SHA-256 of the bytes that were written there. */
export type FileDigest = readonly [path: string, digest: string];

/** Files of a folder that two threads look at, each at parts that the other one has not taken. */
export interface SharedFiles {
  readonly folder: string;
  readonly files: readonly FileDigest[];
  /** A piece for each part; done where all its files are as they were written. */
  readonly claims: Claims;
}

/** So many files are a part. */
const PART = 256;

/** Files in parts of which nobody has looked at any. */
export function sharedFiles(folder: string, files: readonly FileDigest[]): SharedFiles {
  return { folder, files, claims: claimsOf(Math.ceil(files.length / PART)) };
}

/** The files of a part. */
export function partOf({ files }: SharedFiles, part: number): readonly FileDigest[] {
  return files.slice(part * PART, (part + 1) * PART);
}

/** Looks at the files of a part that nobody has taken. */
export function lookAt(shared: SharedFiles, part: number): void {
  const { folder, claims } = shared;
  take(claims, part, () => partOf(shared, part).every(([path, digest]) => hasDigest(folder, path, digest)));
}
