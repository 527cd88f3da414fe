import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';

/**
 * Where engines are installed: a folder for each engine and state of its sources, `<name>-<stamp>`. It appears under
 * that name only once it is complete, so two installers, or two checkouts of different age, never disturb each other.
 */
export class Store {
  constructor(folder) {
    const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    this.folder = resolve(folder ?? (process.env.TAXIWAY_ENGINES_DIR || join(cache, 'taxiway-engines')));
  }

  /** The installed folder of a name and stamp, or undefined. */
  find(name, stamp) {
    const folder = join(this.folder, `${name}-${stamp}`);
    return existsSync(folder) ? folder : undefined;
  }

  /** The versions installed under a name from other sources than those of today. */
  otherVersions(name) {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((entry) => new RegExp(`^${name}-[0-9a-f]{16}$`).test(entry))
      .map((entry) => recordOf(join(this.folder, entry)).version)
      .filter((version) => version !== undefined)
      .sort();
  }

  /** Calls `fill` with an empty folder, unless the name and stamp are there, and resolves to the folder. */
  async provide(name, stamp, record, fill) {
    const there = this.find(name, stamp);
    if (there !== undefined) return there;
    mkdirSync(this.folder, { recursive: true });
    const half = mkdtempSync(join(this.folder, `.${name}-`));
    const folder = join(this.folder, `${name}-${stamp}`);
    try {
      const more = (await fill(half)) ?? {};
      writeFileSync(join(half, RECORD), `${JSON.stringify({ name, ...record, ...more }, undefined, 2)}\n`);
      publish(half, folder);
    } finally {
      rmSync(half, { recursive: true, force: true });
    }
    return folder;
  }
}

const RECORD = 'engine.json';

/** What was written down when a folder was installed; nothing where it was not. */
export function recordOf(folder) {
  const file = join(folder, RECORD);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Another installer may have been faster: then its folder stays. */
function publish(half, folder) {
  try {
    renameSync(half, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** A short digest of files (folders: all files in them), the platform and some words. */
export function stampOf(paths, ...words) {
  const digest = createHash('sha256');
  for (const path of paths.flatMap((path) => filesIn(path)))
    digest.update(`${path.name}\0`).update(readFileSync(path.file)).update('\0');
  return digest
    .update([process.platform, process.arch, ...words].join('\0'))
    .digest('hex')
    .slice(0, 16);
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [{ file: path, name: basename(path) }];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, name: relative(path, file) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
