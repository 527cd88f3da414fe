import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDone } from './claims';
import { sha256 } from './digest';
import { reasonOf, systemCodeOf } from './failure';
import { lookAt, partOf, sharedFiles, type SharedFiles } from './file-parts';
import { askHelper } from './helper';
import { isInside } from './output-folder';

/** A file that is not as it was written. */
export interface FileProblem {
  readonly path: string;
  readonly problem: string;
}

/** Fewer files are looked at sooner than a thread begins. */
const WORTH_HELP = 2000;

/**
 * Looks whether the files of a folder hold the bytes of their digests. Where they are many, another thread begins at once;
 * whoever asks for the answer does what is left of it. Nothing is believed of the other thread but that all is well.
 */
export class FileCheck {
  private readonly shared: SharedFiles;

  constructor(folder: string, digests: Readonly<Record<string, string>>) {
    const files = Object.entries(digests);
    this.shared = sharedFiles(folder, files);
    if (files.length >= WORTH_HELP) askHelper(this.shared);
  }

  /** Every file that is not as it was written. */
  problems(): readonly FileProblem[] {
    const { claims } = this.shared;
    for (let part = claims.length - 1; part >= 0; part -= 1) lookAt(this.shared, part);
    return [...claims.keys()].flatMap((part) => (isDone(claims, part) ? [] : this.problemsIn(part)));
  }

  private problemsIn(part: number): readonly FileProblem[] {
    return partOf(this.shared, part).flatMap(([path, digest]) => {
      const problem = problemOf(this.shared.folder, path, digest);
      return problem === undefined ? [] : [{ path, problem }];
    });
  }
}

function problemOf(folder: string, path: string, digest: string): string | undefined {
  if (!isInside(path)) return 'lies outside of its folder';
  try {
    return sha256(readFileSync(join(folder, path))) === digest
      ? undefined
      : 'is not as it was written: its digest differs';
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'is missing' : `can't be read: ${reasonOf(code)}`;
  }
}
