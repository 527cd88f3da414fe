import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { sha256 } from '../assembly/digest';
import { systemCodeOf } from '../assembly/failure';
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
    const half = `${file}.${process.pid}`;
    writeFileSync(half, JSON.stringify(kept));
    renameSync(half, file);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
  }
}

/** In the nearest folder for what can be made again: a file for each project that has it in common. */
function placeOf(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    const project = relative(folder, root).split(sep).join('/');
    if (existsSync(modules)) return join(modules, '.cache', 'taxiway', `modules-${sha256(project).slice(0, 12)}.json`);
    if (folder === dirname(folder)) return undefined;
  }
}
