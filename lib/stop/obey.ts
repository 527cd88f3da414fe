import type { Assembly } from '../assembly/assembly';
import { canonical } from '../assembly/canonical';
import { sha256 } from '../assembly/digest';
import type { Document, FieldOrigin, JsonObject } from '../assembly/document';
import { compareIds } from '../assembly/id';
import type { Mistake } from '../errors';
import { chooseFix } from '../nearest';
import { changed, changeOf } from './change';
import { keptOf, placedAssembly } from './placed';
import type { StopRecord, Stops } from './record';

/** A mistake for each service that is stopped and isn't there: a name that is spelt wrongly stops nothing. */
export function unplacedStops({ environment, documents }: Assembly, stops: Stops): readonly Mistake[] {
  const names = Object.keys(stops);
  if (names.length === 0) return [];
  const placed = documents.flatMap(({ domain, service }) => (domain === 'declaration' ? (service ?? []) : [])).sort();
  return names
    .filter((name) => !placed.includes(name))
    .map((name) => ({
      code: 'STOP_NOT_PLACED',
      at: `${environment}.stops.json ${name}`,
      problem: `is stopped, and no service '${name}' is placed in ${environment}`,
      fix: `take it out of the file, or mend its name: ${chooseFix(name, placed)}`,
      given: name,
      allowed: placed,
      environment,
    }));
}

/** The assembly in which each stopped service is as its level says, whatever it was stopped at before. */
export function obeyStops(assembly: Assembly, stops: Stops): Assembly {
  const placed = placedAssembly(assembly);
  if (Object.keys(stops).length === 0) return placed;
  const replaced = new Map<string, Document[]>();
  const documents = placed.documents.flatMap((document) => {
    const stop = stopOf(document, stops);
    const made = stop === undefined ? document : obeyed(document, stop);
    if (made === document) return document;
    const { service = '' } = document;
    const others = replaced.get(service);
    if (others === undefined) replaced.set(service, [document]);
    else others.push(document);
    return made ?? [];
  });
  const kept = [...replaced].map(([service, before]) => keptOf(service, before[0]?.owner, before));
  const { schemaVersion, library, environment } = placed;
  return { schemaVersion, library, environment, documents: [...documents, ...kept].sort(compareIds) };
}

function stopOf({ service = '' }: Document, stops: Stops): StopRecord | undefined {
  return Object.hasOwn(stops, service) ? stops[service] : undefined;
}

/** The document as a level makes it; undefined where it goes. */
function obeyed(document: Document, stop: StopRecord): Document | undefined {
  if (document.domain === 'declaration') return remade(document, { ...document.object, stopped: { ...stop } }, {});
  const change = changeOf(document, stop.level);
  if (change === undefined) return document;
  if (change === 'removed') return undefined;
  const fields = Object.fromEntries(change.map(([path]) => [path.join('.'), { rule: reasonOf(stop) }]));
  return remade(document, changed(document.object, change), fields);
}

function reasonOf({ level, who, when, why }: StopRecord): string {
  return `stopped (${level}) by ${who} at ${when}: ${why}`;
}

function remade(document: Document, made: JsonObject, fields: Readonly<Record<string, FieldOrigin>>): Document {
  // The canonical form of an object is an object.
  const object = canonical(made) as JsonObject;
  const origins = { ...document.origins, fields: { ...document.origins.fields, ...fields } };
  return { ...document, origins, object, sha256: sha256(JSON.stringify(object)) };
}
