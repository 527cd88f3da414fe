import { unlinkSync } from 'node:fs';
import type { Assembly } from './assembly';
import { writeFailed } from './failure';
import { treeOf } from './tree';
import {
  attempt,
  discard,
  findEntries,
  holds,
  identityOf,
  isInside,
  openFolder,
  placeOf,
  publish,
  removeFile,
  stage,
} from './output-folder';
import type { OutputFolder, Staged } from './output-folder';
import { digestFrom, firstLineIn, holdsBytes } from './pieces';
import { findHeader, recordOf, RECORD, type RecordBytes } from './record';

/** What a write changed on disk; paths are relative to the environment's folder. */
export interface WriteResult {
  readonly written: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
}

/** Runbooks, and what stops a service, by their paths. */
const OUR_PATHS = /(?:^|\/)(?:runbooks\/rotate-[a-z0-9-]+\.md|stop\/[a-z]+\/(?:apply|delete)\.json)$/;
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
  files: ReadonlyMap<string, string> = treeOf(assembly.documents),
): WriteResult {
  for (const path of files.keys()) {
    if (!isInside(path) || path === RECORD)
      throw new Error(`'${path}' is not a path of a file below the environment's folder`);
  }
  const output = openFolder(folder, assembly.environment);
  return update(output, files, recordOf(assembly, files));
}

function update(output: OutputFolder, files: ReadonlyMap<string, string>, record: RecordBytes): WriteResult {
  let commit: Staged | undefined;
  try {
    const identity = identityOf(output, RECORD);
    if (!holds(output, RECORD, (file) => isRecord(file, record))) commit = stage(output, RECORD, record.pieces);
    const changed = stageChanged(output, files);
    const outdated = [...pathsBefore(output)].filter((path) => !files.has(path) && isInside(path) && path !== RECORD);

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

/** The header holds the digest of the rest. */
function isRecord(file: string, { header, digest }: RecordBytes): boolean {
  return (
    firstLineIn(file).subarray(0, header.byteLength).equals(header) && digestFrom(file, header.byteLength) === digest
  );
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
    if (!holds(output, path, (file) => holdsBytes(file, bytes))) changed.push(stage(output, path, [bytes]));
  }
  return changed;
}

/** The files of the last run, and of runs that were killed before they had written their record. */
function pathsBefore(output: OutputFolder): Set<string> {
  const paths = new Set<string>();
  const before = findEntries(output, '')?.get(RECORD) === 'file' ? [RECORD] : [];
  for (const record of [...before, ...output.interrupted]) {
    const header = findHeader(attempt(output, record, () => firstLineIn(placeOf(output, record))));
    if (header) for (const path of Object.keys(header.files)) paths.add(path);
    else if (record === RECORD) addOurNames(output, '', paths);
  }
  return paths;
}

function addOurNames(output: OutputFolder, folder: string, paths: Set<string>): void {
  for (const [name, kind] of findEntries(output, folder) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (kind === 'folder' && !name.startsWith('.')) addOurNames(output, path, paths);
    else if (kind === 'file' && (OUR_NAMES.has(name) || OUR_PATHS.test(path))) paths.add(path);
  }
}
