import { synthesize } from '../../constructs/synthesize';
import { production } from '../../environments/production';
import { sandbox } from '../../environments/sandbox';
import { staging } from '../../environments/staging';
import type { Assembly } from '../../lib/assembly/assembly';
import { canonical } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import type { Document, Json, JsonObject } from '../../lib/assembly/document';
import type { Finding } from '../../lib/check/finding';
import type { Fleet } from '../../lib/check/fleet';
import type { Rule } from '../../lib/check/rule';
import { runRules } from '../../lib/check/run';
import { placements } from '../../services';

const SPECS = { sandbox, staging, production };
type Name = keyof typeof SPECS;
const rendered = new Map<Name, Assembly>();

/** The assembly of this repository's own services in an environment, rendered once. */
export function assemblyOf(name: Name): Assembly {
  const known = rendered.get(name);
  if (known !== undefined) return known;
  const outcome = synthesize(placements, SPECS[name]);
  if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes, null, 2));
  rendered.set(name, outcome.assembly);
  return outcome.assembly;
}

/** The whole fleet, with these assemblies in the place of those of the same environment. */
export function fleetWith(...changed: readonly Assembly[]): Fleet {
  const names = Object.keys(SPECS) as Name[];
  const assemblies = names.flatMap((name) => {
    const instead = changed.filter(({ environment }) => environment === name);
    return instead.length > 0 ? instead : [assemblyOf(name)];
  });
  return { assemblies, whole: true };
}

/**
 * What rules find where an assembly is changed. Rules that see one environment look at no other, in which nothing changed:
 * a test of its own says that all of them pass.
 */
export function findingsOf(
  changed: Assembly,
  rules: readonly Rule[],
  more: Pick<Fleet, 'today' | 'stops'> = {},
): readonly Finding[] {
  const [wide, own] = [true, false].map((sees) => rules.filter(({ scope }) => (scope === 'fleet') === sees));
  return [
    ...runRules({ ...fleetWith(changed), ...more }, wide ?? []).findings,
    ...runRules({ assemblies: [changed], whole: true, ...more }, own ?? []).findings,
  ];
}

/** The one document whose id holds a text. */
export function documentOf(assembly: Assembly, idPart: string): Document {
  const found = assembly.documents.filter(({ id }) => id.includes(idPart));
  const [document] = found;
  if (document === undefined || found.length > 1) {
    throw new Error(`${found.length} documents of ${assembly.environment} hold '${idPart}' in their id`);
  }
  return document;
}

/** A copy in which one field of one document has another value; undefined takes it away. */
export function edited(assembly: Assembly, idPart: string, path: string, value: Json | undefined): Assembly {
  const document = documentOf(assembly, idPart);
  return replaced(assembly, document, changed(document, withValue(document.object, path, value) as JsonObject));
}

/** A copy with one more document, made like another one. */
export function added(
  assembly: Assembly,
  likeIdPart: string,
  other: Partial<Document> & { readonly id: string },
): Assembly {
  const like = documentOf(assembly, likeIdPart);
  const document = changed({ ...like, ...other }, other.object ?? like.object);
  return { ...assembly, documents: [...assembly.documents, document].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** A copy without one document. */
export function removed(assembly: Assembly, idPart: string): Assembly {
  const document = documentOf(assembly, idPart);
  return { ...assembly, documents: assembly.documents.filter((one) => one !== document) };
}

function replaced(assembly: Assembly, document: Document, by: Document): Assembly {
  return { ...assembly, documents: assembly.documents.map((one) => (one === document ? by : one)) };
}

function changed(document: Document, object: JsonObject): Document {
  return { ...document, object, sha256: sha256(JSON.stringify(canonical(object))) };
}

/** Keys may hold dots themselves: the longest one that leads on is taken, else all that is left is one key. */
function withValue(object: Json, path: string, value: Json | undefined): Json {
  if (path === '') return value ?? null;
  if (Array.isArray(object)) {
    const [index = '', ...rest] = path.split('.');
    const list = [...(object as readonly Json[])];
    if (rest.length === 0 && value === undefined) list.splice(Number(index), 1);
    else list[Number(index)] = withValue(list[Number(index)] ?? {}, rest.join('.'), value);
    return list;
  }
  const entries = new Map(Object.entries(object as JsonObject));
  const leading = [...entries.keys()].filter((key) => path === key || path.startsWith(`${key}.`));
  const key = leading.sort((a, b) => b.length - a.length)[0] ?? path;
  const rest = path.slice(key.length + 1);
  if (rest !== '') entries.set(key, withValue(entries.get(key) ?? {}, rest, value));
  else if (value === undefined) entries.delete(key);
  else entries.set(key, value);
  return Object.fromEntries(entries);
}
