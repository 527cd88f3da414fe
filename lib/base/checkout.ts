import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TaxiwayError } from '../errors';
import { oneLine } from '../nearest';
import { git, type Repository } from './git';
import { lastWords } from './process';

/**
 * Writes the files of a commit into a folder, by an index of its own: the work tree, the index, the stash, the list of
 * work trees and the hooks of the repository stay as they are. Submodules stay empty, files of LFS are their pointers.
 */
export function checkOut({ top }: Repository, commit: string, folder: string, scratch: string): void {
  mkdirSync(folder, { recursive: true });
  const env = { GIT_INDEX_FILE: join(scratch, 'index'), GIT_LFS_SKIP_SMUDGE: '1' };
  for (const words of [
    ['read-tree', commit],
    ['checkout-index', '--all', '--quiet', `--prefix=${folder}/`],
  ]) {
    const ended = git(top, words, env);
    if (ended.code === 0) continue;
    throw new TaxiwayError({
      code: 'BASE_NOT_RENDERED',
      at: `commit ${commit.slice(0, 12)}`,
      problem: `can't be checked out: ${oneLine(lastWords(ended), 300)}`,
      fix: 'make room, or fetch the whole commit, and try again',
    });
  }
}

/** The submodules of a commit, which are not checked out. */
export function submodulesIn({ top }: Repository, commit: string): readonly string[] {
  return git(top, ['ls-tree', '-r', '-z', commit])
    .stdout.split('\0')
    .filter((line) => line.startsWith('160000 '))
    .map((line) => line.slice(line.indexOf('\t') + 1));
}
