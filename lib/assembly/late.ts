import { canonicalText } from './canonical';
import { sha256 } from './digest';
import type { Document, Domain } from './document';

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
  let parsed: Document | undefined;
  const whole = (): Document => {
    if (parsed !== undefined) return parsed;
    const found = JSON.parse(line) as Document;
    // What was canonical when written is so when parsed; only the rest has to be put in order.
    if (sha256(JSON.stringify(found.object)) !== digest && sha256(canonicalText(found.object)) !== digest)
      throw damaged(id);
    parsed = found;
    return found;
  };
  return {
    id,
    // The digest of the record says that a writer of documents wrote it.
    domain: domain as Domain,
    kind,
    ...(service === undefined ? {} : { service }),
    ...(owner === undefined ? {} : { owner }),
    sha256: digest,
    ...(path === undefined ? {} : { path }),
    get origins() {
      return whole().origins;
    },
    get object() {
      return whole().object;
    },
  };
}
