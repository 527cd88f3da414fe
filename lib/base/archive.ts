import type * as Zip from 'fflate';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as Tar from 'tar';
import { isInside } from '../assembly/output-folder';
import { reasonOf, systemCodeOf } from '../assembly/failure';
import { messageOf, TaxiwayError } from '../errors';
import { oneLine } from '../nearest';
import { looksLikeDist, distSide, type DistOptions } from './dist';
import type { Side, SideDescription } from './side';

// Most bases are no archives, and nobody waits for what reads one.
const load = createRequire(__filename);

/** More than a thousand services in ten environments are; what unpacks to more is no dist, or one that means harm. */
export const LIMITS = { bytes: 2 ** 31, files: 500_000 } as const;
/** A dist lies at most so deep in an archive: CI keeps it below the paths that it was told. */
const DEPTH = 4;

type Format = 'zip' | 'tar';

/** What kind of archive a file is, by its first bytes. */
export function findFormat(file: string): Format | undefined {
  const start = Buffer.alloc(512);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  if (start.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  return gzip || start.subarray(257, 262).toString('latin1') === 'ustar' ? 'tar' : undefined;
}

/** A packed dist, as a side; it is unpacked into a folder that goes when the side is closed. */
export function archiveSide(
  file: string,
  description: SideDescription,
  { at, ...options }: Omit<DistOptions, 'close'>,
): Side {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'taxiway-archive-'));
  const close = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    unpack(file, folder, at);
    const dist = findDist(folder, DEPTH);
    if (dist === undefined)
      throw refuse(
        'ASSEMBLY_MISSING',
        at,
        'holds no environment that taxiway synth wrote',
        'pack the folder dist, and all of it',
      );
    return distSide(dist, description, { at, ...options, close });
  } catch (error) {
    close();
    throw error;
  }
}

function unpack(file: string, folder: string, at: string): void {
  const budget = new Budget(at);
  try {
    if (findFormat(file) === 'zip') unzip(file, folder, budget);
    else untar(file, folder, budget);
  } catch (error) {
    if (error instanceof TaxiwayError) throw error;
    const code = systemCodeOf(error);
    const why = code === undefined ? oneLine(messageOf(error), 200) : reasonOf(code);
    throw damaged(at, `can't be unpacked: ${why}`);
  }
}

/** Only plain files are taken: a link could lead what is written after it out of the folder. */
function untar(file: string, folder: string, budget: Budget): void {
  const tar = load('tar') as typeof Tar;
  let entries = 0;
  const read = (path: string, size: number, type: string): boolean => {
    entries += 1;
    if (type === 'Directory') return false;
    if (type !== 'File' && type !== 'OldFile') throw budget.refuse(path, `is a ${type}, where a dist holds files only`);
    budget.take(path, size);
    return true;
  };
  // The whole table is looked at before anything is written. A truncated one is an error only here, where it is strict.
  tar.list({
    file,
    sync: true,
    strict: true,
    maxDecompressionRatio: RATIO,
    onReadEntry: ({ path, size, type }) => read(path, size, type),
  });
  if (entries === 0) throw damaged(budget.at, 'holds nothing, or is no archive that tar can read');
  tar.extract({
    file,
    cwd: folder,
    sync: true,
    strict: true,
    maxDecompressionRatio: RATIO,
    filter: (_, entry) => 'type' in entry && (entry.type === 'File' || entry.type === 'OldFile'),
  });
}

/** Text compresses well, and never so well. */
const RATIO = 1000;

function unzip(file: string, folder: string, budget: Budget): void {
  const files = (load('fflate') as typeof Zip).unzipSync(readFileSync(file), {
    filter: ({ name, originalSize }) => {
      if (name.endsWith('/')) return false;
      budget.take(name, originalSize);
      return true;
    },
  });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** How much an archive may still unpack to, and where. */
class Budget {
  private bytes: number = LIMITS.bytes;
  private files: number = LIMITS.files;

  constructor(readonly at: string) {}

  /** Takes one file in; throws where it would lie outside, or is one too many. */
  take(path: string, size: number): void {
    if (!isInside(path.replace(/^(\.\/)+/, ''))) throw this.refuse(path, 'lies outside of the archive');
    this.bytes -= size;
    this.files -= 1;
    if (this.bytes < 0) throw damaged(this.at, `unpacks to more than ${LIMITS.bytes / 2 ** 30} GiB`);
    if (this.files < 0) throw damaged(this.at, `holds more than ${LIMITS.files} files`);
  }

  refuse(path: string, problem: string): TaxiwayError {
    return damaged(this.at, `its entry ${oneLine(path)} ${problem}`);
  }
}

/** The folder in an archive that is a dist: the archive itself, or the one below it that holds records. */
function findDist(folder: string, depth: number): string | undefined {
  if (looksLikeDist(folder)) return folder;
  if (depth === 0) return undefined;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const found = entry.isDirectory() ? findDist(join(folder, entry.name), depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function damaged(at: string, problem: string): TaxiwayError {
  return refuse(
    'ARCHIVE_DAMAGED',
    at,
    problem,
    'fetch it again, or pack the folder that taxiway synth wrote, as tar, tar.gz or zip',
  );
}

function refuse(code: 'ARCHIVE_DAMAGED' | 'ASSEMBLY_MISSING', at: string, problem: string, fix: string): TaxiwayError {
  return new TaxiwayError({ code, at, problem, fix });
}
