import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findIntact } from '../assembly/intact';
import type { ListRow } from '../list';
import type { FileRow } from '../report/tree';
import { LIBRARY_VERSION } from '../version';

/** What a run told of an environment, and what it left in its folder. */
export interface Kept {
  readonly environment: string;
  readonly documents: number;
  readonly services: readonly string[];
  readonly rows: readonly ListRow[];
  /** Latencies that are measured at another threshold than the typed one. */
  readonly snapped: readonly string[];
  readonly files: readonly FileRow[];
  /** How many files there are, with the record. */
  readonly amount: number;
}

/** The rules that ran over the environments of a run and objected to nothing. */
export interface Clean {
  readonly ran: readonly string[];
  readonly skipped: readonly string[];
}

/** A run of synth, as the next one finds it. */
export interface LastRun {
  /** Of all that decided what it rendered. */
  readonly inputs: string;
  /** The folder that it wrote to. */
  readonly out: string;
  readonly environments: readonly Kept[];
  /** Digest of each environment's record, by name. */
  readonly records: Readonly<Record<string, string>>;
  /** Absent where the rules did not run, or objected to something. */
  readonly clean?: Clean;
}

/** Fewer documents are rendered sooner than they are compared. */
const WORTH_KEEPING = 2000;

/** Whether a run is large enough for the next one to look at it first. */
export function isWorthKeeping(environments: readonly Kept[]): boolean {
  return environments.reduce((sum, { documents }) => sum + documents, 0) >= WORTH_KEEPING;
}

/** The folder for what can be made again, where one is: nothing in it is needed. */
function placeOf(root: string): string | undefined {
  const modules = join(root, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'taxiway', 'last-run.json') : undefined;
}

/** Whether anything was kept of an earlier run; asked first, since finding out the inputs takes time too. */
export function hasLastRun(root: string): boolean {
  const file = placeOf(root);
  return file !== undefined && existsSync(file);
}

/** The last run of these inputs for these environments, where all that it wrote is still just as it wrote it. */
export function findLastRun(root: string, inputs: string, out: string, asked: readonly string[]): LastRun | undefined {
  const run = readRun(placeOf(root));
  if (run?.inputs !== inputs || run.out !== out) return undefined;
  if (run.environments.map(({ environment }) => environment).join() !== asked.join()) return undefined;
  return asked.every((name) => findIntact(join(out, name)) === run.records[name]) ? run : undefined;
}

/** Keeps what the next run needs to find that nothing changed; where it can't be kept, the next run renders again. */
export function keepRun(root: string, run: Omit<LastRun, 'records'>): void {
  const file = placeOf(root);
  if (file === undefined) return;
  const names = run.environments.map(({ environment }) => environment);
  const records = Object.fromEntries(names.map((name) => [name, findIntact(join(run.out, name)) ?? '']));
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify({ library: LIBRARY_VERSION, ...run, records }));
    renameSync(temporary, file);
  } catch {
    // A read-only installation keeps nothing.
  }
}

function readRun(file: string | undefined): LastRun | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  try {
    // The digest of its inputs covers this library's own code, so the same code wrote it.
    return JSON.parse(readFileSync(file, 'utf8')) as LastRun;
  } catch {
    return undefined;
  }
}
