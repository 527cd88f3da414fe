import type { Assembly } from '../../assembly/assembly';
import type { Document, Json } from '../../assembly/document';
import { asText, at } from '../../check/json';
import { WORKLOAD_LABEL } from '../../labels';
import type { Match } from './match';
import { meaningOf } from '../meaning/kinds';
import { renamedObject, renamedText, type Names } from '../meaning/names';
import { leafTexts, normal, similarity } from '../meaning/normal';

/** So much of a service or a workload must be there under the other name. */
const ENOUGH = 0.75;
/** Above so many combinations nobody has renamed them one by one. */
const MOST = 2_500;

/** The services that have documents. */
export function servicesOf({ documents }: Assembly): ReadonlySet<string> {
  return new Set(documents.flatMap(({ service }) => service ?? []));
}

/** The workload that a document says it belongs to. */
export function workloadOf({ object }: Document): string | undefined {
  return asText(at(object, 'metadata', 'labels', WORKLOAD_LABEL)) ?? asText(object['workload']);
}

/** The workloads that have documents, `spamcheck/api`. */
export function workloadsOf({ documents }: Assembly): ReadonlySet<string> {
  return new Set(
    documents.flatMap((document) => {
      const workload = workloadOf(document);
      return workload === undefined ? [] : [`${document.service ?? ''}/${workload}`];
    }),
  );
}

/** Documents of a service or a workload that vanished, or of one that came. */
interface Scope {
  readonly name: string;
  readonly documents: readonly Document[];
}

/**
 * Services, and workloads of a service, that have another name: what runs is the same image, and nearly all of what
 * belonged to the one is there under the other's name.
 */
export function renamedScopes(
  gone: readonly Document[],
  come: readonly Document[],
  { base, head }: { readonly base: Assembly; readonly head: Assembly },
): readonly Match[] {
  const [old, now] = [servicesOf(base), servicesOf(head)];
  const services = matchedScopes(
    scopesOf(gone, ({ service }) => (service === undefined || now.has(service) ? undefined : service)),
    scopesOf(come, ({ service }) => (service === undefined || old.has(service) ? undefined : service)),
  );
  const kept = [...old].filter((service) => now.has(service)).sort();
  const [oldWorkloads, newWorkloads] = [workloadsOf(base), workloadsOf(head)];
  const workloads = kept.flatMap((service) => {
    const own = (document: Document): boolean => document.service === service;
    const outside = (others: ReadonlySet<string>) => (document: Document) => {
      const workload = workloadOf(document);
      return workload === undefined || others.has(`${service}/${workload}`) ? undefined : workload;
    };
    const [left, right] = [gone.filter(own), come.filter(own)];
    if (left.length === 0 || right.length === 0) return [];
    // Terraform resources have no labels: they follow where their addresses do.
    return matchedScopes(scopesOf(left, outside(newWorkloads)), scopesOf(right, outside(oldWorkloads)), {
      gone: left.filter((document) => workloadOf(document) === undefined),
      come: right.filter((document) => workloadOf(document) === undefined),
    });
  });
  return [...services, ...workloads];
}

function scopesOf(
  documents: readonly Document[],
  nameOf: (document: Document) => string | undefined,
): readonly Scope[] {
  const found = new Map<string, Document[]>();
  for (const document of documents) {
    const name = nameOf(document);
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), document]);
  }
  return [...found]
    .map(([name, all]) => ({ name, documents: all }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function matchedScopes(
  gone: readonly Scope[],
  come: readonly Scope[],
  followers: { readonly gone: readonly Document[]; readonly come: readonly Document[] } = { gone: [], come: [] },
): readonly Match[] {
  if (gone.length * come.length > MOST) return [];
  const candidates = gone
    .flatMap((old) => come.map((now) => ({ old, now, worth: worthOf(old, now) })))
    .filter(({ worth }) => worth >= ENOUGH)
    .sort((one, other) => other.worth - one.worth);
  const taken = new Set<Scope>();
  return candidates.flatMap(({ old, now }) => {
    if (taken.has(old) || taken.has(now)) return [];
    taken.add(old).add(now);
    const names: Names = [[old.name, now.name]];
    return matchedByName([...old.documents, ...followers.gone], [...now.documents, ...followers.come], names);
  });
}

function matchedByName(gone: readonly Document[], come: readonly Document[], names: Names): readonly Match[] {
  const byId = new Map(come.map((document) => [document.id, document]));
  return gone.flatMap((before) => {
    const after = byId.get(renamedId(before, names));
    return after === undefined ? [] : [{ before, after, renamed: 'recreated' as const, names }];
  });
}

/** An environment may be called like a service. */
function renamedId({ id }: Document, names: Names): string {
  const [environment = '', ...rest] = id.split('/');
  return [environment, ...rest.map((part) => renamedText(part, names))].join('/');
}

/** How much of the one is in the other, 0 to 1; nothing where they don't run the same image. */
function worthOf(old: Scope, now: Scope): number {
  const images = new Set(now.documents.flatMap(({ object }) => imagesIn(object)));
  if (!old.documents.some(({ object }) => imagesIn(object).some((image) => images.has(image)))) return 0;
  const names: Names = [[old.name, now.name]];
  const matches = matchedByName(old.documents, now.documents, names);
  const common = matches.reduce(
    (sum, { before, after }) => sum + similarity(leaves(before, names), leaves(after, [])),
    0,
  );
  return (2 * common) / (old.documents.length + now.documents.length);
}

function leaves(document: Document, names: Names): readonly string[] {
  return [...leafTexts(normal(renamedObject(document, names), meaningOf(document)))];
}

/** Repositories of images that run, without their builds. */
function imagesIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, Json]) =>
    key === 'image' && typeof inner === 'string' ? [inner.replace(/@.*$|:[^:/]*$/, '')] : imagesIn(inner),
  );
}
