import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { sha256 } from '../assembly/digest';
import { systemCodeOf } from '../assembly/failure';
import { findCacheFolder } from './cache-folder';
import type { ClassPlace, KnownModules } from './settled';

/** What is written of modules, and the library that found it out. */
interface Kept {
  readonly library: string;
  readonly modules: Readonly<Record<string, readonly (readonly ClassPlace[])[]>>;
}

/** What this library found out about modules of a project before; nothing, where nothing was kept. */
export function findKnown(root: string, library: string): KnownModules {
  const file = placeOf(root);
  try {
    // Only `keepKnown` writes it, whole.
    const kept = file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as Kept);
    return kept?.library === library ? new Map(Object.entries(kept.modules)) : new Map();
  } catch {
    return new Map();
  }
}

/** Keeps it for the next run; where it can't be kept, that looks again. */
export function keepKnown(root: string, library: string, modules: KnownModules): void {
  const file = placeOf(root);
  if (file === undefined) return;
  const kept: Kept = { library, modules: Object.fromEntries(modules) };
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Two runs may have one number, on machines that share a disk.
    const half = `${file}.${randomUUID()}`;
    writeFileSync(half, JSON.stringify(kept));
    renameSync(half, file);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
  }
}

/** A file for each project that has the folder in common with others. */
function placeOf(root: string): string | undefined {
  const folder = findCacheFolder(root);
  return folder && join(folder, `modules-${sha256(relative(folder, root).split(sep).join('/')).slice(0, 12)}.json`);
}
