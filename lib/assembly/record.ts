import { createHash } from 'node:crypto';
import { SCHEMA_VERSION } from './assembly';
import type { Assembly } from './assembly';
import { sha256 } from './digest';
import type { Document } from './document';
import { compareIds } from './id';

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
  /** Every file below the environment's folder with the SHA-256 of its bytes. */
  readonly files: { readonly [path: string]: string };
}

const LINE_FEED = 10;
/** The last field of the header: the SHA-256 of the header without it, so that no byte of the file goes unnoticed. */
const SEAL = /,"seal":"([0-9a-f]{64})"\}$/;

/**
 * Writes an assembly as the bytes of `assembly.jsonl`: a header, then one document a line.
 * They come in pieces: of a large fleet they are tens of megabytes, too much for one text and its copy.
 */
export function recordOf(assembly: Assembly, files: ReadonlyMap<string, string>): readonly Buffer[] {
  const pieces: Buffer[] = [];
  const hash = createHash('sha256');
  for (const text of piecesOf([...assembly.documents].sort(compareIds))) {
    const piece = Buffer.from(text);
    hash.update(piece);
    pieces.push(piece);
  }
  const header: Header = {
    taxiway: 'assembly',
    schemaVersion: SCHEMA_VERSION,
    library: assembly.library,
    environment: assembly.environment,
    documents: assembly.documents.length,
    digest: hash.digest('hex'),
    files: Object.fromEntries([...files.keys()].sort().map((path) => [path, sha256(files.get(path) ?? '')])),
  };
  const text = JSON.stringify(header);
  return [Buffer.from(`${text.slice(0, -1)},"seal":"${sha256(text)}"}\n`), ...pieces];
}

/** So many documents come in one piece: about half a megabyte. */
const PIECE = 256;

function* piecesOf(documents: readonly Document[]): Generator<string> {
  for (let start = 0; start < documents.length; start += PIECE) {
    let text = '';
    for (const document of documents.slice(start, start + PIECE)) text += `${lineOf(document)}\n`;
    yield text;
  }
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
  return JSON.stringify({ id, domain, kind, service, owner, origins, sha256, path, object });
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
