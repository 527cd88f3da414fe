import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { TaxiwayError, type Mistake } from '../errors';
import { oneLine } from '../nearest';
import { archiveSide, findFormat } from './archive';
import { findKeptCommit, renderCommit } from './commit';
import { distSide, looksLikeDist } from './dist';
import { findCommit, findRepository, noCommit, noRepository } from './git';
import type { Side } from './side';

/** How a side is opened. */
export interface OpenOptions {
  /** The folder that the command was typed in. */
  readonly cwd: string;
  /** The project that a commit is rendered in; where the command was typed otherwise. */
  readonly root?: string;
  /** The option that names it: `--base`. */
  readonly option: string;
  /** Whether it is compared only, and nothing of it is applied: then its records are all that is read.
   *  @defaultValue false */
  readonly records?: boolean;
  /** Whether it is only compared, so that what is the same need not be read.
   *  @defaultValue false */
  readonly partly?: boolean;
  /** What is kept of a commit's environment beside its record, for whoever compares with it again. */
  readonly note?: (assembly: Assembly) => object;
  /** Told to whoever waits, on standard error. */
  say(text: string): void;
}

/** A side, and what stood in the way of some of its environments. */
export type Opened = Side & { readonly mistakes: readonly Mistake[] };

/** What was typed, found; it may still have to be rendered. */
export interface Found {
  /** What is there already; undefined where it has to be rendered. */
  readonly ready?: Side;
  open(): Opened;
}

/** Opens what was typed as a side: a folder that synth wrote, an archive of one, or else a commit. */
export function openSide(text: string, options: OpenOptions): Opened {
  return findSide(text, options).open();
}

/** Finds what was typed, and opens it where nothing has to be rendered for that. */
export function findSide(text: string, options: OpenOptions): Found {
  const { cwd, option, records, partly, note, say } = options;
  const at = `${option} ${oneLine(text)}`;
  const path = resolve(cwd, text);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true && looksLikeDist(path)) {
    noteTwin(text, options);
    return asFound(distSide(path, { kind: 'dist', name: text }, { at, records, partly }));
  }
  if (found?.isFile() === true && findFormat(path) !== undefined)
    return asFound(archiveSide(path, { kind: 'archive', name: text }, { at, records, partly }));

  const repository = findRepository(options.root ?? cwd);
  if ('problem' in repository) {
    if (found !== undefined) throw noDist(at, found.isDirectory());
    throw noRepository(at, repository.problem);
  }
  const commit = findCommit(repository, text);
  if (commit === undefined)
    throw found === undefined ? noCommit(repository, option, text) : noDist(at, found.isDirectory());
  if (found !== undefined) say(`${text} is the commit here; what has its name in this folder is no dist`);
  const description = { kind: 'commit', name: text, commit } as const;
  const kept = findKeptCommit(repository, commit, description, { at, partly });
  return kept === undefined
    ? { open: () => renderCommit(repository, commit, description, { at, partly, note, say }) }
    : asFound(kept);
}

function asFound(ready: Side): Found {
  return { ready, open: () => ({ ...ready, mistakes: [] }) };
}

/** A folder wins over a ref of its name; nobody should have to guess. */
function noteTwin(text: string, { cwd, root, say }: OpenOptions): void {
  if (text.startsWith('.') || text.startsWith('/')) return;
  const repository = findRepository(root ?? cwd);
  if ('problem' in repository || findCommit(repository, text) === undefined) return;
  say(`${text} is the folder here, which is a dist; for the commit of this name type refs/heads/${text}`);
}

function noDist(at: string, folder: boolean): TaxiwayError {
  return new TaxiwayError({
    code: 'ASSEMBLY_MISSING',
    at,
    problem: folder
      ? 'is a folder that taxiway synth did not write'
      : 'is a file, and no archive that can be read: tar, tar.gz or zip',
    fix: 'name a folder that taxiway synth wrote, an archive of one, or a commit',
  });
}
