import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import { sha256 } from '../assembly/digest';
import { InvalidInput, mistakesOf, type Mistake } from '../errors';
import { bundle } from '../loader/bundle';
import { keepKnown } from '../loader/known-modules';
import { findProject } from '../loader/project';
import { libraryDigest, readSources, runningLibrary, type Installation } from '../loader/sources';
import { LIBRARY_NAME, LIBRARY_VERSION } from '../version';
import { findCache, findKept, findKeptNotes, findKeptSources, keep, type KeptBeside } from './cache';
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
  /** What is kept of an environment beside its record, for whoever compares with it again. */
  readonly note?: (assembly: Assembly) => object;
  /** Told to whoever waits, on standard error. */
  say(text: string): void;
}

/** What a commit was rendered to before; undefined where that is not kept. */
export function findKeptCommit(
  { top, prefix }: Repository,
  commit: string,
  description: SideDescription,
  options: Pick<CommitOptions, 'at' | 'partly'>,
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
  { at, partly, note, say }: CommitOptions,
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
        : keep(cache, key, out, besideRecords(join(there, prefix), out, library, { project: join(top, prefix), note }));
    if (found === undefined) return { ...distSide(out, description, { at, partly, close }), mistakes };
    close();
    return { ...keptSide(found, description, { at, partly }), mistakes };
  } catch (error) {
    close();
    throw error;
  }
}

function keptSide(folder: string, description: SideDescription, options: Pick<CommitOptions, 'at' | 'partly'>): Side {
  return {
    ...distSide(folder, description, { ...options, records: true }),
    sources: findKeptSources(folder),
    notes: (environment) => findKeptNotes(folder, environment),
  };
}

/**
 * What a commit was rendered from, unless its files can't be found or don't say it; and what is noted of it, where the
 * running library rendered it. What was found out about its modules is kept for the project.
 */
function besideRecords(
  folder: string,
  dist: string,
  installation: Installation,
  { project, note }: { readonly project: string; readonly note?: CommitOptions['note'] },
): KeptBeside {
  try {
    const { root, entry } = findProject(folder);
    const [digest, running] = [libraryDigest(installation), libraryDigest(runningLibrary())];
    const settled = readSources(root, bundle(entry, root, { library: LIBRARY_NAME }), { name: LIBRARY_NAME, digest });
    if (settled === undefined) return {};
    keepKnown(project, running, settled.modules);
    const { sources } = settled;
    return digest === running && note !== undefined ? { sources, notes: notesOf(dist, note) } : { sources };
  } catch (error) {
    if (mistakesOf(error) === undefined) throw error;
    return {};
  }
}

function notesOf(dist: string, note: (assembly: Assembly) => object): ReadonlyMap<string, object> {
  const { environments, read } = distSide(dist, { kind: 'dist' }, { at: dist, records: true });
  return new Map(environments.map((name) => [name, note(read(name))]));
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
