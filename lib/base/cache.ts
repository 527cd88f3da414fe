import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '../assembly/failure';
import { RECORD } from '../assembly/record';
import { findCacheFolder } from '../loader/cache-folder';
import type { Sources } from '../loader/sources';

/** So many rendered commits are kept. */
const KEPT = 8;
/** What a run that was killed left is taken away after a day. */
const STALE = 24 * 3_600_000;
const HALF = 'half-';
const SOURCES = 'sources.json';
const NOTES = 'notes.json';

/** The folder of what was rendered of commits; undefined where there is no place for it. */
export function findCache(project: string, top: string): string | undefined {
  const folder = findCacheFolder(project, top);
  return folder && join(folder, 'base');
}

/** What was kept of a commit, which is marked as used. */
export function findKept(cache: string, key: string): string | undefined {
  const folder = join(cache, key);
  if (!existsSync(folder)) return undefined;
  try {
    const now = new Date();
    utimesSync(folder, now, now);
  } catch {
    // What can't be marked can be read all the same.
  }
  return folder;
}

/** What a kept commit was rendered from, where that was kept too. */
export function findKeptSources(folder: string): Sources | undefined {
  // Only `keep` writes it, whole.
  return findJson(join(folder, SOURCES)) as Sources | undefined;
}

/** What was noted of an environment of a kept commit, where something was. */
export function findKeptNotes(folder: string, environment: string): object | undefined {
  return findJson(join(folder, environment, NOTES));
}

function findJson(file: string): object | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof found === 'object' && found !== null ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What is kept beside the records. */
export interface KeptBeside {
  readonly sources?: Sources;
  /** By environment. */
  readonly notes?: ReadonlyMap<string, object>;
}

/** Keeps the records of what was rendered, and no other file of it; undefined where nothing can be written. */
export function keep(
  cache: string,
  key: string,
  dist: string,
  { sources, notes = new Map() }: KeptBeside,
): string | undefined {
  try {
    mkdirSync(cache, { recursive: true });
    const half = mkdtempSync(join(cache, HALF));
    try {
      for (const name of readdirSync(dist)) {
        const record = join(dist, name, RECORD);
        if (existsSync(record)) cpSync(record, join(half, name, RECORD));
      }
      if (sources !== undefined) writeFileSync(join(half, SOURCES), JSON.stringify(sources));
      for (const [name, note] of notes) writeFileSync(join(half, name, NOTES), JSON.stringify(note));
      publish(half, join(cache, key));
    } finally {
      rmSync(half, { recursive: true, force: true });
    }
    forget(cache, key);
    return join(cache, key);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Another run may have been faster; of one commit both rendered the same. */
function publish(half: string, folder: string): void {
  try {
    renameSync(half, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** Takes away what was not used for the longest time, and what killed runs left. */
function forget(cache: string, except: string): void {
  const entries = readdirSync(cache)
    .filter((name) => name !== except)
    .flatMap((name) => {
      const found = statSync(join(cache, name), { throwIfNoEntry: false });
      return found === undefined ? [] : [{ name, used: found.mtimeMs }];
    })
    .sort((one, other) => other.used - one.used);
  const halves = entries.filter(({ name, used }) => name.startsWith(HALF) && Date.now() - used > STALE);
  const old = entries.filter(({ name }) => !name.startsWith(HALF)).slice(KEPT - 1);
  for (const { name } of [...halves, ...old]) rmSync(join(cache, name), { recursive: true, force: true });
}
