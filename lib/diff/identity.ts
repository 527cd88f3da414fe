import type { Document, Json } from '../assembly/document';
import { parseId } from '../assembly/id';
import { leafTexts, likenessOf } from './align';
import type { Pair } from './pairs';

/** A document under a new id, with the one that it was. */
export type RenamedPair = Required<Pair>;

/** Two documents of one service, or of the platform, are one under another name from here on. */
const SAME_OWNER = 0.75;
/** Two services are one under another name from here on: much of any two is alike. */
const SAME_SERVICE = 0.85;
/** What holds data, or is known by its image, is recognised in another service, too. */
const ELSEWHERE = 0.9;
const RECOGNISED = /^(?:Deployment|StatefulSet|PersistentVolumeClaim|resource\.(?!.*_iam_member$|vault_policy$).*)$/;
/** More documents of a kind than this that go and come are not compared one by one. */
const MOST = 300;

/** Documents that went and documents that came which are the same under another id: made anew, with what that loses. */
export function findRenamed(gone: readonly Document[], come: readonly Document[]): readonly RenamedPair[] {
  if (gone.length === 0 || come.length === 0) return [];
  const services = renamedServices(gone, come);
  const left = new Map<string, Document[]>();
  for (const document of come) {
    const kind = kindOf(document);
    left.set(kind, [...(left.get(kind) ?? []), document]);
  }
  const pairs: RenamedPair[] = [];
  for (const before of gone) {
    const candidates = left.get(kindOf(before)) ?? [];
    if (candidates.length > MOST && services.size === 0) continue;
    const after = bestOf(before, candidates, services);
    if (after === undefined) continue;
    candidates.splice(candidates.indexOf(after), 1);
    pairs.push({ before, after, renamed: 'recreated' });
  }
  return pairs;
}

/** Services that went, by id, with the service that came and declares the same. */
function renamedServices(gone: readonly Document[], come: readonly Document[]): ReadonlyMap<string, string> {
  const declared = (documents: readonly Document[]): readonly Document[] =>
    documents.filter(({ domain }) => domain === 'declaration');
  const found = new Map<string, string>();
  const left = new Set(declared(come));
  if (left.size > MOST) return found;
  for (const before of declared(gone)) {
    const after = mostAlike(before, [...left], () => SAME_SERVICE);
    if (after === undefined || !sharesImage(before, after)) continue;
    left.delete(after);
    found.set(before.service ?? '', after.service ?? '');
  }
  return found;
}

/** Two small services declare much the same; what they run tells them apart. */
function sharesImage(one: Document, other: Document): boolean {
  const images = new Set(imagesIn(other.object));
  return imagesIn(one.object).some((image) => images.has(image));
}

function imagesIn(value: Json): readonly string[] {
  return leafTexts(value).flatMap((text) => /[^"\s/]+@sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? []);
}

function bestOf(
  before: Document,
  candidates: readonly Document[],
  services: ReadonlyMap<string, string>,
): Document | undefined {
  const successor = before.service === undefined ? undefined : services.get(before.service);
  if (successor !== undefined) {
    const own = candidates.filter(({ service }) => service === successor);
    const named = renamedText(nameOf(before), before.service ?? '', successor);
    return own.find((after) => nameOf(after) === named) ?? mostAlike(before, own, () => 0);
  }
  return mostAlike(before, candidates, (after) => {
    if (before.service === after.service) return SAME_OWNER;
    const known = RECOGNISED.test(before.kind) && before.domain !== 'declaration';
    return known && (before.domain === 'terraform' || sharesImage(before, after))
      ? ELSEWHERE
      : Number.POSITIVE_INFINITY;
  });
}

/** The candidate that has most in common, names and namespaces aside, if it has enough; the first by id of several. */
function mostAlike(
  before: Document,
  candidates: readonly Document[],
  enough: (after: Document) => number,
): Document | undefined {
  let best: { readonly after: Document; readonly likeness: number } | undefined;
  for (const after of candidates) {
    const needed = enough(after);
    if (needed > 1) continue;
    const likeness = likenessOf(nameless(before), nameless(after));
    if (likeness >= needed && (best === undefined || likeness > best.likeness)) best = { after, likeness };
  }
  return best?.after;
}

const bare = new WeakMap<Document, Json>();

/** The object without what it is called and whose it is. */
function nameless(document: Document): Json {
  const known = bare.get(document);
  if (known !== undefined) return known;
  const { service } = document;
  const names = [service, nameOf(document)].filter((name) => name !== undefined && name.length > 2);
  const hide = (value: Json): Json => {
    if (typeof value === 'string') return names.reduce<string>((text, name) => text.replaceAll(name ?? '', '*'), value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map(hide);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hide(item)]));
  };
  const made = hide(document.object);
  bare.set(document, made);
  return made;
}

function renamedText(text: string, from: string, to: string): string {
  return text.replaceAll(from, to);
}

function nameOf({ id }: Document): string {
  return parseId(id).name;
}

function kindOf({ domain, kind }: Document): string {
  return `${domain} ${kind}`;
}
