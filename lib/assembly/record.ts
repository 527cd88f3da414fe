import { createHash } from 'node:crypto';
import { SCHEMA_VERSION } from './assembly';
import type { Assembly } from './assembly';
import { sha256 } from './digest';
import type { Document } from './document';
import { compareIds } from './id';
import { Indexing, stacksIn, type RecordIndex } from './record-index';

/** The file that holds a whole assembly; written last, it makes a synth count. */
export const RECORD = 'assembly.jsonl';

/** The first line of `assembly.jsonl`. */
export interface Header {
  readonly taxiway: 'assembly';
  readonly schemaVersion: number;
  readonly library: string;
  readonly environment: string;
  /** How many lines follow. */
  readonly documents: number;
  /** SHA-256 of all that follows this line. */
  readonly digest: string;
  /** Where things are in it; records of earlier versions don't say it. */
  readonly index?: RecordIndex;
  /** Every file below the environment's folder with the SHA-256 of its bytes. */
  readonly files: { readonly [path: string]: string };
}

const LINE_FEED = 10;
/** The last field of the header: the SHA-256 of the header without it, so that no byte of the file goes unnoticed. */
const SEAL = /,"seal":"([0-9a-f]{64})"\}$/;

/** The bytes of a file, of which only one piece is in memory at a time; each walk over them makes them anew. */
export type Pieces = Iterable<Buffer>;

/** The bytes of `assembly.jsonl`: a header, and below it one document a line. */
export interface RecordBytes {
  /** The first line, with its end; it holds the digest of all that follows. */
  readonly header: Buffer;
  /** Of all that follows the header. */
  readonly digest: string;
  /** Header and documents. */
  readonly pieces: Pieces;
}

/** Writes an assembly as a record. Of a large fleet it is tens of megabytes, so it is made twice and not held. */
export function recordOf(assembly: Assembly, files: ReadonlyMap<string, string>): RecordBytes {
  const documents = [...assembly.documents].sort(compareIds);
  const held: Buffer[] | undefined = documents.length > HELD ? undefined : [];
  const hash = createHash('sha256');
  const indexing = new Indexing();
  for (const part of stacksIn(documents)) {
    const lines = part.documents.map(lineOf);
    const bytes = Buffer.from(lines.join(''));
    const lengths = lines.map((line) => Buffer.byteLength(line));
    indexing.add(part, lengths, sha256(bytes));
    hash.update(bytes);
    held?.push(bytes);
  }
  const digest = hash.digest('hex');
  const fields: Header = {
    taxiway: 'assembly',
    schemaVersion: SCHEMA_VERSION,
    library: assembly.library,
    environment: assembly.environment,
    documents: documents.length,
    digest,
    index: indexing.index,
    files: Object.fromEntries([...files.keys()].sort().map((path) => [path, sha256(files.get(path) ?? '')])),
  };
  const text = JSON.stringify(fields);
  const header = Buffer.from(`${text.slice(0, -1)},"seal":"${sha256(text)}"}\n`);
  const pieces = {
    *[Symbol.iterator]() {
      yield header;
      yield* held ?? piecesOf(documents);
    },
  };
  return { header, digest, pieces };
}

/** Up to so many documents, about 2 MB, are held instead of being made twice. */
const HELD = 1024;

/** A stack is a piece. */
function* piecesOf(documents: readonly Document[]): Generator<Buffer> {
  for (const part of stacksIn(documents)) yield Buffer.from(part.documents.map(lineOf).join(''));
}

/** Reads who wrote a record, even where the rest of it is of a version that this library doesn't know. */
export function findOrigin(record: Uint8Array): Pick<Header, 'schemaVersion' | 'library'> | undefined {
  const header = parsed(firstLine(record));
  if (header?.['taxiway'] !== 'assembly') return undefined;
  const { schemaVersion, library } = header;
  if (typeof schemaVersion !== 'number' || !Number.isInteger(schemaVersion) || typeof library !== 'string')
    return undefined;
  return { schemaVersion, library };
}

/** Reads the header of a record, or undefined where one byte of it isn't as it was written. */
export function findHeader(record: Uint8Array): Header | undefined {
  const line = firstLine(record);
  const seal = SEAL.exec(line);
  if (seal === null) return undefined;
  const text = `${line.slice(0, seal.index)}}`;
  if (sha256(text) !== seal[1]) return undefined;
  // The seal says that a version of this library wrote it, and the versions it accepts share this shape.
  return parsed(text) as Header | undefined;
}

/** The bytes of a record after its header, of which the header holds the digest. */
export function bodyOf(record: Uint8Array): Uint8Array {
  const end = record.indexOf(LINE_FEED);
  return end < 0 ? record.subarray(record.length) : record.subarray(end + 1);
}

/** Splits the body of a record into its lines. */
export function* linesIn(body: Uint8Array): Generator<string> {
  for (let start = 0, end = 0; start < body.length; start = end + 1) {
    end = body.indexOf(LINE_FEED, start);
    if (end < 0) end = body.length;
    yield decoded(body, start, end);
  }
}

function lineOf({ id, domain, kind, service, owner, origins, sha256, path, object }: Document): string {
  return `${JSON.stringify({ id, domain, kind, service, owner, origins, sha256, path, object })}\n`;
}

function firstLine(record: Uint8Array): string {
  const end = record.indexOf(LINE_FEED);
  return end < 0 ? '' : decoded(record, 0, end);
}

function decoded(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, end);
}

function parsed(text: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
