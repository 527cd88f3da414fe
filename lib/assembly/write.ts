import { readFileSync, unlinkSync } from 'node:fs';
import type { Assembly } from './assembly';
import { writeFailed } from './failure';
import { filesOf } from './layout';
import {
  attempt,
  discard,
  findEntries,
  identityOf,
  isInside,
  nameOf,
  openFolder,
  parentOf,
  placeOf,
  publish,
  removeFile,
  stage,
} from './output-folder';
import type { OutputFolder, Staged } from './output-folder';
import { findHeader, linesOf, RECORD } from './record';

/** What a write changed on disk; paths are relative to the environment's folder. */
export interface WriteResult {
  readonly written: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
}

/** What else in an environment's folder is ours, where no header says so. */
const OUR_NAMES = new Set(['cdk.tf.json', 'kubernetes.yaml', 'rules.yaml', 'alertmanager.yaml']);

/**
 * Writes an assembly and its files to `dist/<environment>`, touching only what changed.
 * Until all the bytes are on disk under temporary names, nothing else changes; then come the renames, the removals and,
 * as the commit record, `assembly.jsonl`. Its temporary file is written first and names every file to come: where a run
 * is killed half-way, the next one finds it and knows what to clean up.
 */
export function writeAssembly(
  assembly: Assembly,
  folder: string,
  files: ReadonlyMap<string, string> = filesOf(assembly.documents),
): WriteResult {
  for (const path of files.keys()) {
    if (!isInside(path) || path === RECORD)
      throw new Error(`'${path}' is not a path of a file below the environment's folder`);
  }
  const output = openFolder(folder, assembly.environment);
  return update(output, files, Buffer.from(linesOf(assembly, files)));
}

function update(output: OutputFolder, files: ReadonlyMap<string, string>, record: Buffer): WriteResult {
  let commit: Staged | undefined;
  try {
    const identity = identityOf(output, RECORD);
    const before = findBytes(output, RECORD);
    if (!before?.equals(record)) commit = stage(output, RECORD, record);
    const changed = stageChanged(output, files);
    const outdated = [...pathsBefore(output, before)].filter(
      (path) => !files.has(path) && isInside(path) && path !== RECORD,
    );

    requireAlone(output, identity);
    for (const staged of changed) publish(output, staged);
    const removed = outdated.filter((path) => removeFile(output, path));
    requireAlone(output, identity);
    if (commit) publish(output, commit);
    for (const leftover of output.interrupted) attempt(output, leftover, () => unlinkSync(placeOf(output, leftover)));

    const written = [...changed, ...(commit ? [commit] : [])].map(({ path }) => path);
    return { written, unchanged: files.size + 1 - written.length, removed: removed.sort() };
  } catch (error) {
    // Once a file has its name, the record under its temporary name is what the next run cleans up by.
    discard(output, output.published > 0 ? commit : undefined);
    throw error;
  }
}

/**
 * What another run has written since would be left behind unknown, or be overwritten half-way.
 * This run's own record stays under its temporary name, so that the next one knows the files of both.
 */
function requireAlone(output: OutputFolder, identity: string | undefined): void {
  if (identityOf(output, RECORD) !== identity) throw writeFailed(placeOf(output, RECORD), 'ESTALE', output.environment);
}

function stageChanged(output: OutputFolder, files: ReadonlyMap<string, string>): Staged[] {
  const changed: Staged[] = [];
  for (const [path, text] of files) {
    const bytes = Buffer.from(text);
    if (!findBytes(output, path)?.equals(bytes)) changed.push(stage(output, path, bytes));
  }
  return changed;
}

function findBytes(output: OutputFolder, path: string): Buffer | undefined {
  if (findEntries(output, parentOf(path))?.get(nameOf(path)) !== 'file') return undefined;
  return attempt(output, path, () => readFileSync(placeOf(output, path)));
}

/** The files of the last run, and of runs that were killed before they had written their record. */
function pathsBefore(output: OutputFolder, before: Buffer | undefined): Set<string> {
  const paths = new Set<string>();
  const interrupted = output.interrupted.map((path) =>
    attempt(output, path, () => readFileSync(placeOf(output, path))),
  );
  for (const record of [...(before ? [before] : []), ...interrupted]) {
    const header = findHeader(record);
    if (header) for (const path of Object.keys(header.files)) paths.add(path);
    else if (record === before) addOurNames(output, '', paths);
  }
  return paths;
}

function addOurNames(output: OutputFolder, folder: string, paths: Set<string>): void {
  for (const [name, kind] of findEntries(output, folder) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (kind === 'folder' && !name.startsWith('.')) addOurNames(output, path, paths);
    else if (kind === 'file' && OUR_NAMES.has(name)) paths.add(path);
  }
}
