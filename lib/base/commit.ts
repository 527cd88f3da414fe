import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../assembly/digest';
import { InvalidInput, mistakesOf, type Mistake } from '../errors';
import { bundle } from '../loader/bundle';
import { findProject } from '../loader/project';
import { readSources, type Installation, type Sources } from '../loader/sources';
import { LIBRARY_NAME, LIBRARY_VERSION } from '../version';
import { findCache, findKept, findKeptSources, keep } from './cache';
import { checkOut, submodulesIn } from './checkout';
import { distSide, looksLikeDist } from './dist';
import type { Repository } from './git';
import { providePackages } from './packages';
import { renderProject } from './render';
import type { Side, SideDescription } from './side';

/** How a commit becomes a side. */
export interface CommitOptions {
  /** The option that names it, for messages. */
  readonly at: string;
  /** Whether it is only compared, so that what is the same need not be read. */
  readonly partly?: boolean;
  /** Told to whoever waits, on standard error. */
  say(text: string): void;
}

/** What a commit was rendered to before; undefined where that is not kept. */
export function findKeptCommit(
  { top, prefix }: Repository,
  commit: string,
  description: SideDescription,
  options: Omit<CommitOptions, 'say'>,
): Side | undefined {
  const { cache, key } = placeOf(top, prefix, commit);
  const kept = cache === undefined ? undefined : findKept(cache, key);
  return kept === undefined ? undefined : keptSide(kept, description, options);
}

/** What a commit renders to by its own code and lock file; kept by commit, so that it is rendered once. */
export function renderCommit(
  repository: Repository,
  commit: string,
  description: SideDescription,
  { at, partly, say }: CommitOptions,
): Side & { readonly mistakes: readonly Mistake[] } {
  const { top, prefix } = repository;
  const { cache, key } = placeOf(top, prefix, commit);
  say(
    `rendering ${description.name ?? commit} by its own code (commit ${commit.slice(0, 12)}); the next run reads it from the cache`,
  );
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'taxiway-base-'));
  const close = (): void => {
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const there = join(scratch, 'checkout');
    const out = join(scratch, 'dist');
    checkOut(repository, commit, there, scratch);
    noteSubmodules(repository, commit, say);
    providePackages({ here: top, there }, prefix, say);
    const { mistakes, library } = renderProject({ project: join(there, prefix), out, say });
    if (mistakes.length > 0 && !looksLikeDist(out)) throw new InvalidInput(mistakes);
    // What is incomplete is not kept: the next run may find more.
    const found =
      mistakes.length > 0 || cache === undefined
        ? undefined
        : keep(cache, key, out, sourcesIn(join(there, prefix), library));
    if (found === undefined) return { ...distSide(out, description, { at, partly, close }), mistakes };
    close();
    return { ...keptSide(found, description, { at, partly }), mistakes };
  } catch (error) {
    close();
    throw error;
  }
}

function keptSide(folder: string, description: SideDescription, options: Omit<CommitOptions, 'say'>): Side {
  return { ...distSide(folder, description, { ...options, records: true }), sources: findKeptSources(folder) };
}

/** What a commit was rendered from; undefined where its files can't be found, or don't say it. */
function sourcesIn(folder: string, library: Installation): Sources | undefined {
  try {
    const { root, entry } = findProject(folder);
    return readSources(root, bundle(entry, root, { library: LIBRARY_NAME }), library, LIBRARY_NAME)?.sources;
  } catch (error) {
    if (mistakesOf(error) === undefined) throw error;
    return undefined;
  }
}

function placeOf(top: string, prefix: string, commit: string) {
  const project = join(top, prefix);
  return { cache: findCache(project, top), key: `${commit}-${keyOf(project, prefix)}` };
}

/** What decides about the result beside the commit, which holds the lock: the place of the project, and what is installed where nothing is locked. */
function keyOf(project: string, prefix: string): string {
  const installed = join(project, 'node_modules', '.package-lock.json');
  const packages =
    existsSync(installed) && !existsSync(join(project, 'package-lock.json')) ? readFileSync(installed) : '';
  return sha256(JSON.stringify([prefix, LIBRARY_VERSION, sha256(packages)])).slice(0, 12);
}

function noteSubmodules(repository: Repository, commit: string, say: (text: string) => void): void {
  const submodules = submodulesIn(repository, commit);
  if (submodules.length > 0) say(`submodules are not checked out for the base: ${submodules.join(', ')}`);
}
