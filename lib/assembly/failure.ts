import { relative, sep } from 'node:path';
import { TaxiwayError } from '../errors';

/** What the operating system's codes mean to the person in front of it, and what helps. */
const REASONS: { readonly [code: string]: readonly [reason: string, fix: string] } = {
  ENOSPC: ['there is no space left on the disk', 'free some space'],
  EDQUOT: ['the disk quota is used up', 'free some space'],
  EACCES: ['permission is denied', 'make it accessible to this user'],
  EPERM: ['the operation is not permitted', 'make it accessible to this user'],
  EROFS: ['the file system is read-only', 'write to another folder'],
  ENOTDIR: ['it is no folder, and one is needed here', 'move it out of the way'],
  EEXIST: ['it is no folder, and one is needed here', 'move it out of the way'],
  EISDIR: ['it is a folder, and a file is needed here', 'move it out of the way'],
  ENOENT: ['it disappeared meanwhile', 'let only one run write to this folder'],
  EMFILE: ['too many files are open', 'raise the limit of open files'],
  ENFILE: ['too many files are open', 'raise the limit of open files'],
  ENAMETOOLONG: ['its path is too long', 'write to a folder with a shorter path'],
  ELOOP: ['it is a symbolic link, which is not followed', 'move it out of the way'],
  EBUSY: ['another program uses it', 'close that program'],
  EIO: ['the disk reports an error', 'check the disk'],
  ESTALE: ['another run has written it meanwhile', 'let only one run write to this folder'],
};

/** The code of a failed system call, or undefined where something else was thrown. */
export function systemCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Says in plain words why a system call failed. */
export function reasonOf(code: string): string {
  const reason = REASONS[code]?.[0];
  return reason === undefined ? `the system reports ${code}` : `${reason} (${code})`;
}

/** The error that a file which can't be written ends with. */
export function writeFailed(path: string, code: string, environment: string): TaxiwayError {
  return new TaxiwayError({
    code: 'WRITE_FAILED',
    at: shownPath(path),
    problem: `can't be written: ${reasonOf(code)}`,
    fix: `${REASONS[code]?.[1] ?? 'remove the cause'} and run taxiway synth again`,
    environment,
  });
}

/** A path as a person reads it: relative to where the command runs, with forward slashes. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path).split(sep).join('/') || '.';
}
