import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput, TaxiwayError, mistakesOf } from '../errors';
import type { Mistake } from '../errors';
import { SCHEMA_VERSION } from './assembly';
import type { Assembly } from './assembly';
import { canonicalText } from './canonical';
import { sha256 } from './digest';
import type { Document } from './document';
import { reasonOf, shownPath, systemCodeOf } from './failure';
import { FileCheck, type FileProblem } from './file-check';
import { lateDocument } from './late';
import { LateAssembly } from './late-assembly';
import { RECORD, bodyOf, findHeader, findOrigin, linesIn, type Header } from './record';
import { RecordFile, sourceIn, type RecordSource } from './record-source';

/** How closely a reader looks. */
export interface ReadOptions {
  /** Whether each file beside `assembly.jsonl` is read and compared with its digest.
   *  @defaultValue true */
  readonly verifyFiles?: boolean;
  /** Whether a document is made, and its object parsed, only when it is looked at.
   *  @defaultValue false */
  readonly late?: boolean;
  /** Whether of a record, too, only what is looked at is read; late. Stacks that are compared are read whole and have their digest,
   *  other documents have their own.
   *  @defaultValue all of it is, and has its digest before anything is done with it */
  readonly partly?: boolean;
}

/** The version that we read, and the two before it. */
const OLDEST_VERSION = Math.max(1, SCHEMA_VERSION - 2);
/** So many damaged files are named; of the rest only the number. */
const NAMED = 5;

/** Reads the assembly of one environment from its folder, and refuses it where one byte is not as it was written. */
export function readAssembly(folder: string, options: ReadOptions = {}): Assembly {
  const { assembly, requireFiles } = beginAssembly(folder, options);
  requireFiles();
  return assembly;
}

/** An assembly whose record was read, and whose files are still being looked at. */
export interface BegunAssembly {
  readonly assembly: Assembly;
  /** Refuses it where a file beside `assembly.jsonl` is not as it was written; nothing may be done with it before. */
  requireFiles(): void;
}

/** Reads the record of an assembly, while its files are looked at beside that. */
export function beginAssembly(folder: string, options: ReadOptions = {}): BegunAssembly {
  const { partly = false, late = partly, verifyFiles = true } = options;
  const { header, source } = openRecord(folder, partly);
  const check = verifyFiles ? new FileCheck(folder, header.files) : undefined;
  const requireFiles = (): void => requireIntact(folder, check?.problems() ?? []);
  return {
    assembly: late ? lateAssembly(folder, header, source) : wholeAssembly(folder, header, source),
    requireFiles,
  };
}

function lateAssembly(folder: string, header: Header, source: RecordSource): Assembly {
  const { index } = header;
  // Earlier versions wrote none.
  if (index === undefined) return wholeAssembly(folder, header, source);
  const late = new LateAssembly({ ...header, index }, source, {
    toDocument: (line, place) => toDocument(folder, line, place),
    damaged: (stack) => damaged(join(folder, RECORD), `the lines of ${stack} are not as they were written`),
  });
  requireLines(folder, header, late.length);
  if (late.size !== source.length) throw damaged(join(folder, RECORD), 'it is not as long as it was written');
  return late;
}

function wholeAssembly(folder: string, header: Header, source: RecordSource): Assembly {
  const { schemaVersion, library, environment, digest } = header;
  const body = source.bytes(0, source.length);
  if (!source.isKnown) requireDigest(folder, sha256(body), digest);
  const documents = [...linesIn(body)].map((line, place) => wholeDocument(folder, line, place));
  requireLines(folder, header, documents.length);
  return { schemaVersion, library, environment, documents };
}

function requireLines(folder: string, { documents }: Header, found: number): void {
  if (found === documents) return;
  throw damaged(join(folder, RECORD), `it holds ${found} documents, not the ${documents} of its first line`);
}

function requireDigest(folder: string, found: string, wanted: string): void {
  if (found !== wanted) throw damaged(join(folder, RECORD), 'it is not as it was written: its digest differs');
}

/** Reads every environment's assembly below `dist`, by name; lists all that are damaged. */
export function readDist(dist: string, options: ReadOptions = {}): Assembly[] {
  const begun = all(environmentsIn(dist), (name) => beginAssembly(join(dist, name), options));
  if (begun.length === 0) throw missing(dist, 'holds no environment that taxiway synth wrote');
  requireAll(begun);
  return begun.map(({ assembly }) => assembly);
}

