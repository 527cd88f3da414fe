import { canonicalText } from './canonical';
import type { SourcePosition } from '../errors';
import { sha256 } from './digest';
import type { Document, Domain, JsonObject, Origins } from './document';

const START =
  /^\{"id":"([^"\\]+)","domain":"([a-z]+)","kind":"([^"\\]+)"(?:,"service":"([^"\\]+)")?(?:,"owner":"([^"\\]+)")?,"origins":\{/;
/** Within a text every quote has a backslash before it, and no origin has a digest: the first match is the document's own. */
const END = /,"sha256":"([0-9a-f]{64})"(?:,"path":"([^"\\]+)")?,"object":\{/;

/**
 * A line of a record as a document whose object and origins are parsed when they are first looked at. Two assemblies of a
 * large fleet differ in a few documents, and only these are. Undefined where the line is not as this version writes it.
 */
export function lateDocument(line: string, damaged: (id: string) => Error): Document | undefined {
  const start = START.exec(line);
  const end = END.exec(line);
  const [, id, domain, kind, service, owner] = start ?? [];
  const [, digest, path] = end ?? [];
  if (id === undefined || domain === undefined || kind === undefined || digest === undefined) return undefined;
  const [from, to] = [start?.[0].length ?? 0, end?.index ?? 0];
  let origins: Origins | undefined;
  let object: JsonObject | undefined;
  const document: Document = {
    id,
    // The digest of the record says that a writer of documents wrote it.
    domain: domain as Domain,
    kind,
    ...(service === undefined ? {} : { service }),
    ...(owner === undefined ? {} : { owner }),
    sha256: digest,
    ...(path === undefined ? {} : { path }),
    get origins() {
      return (origins ??= parsed(line.slice(from - 1, to), () => damaged(id)) as Origins);
    },
    get object() {
      return (object ??= objectIn(line.slice(to + (end?.[0].length ?? 0) - 1, -1), digest, () => damaged(id)));
    },
  };
  LINES.set(document, { line, from: from - 1 });
  return document;
}

/** The lines of late documents, and where the origins begin in each. */
const LINES = new WeakMap<Document, { readonly line: string; readonly from: number }>();

/** How origins begin; a position holds no other object. */
const PLACED = /\{"construct":"(?:[^"\\]|\\.)*"(?:,"at":\{[^{}]*\})?(?:,"placed":(\{[^{}]*\}))?[,}]/y;

/** Where the class begins of which a row made a service; of a late document no other origin is parsed for it. */
export function placedAt(document: Document): SourcePosition | undefined {
  const { line, from = 0 } = LINES.get(document) ?? {};
  if (line === undefined) return document.origins.placed;
  PLACED.lastIndex = from;
  const start = PLACED.exec(line);
  if (start === null) return document.origins.placed;
  return start[1] === undefined ? undefined : (JSON.parse(start[1]) as SourcePosition);
}

/** Parses what was written as canonical text, and refuses it where it has another digest. */
function objectIn(text: string, digest: string, damaged: () => Error): JsonObject {
  if (sha256(text) === digest) return JSON.parse(text) as JsonObject;
  const object = parsed(text, damaged) as JsonObject;
  // A record of an earlier version may hold what has to be put in order first.
  if (sha256(canonicalText(object)) !== digest) throw damaged();
  return object;
}

/** Of a record of which parts are read nothing says before that its lines are JSON. */
function parsed(text: string, damaged: () => Error): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}
