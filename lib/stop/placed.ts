import type { Assembly } from '../assembly/assembly';
import { canonical } from '../assembly/canonical';
import { sha256 } from '../assembly/digest';
import { documentId, type Document, type Domain, type JsonObject, type Origins } from '../assembly/document';
import { documentsOf } from '../assembly/find';
import { compareIds, parseId } from '../assembly/id';
import { asList, asObject, asText } from '../check/json';

/** The kind of the document that keeps what a stopped service is placed as. */
export const PLACED = 'Placed';

/**
 * Keeps what a stop changed or took out of a service, so that the record alone brings back the same bytes. It lives in
 * the assembly only, and only while the service is stopped.
 */
export function keptOf(service: string, owner: string | undefined, replaced: readonly Document[]): Document {
  const [first] = replaced;
  if (first === undefined) throw new Error(`nothing of ${service} is replaced`);
  const { environment } = parseId(first.id);
  const object = toObject({ documents: [...replaced].sort(compareIds).map(toKept) });
  return {
    id: documentId({ environment, stack: `${service}:workloads`, group: 'taxiway', kind: PLACED, name: service }),
    domain: 'placed',
    kind: PLACED,
    service,
    owner,
    origins: { construct: `${PLACED} ${service}`, fields: {} },
    sha256: sha256(JSON.stringify(object)),
    object,
  };
}

/** The services of which an assembly holds what they are placed as: those that are stopped in it. */
export function keptIn(assembly: Assembly): ReadonlyMap<string, Document> {
  return new Map(documentsOf(assembly, 'placed').map((kept) => [kept.service ?? '', kept]));
}

/** The documents of a stopped service as they are placed; `stopped` are those that the assembly holds of it. */
export function placedDocuments(kept: Document, stopped: readonly Document[]): readonly Document[] {
  const replaced = asList(kept.object['documents']).map((one) => toDocument(asObject(one), kept.service));
  const ids = new Set([kept.id, ...replaced.map(({ id }) => id)]);
  return [...stopped.filter(({ id }) => !ids.has(id)), ...replaced].sort(compareIds);
}

/** The assembly as it is placed: nothing in it is stopped, or nothing of these services. */
export function placedAssembly(assembly: Assembly, services?: ReadonlySet<string>): Assembly {
  const kept = [...keptIn(assembly)].filter(([service]) => services?.has(service) ?? true);
  if (kept.length === 0) return assembly;
  const own = new Map<string, Document[]>(kept.map(([service]) => [service, []]));
  const documents: Document[] = [];
  for (const document of assembly.documents) (own.get(document.service ?? '') ?? documents).push(document);
  for (const [service, one] of kept) documents.push(...placedDocuments(one, own.get(service) ?? []));
  const { schemaVersion, library, environment } = assembly;
  return { schemaVersion, library, environment, documents: documents.sort(compareIds) };
}

/** Origins are kept as text: the order of their fields is part of the record's bytes. */
function toKept({ id, domain, kind, owner, path, object, origins }: Document): JsonObject {
  return toObject({ id, domain, kind, owner, path, object, origins: JSON.stringify(origins) });
}

function toDocument(kept: JsonObject, service: string | undefined): Document {
  const text = (name: string): string | undefined => asText(kept[name]);
  const [owner, path, object] = [text('owner'), text('path'), asObject(kept['object'])];
  return {
    id: text('id') ?? '',
    // The digest of the record says that a writer of documents wrote it, and so of what follows.
    domain: text('domain') as Domain,
    kind: text('kind') ?? '',
    ...(service === undefined ? {} : { service }),
    ...(owner === undefined ? {} : { owner }),
    origins: JSON.parse(text('origins') ?? '') as Origins,
    sha256: sha256(JSON.stringify(object)),
    ...(path === undefined ? {} : { path }),
    object,
  };
}

function toObject(value: object): JsonObject {
  // The canonical form of an object is an object.
  return canonical(value) as JsonObject;
}