/** Refuses files of assemblies that are not as they were written; lists all that are damaged. */
export function requireAll(begun: readonly BegunAssembly[]): void {
  all(begun, ({ requireFiles }) => requireFiles());
}

/** Does something for each, and lists the mistakes of all. */
function all<From, To>(list: readonly From[], work: (one: From) => To): To[] {
  const done: To[] = [];
  const mistakes: Mistake[] = [];
  for (const one of list) {
    try {
      done.push(work(one));
    } catch (error) {
      const found = mistakesOf(error);
      if (found === undefined) throw error;
      mistakes.push(...found);
    }
  }
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  return done;
}

function environmentsIn(dist: string): string[] {
  try {
    return readdirSync(dist)
      .filter((name) => existsSync(join(dist, name, RECORD)))
      .sort();
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    throw missing(dist, 'is not a folder that can be read');
  }
}

/** The header of a record and its lines: all of them read and compared with their digest, or as they are asked for. */
function openRecord(folder: string, partly: boolean): { readonly header: Header; readonly source: RecordSource } {
  const path = join(folder, RECORD);
  try {
    if (partly) {
      const source = new RecordFile(path);
      return { header: headerIn(folder, source.header), source };
    }
    const record = readFileSync(path);
    const header = headerIn(folder, record);
    const body = bodyOf(record);
    requireDigest(folder, sha256(body), header.digest);
    return { header, source: sourceIn(body) };
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw missing(path, 'does not exist');
    throw damaged(path, `it can't be read: ${reasonOf(code)}`);
  }
}

function headerIn(folder: string, record: Uint8Array): Header {
  const header = findHeader(record);
  requireReadable(folder, header ?? findOrigin(record));
  if (header === undefined) throw damaged(join(folder, RECORD), 'its first line is not as it was written');
  return header;
}

function requireReadable(folder: string, origin: ReturnType<typeof findOrigin>): void {
  if (origin === undefined) throw damaged(join(folder, RECORD), 'its first line is not the header of an assembly');
  const { schemaVersion, library } = origin;
  const readable = `${OLDEST_VERSION} to ${SCHEMA_VERSION}`;
  if (schemaVersion > SCHEMA_VERSION) {
    throw new TaxiwayError({
      code: 'ASSEMBLY_TOO_NEW',
      at: shownPath(join(folder, RECORD)),
      problem: `was written by taxiway ${library} with schema version ${schemaVersion}; this one reads ${readable}`,
      fix: `upgrade taxiway to ${library} or later`,
      given: schemaVersion,
    });
  }
  if (schemaVersion < OLDEST_VERSION) {
    throw damaged(join(folder, RECORD), `its schema version ${schemaVersion} is no longer read; ${readable} are`);
  }
}

function toDocument(folder: string, line: string, index: number): Document {
  return lateDocument(line, (id) => differs(folder, id)) ?? wholeDocument(folder, line, index);
}

function wholeDocument(folder: string, line: string, index: number): Document {
  // The digest says that these are the lines which the writer made of documents.
  const document = documentIn(line) as Document | undefined;
  if (document === undefined) throw damaged(join(folder, RECORD), `its line ${index + 2} is not a document`);
  const { id, object, sha256: digest } = document;
  // What was canonical when written is so when parsed; only the rest has to be put in order.
  if (sha256(JSON.stringify(object)) !== digest && sha256(canonicalText(object)) !== digest) throw differs(folder, id);
  return document;
}

function differs(folder: string, id: string): TaxiwayError {
  return damaged(join(folder, RECORD), `the object of ${id} does not have the digest that its line says`);
}

function documentIn(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'object' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

function requireIntact(folder: string, [first, ...others]: readonly FileProblem[]): void {
  if (first === undefined) return;
  const names = others.slice(0, NAMED - 1).map(({ path, problem }) => `${path} ${problem}`);
  if (others.length >= NAMED) names.push(`${others.length - NAMED + 1} more files`);
  throw damaged(join(folder, first.path), [`it ${first.problem}`, ...names].join(', and '));
}

function damaged(path: string, problem: string): TaxiwayError {
  return new TaxiwayError({ code: 'ASSEMBLY_DAMAGED', at: shownPath(path), problem, fix: 'run taxiway synth again' });
}

function missing(path: string, problem: string): TaxiwayError {
  return new TaxiwayError({ code: 'ASSEMBLY_MISSING', at: shownPath(path), problem, fix: 'run taxiway synth first' });
}
