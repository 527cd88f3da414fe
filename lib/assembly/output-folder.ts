import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { systemCodeOf, writeFailed } from './failure';
import { writePieces } from './pieces';
import { RECORD } from './record';

/** What an entry of a folder is; a symbolic link is neither a file nor a folder here, and is never followed. */
export type EntryKind = 'file' | 'folder' | 'other';

/** A file whose bytes are on disk, under a temporary name still. */
export interface Staged {
  readonly path: string;
  readonly temporary: string;
}

/** An environment's folder while it is written: each folder below it is listed once. */
export interface OutputFolder {
  readonly root: string;
  readonly environment: string;
  readonly listed: Map<string, Map<string, EntryKind>>;
  /** Records of runs that were killed, under their temporary names. */
  readonly interrupted: string[];
  readonly created: string[];
  readonly staged: Set<Staged>;
  published: number;
}

const TEMPORARY = /^\.(.+)\.taxiway-(\d+)-\d+\.tmp$/;

/** Whether a file of this name was left by a run that was killed, or is being written by another. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Opens the folder of an environment, and makes it where it is missing. */
export function openFolder(root: string, environment: string): OutputFolder {
  const folder: OutputFolder = {
    root,
    environment,
    listed: new Map(),
    interrupted: [],
    created: [],
    staged: new Set(),
    published: 0,
  };
  attempt(folder, '', () => mkdirSync(root, { recursive: true }));
  list(folder, '');
  return folder;
}

/** Lists a folder below the root, or returns undefined where there is none. */
export function findEntries(folder: OutputFolder, path: string): Map<string, EntryKind> | undefined {
  const known = folder.listed.get(path);
  if (known) return known;
  return findEntries(folder, parentOf(path))?.get(nameOf(path)) === 'folder' ? list(folder, path) : undefined;
}

/** Writes bytes, which may come in pieces, under a temporary name beside the file that they will become. */
export function stage(folder: OutputFolder, path: string, pieces: Iterable<Uint8Array>): Staged {
  const parent = parentOf(path);
  const inTheWay = requireEntries(folder, parent).get(nameOf(path)) === 'folder';
  if (inTheWay) throw writeFailed(placeOf(folder, path), 'EISDIR', folder.environment);
  const name = `.${nameOf(path)}.taxiway-${process.pid}-${folder.interrupted.length + folder.staged.size}.tmp`;
  const staged = { path, temporary: parent === '' ? name : `${parent}/${name}` };
  folder.staged.add(staged);
  attempt(folder, path, () => writePieces(placeOf(folder, staged.temporary), pieces));
  return staged;
}

/** Whether a file is there and passes a test. */
export function holds(folder: OutputFolder, path: string, test: (file: string) => boolean): boolean {
  if (findEntries(folder, parentOf(path))?.get(nameOf(path)) !== 'file') return false;
  return attempt(folder, path, () => test(placeOf(folder, path)));
}

/** Gives a staged file its name, in one step. */
export function publish(folder: OutputFolder, staged: Staged): void {
  attempt(folder, staged.path, () => renameSync(placeOf(folder, staged.temporary), placeOf(folder, staged.path)));
  folder.published += 1;
  findEntries(folder, parentOf(staged.path))?.set(nameOf(staged.path), 'file');
}

/** What tells a file from another one that took its name; undefined where there is none. */
export function identityOf(folder: OutputFolder, path: string): string | undefined {
  const found = attempt(folder, path, () => lstatSync(placeOf(folder, path), { bigint: true, throwIfNoEntry: false }));
  return found && [found.ino, found.size, found.mtimeNs].join(' ');
}

/** Removes a file where there is one, and the folders that are empty without it. */
export function removeFile(folder: OutputFolder, path: string): boolean {
  const entries = findEntries(folder, parentOf(path));
  const kind = entries?.get(nameOf(path));
  const found = kind === 'file' || kind === 'other';
  if (found) attempt(folder, path, () => unlinkSync(placeOf(folder, path)));
  if (found) entries?.delete(nameOf(path));
  removeEmpty(folder, parentOf(path));
  return found;
}

/** A run that was killed here may have removed the file, or some of the folders, already. */
function removeEmpty(folder: OutputFolder, path: string): void {
  if (path === '') return;
  const entries = findEntries(folder, path);
  if (entries !== undefined && (entries.size > 0 || !tolerate(() => rmdirSync(placeOf(folder, path))))) return;
  const siblings = findEntries(folder, parentOf(path));
  if (entries !== undefined) siblings?.delete(nameOf(path));
  removeEmpty(folder, parentOf(path));
}

/** Takes back what a failed run has not published, with the folders that it made. */
export function discard(folder: OutputFolder, except?: Staged): void {
  for (const staged of folder.staged) {
    if (staged !== except) tolerate(() => unlinkSync(placeOf(folder, staged.temporary)));
  }
  for (const path of folder.created.reverse()) tolerate(() => rmdirSync(placeOf(folder, path)));
}

/** Runs a system call about one path; its failure is an error of the input. */
export function attempt<T>(folder: OutputFolder, path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = systemCodeOf(error);
    throw code === undefined ? error : writeFailed(placeOf(folder, path), code, folder.environment);
  }
}

/** Where a path below the environment's folder is. */
export function placeOf(folder: OutputFolder, path: string): string {
  return path === '' ? folder.root : `${folder.root}/${path}`;
}

/** True for a path that stays below the folder it is relative to. */
export function isInside(path: string): boolean {
  return !path.split(/[/\\]/).some((part) => part === '' || part === '.' || part === '..');
}

/** The folder that a path lies in; empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function requireEntries(folder: OutputFolder, path: string): Map<string, EntryKind> {
  const known = folder.listed.get(path);
  if (known) return known;
  const siblings = requireEntries(folder, parentOf(path));
  const kind = siblings.get(nameOf(path));
  if (kind === 'folder') return list(folder, path);
  attempt(folder, path, () => mkdirSync(placeOf(folder, path)));
  folder.created.push(path);
  siblings.set(nameOf(path), 'folder');
  const entries = new Map<string, EntryKind>();
  folder.listed.set(path, entries);
  return entries;
}

/** Lists a folder; what a killed run left in it goes, but for its record. */
function list(folder: OutputFolder, path: string): Map<string, EntryKind> {
  const entries = new Map<string, EntryKind>();
  for (const entry of attempt(folder, path, () => readdirSync(placeOf(folder, path), { withFileTypes: true }))) {
    const [, file, writer] = TEMPORARY.exec(entry.name) ?? [];
    const leftover = path === '' ? entry.name : `${path}/${entry.name}`;
    if (writer === undefined || !entry.isFile() || isRunning(Number(writer))) entries.set(entry.name, kindOf(entry));
    else if (path === '' && file === RECORD) folder.interrupted.push(leftover);
    else attempt(folder, leftover, () => unlinkSync(placeOf(folder, leftover)));
  }
  folder.listed.set(path, entries);
  return entries;
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

/** Another run may be writing at this moment; what it wrote is left to it. */
function isRunning(writer: number): boolean {
  return writer !== process.pid && tolerate(() => process.kill(writer, 0));
}

function tolerate(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch {
    return false;
  }
}
