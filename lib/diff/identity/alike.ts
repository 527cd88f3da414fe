import type { Assembly } from '../../assembly/assembly';
import type { Document, Json } from '../../assembly/document';
import { parseId } from '../../assembly/id';
import { namesBetween, type Match } from './match';
import { meaningOf } from '../meaning/kinds';
import { longestFirst, renamedText } from '../meaning/names';
import { leafTexts, normal, similarity } from '../meaning/normal';
import { servicesOf, workloadOf, workloadsOf } from './scopes';

/** So much two documents must have in common to be one under two names. */
const ALIKE = 0.8;
/** With fewer leaves than these, any two documents of a kind are alike; of a Terraform resource all of them must be the same. */
const LEAST = 3;
/** Above so many comparisons of a kind, only documents of one service are compared. */
const MOST = 20_000;

interface Sides {
  readonly base: Assembly;
  readonly head: Assembly;
}

/**
 * What is gone and what is new of one kind with nearly the same content, whatever its name, namespace and labels; in the
 * same stack or another. What vanished or came with its whole service or workload belongs to that.
 */
export function alike(gone: readonly Document[], come: readonly Document[], sides: Sides): readonly Match[] {
  const isPart = partOfSides(sides);
  const [olds, news] = [byKind(gone.filter(isPart)), byKind(come.filter(isPart))];
  return [...olds].flatMap(([kind, before]) => matched(before, news.get(kind) ?? []));
}

function byKind(documents: readonly Document[]): ReadonlyMap<string, readonly Document[]> {
  const found = new Map<string, Document[]>();
  for (const document of documents) {
    const kind = `${document.domain} ${document.kind}`;
    const known = found.get(kind);
    if (known === undefined) found.set(kind, [document]);
    else known.push(document);
  }
  return found;
}

/** Whether a document belongs to what is on both sides. */
function partOfSides({ base, head }: Sides): (document: Document) => boolean {
  const [oldServices, newServices] = [servicesOf(base), servicesOf(head)];
  const [oldWorkloads, newWorkloads] = [workloadsOf(base), workloadsOf(head)];
  return (document) => {
    const { service = '' } = document;
    const workload = `${service}/${workloadOf(document) ?? ''}`;
    return (
      (service === '' || (oldServices.has(service) && newServices.has(service))) &&
      (workload.endsWith('/') || (oldWorkloads.has(workload) && newWorkloads.has(workload)))
    );
  };
}

function matched(gone: readonly Document[], come: readonly Document[]): readonly Match[] {
  const many = gone.length * come.length > MOST;
  const leaves = new Map([...gone, ...come].map((document) => [document, leavesOf(document)]));
  const candidates = gone
    .flatMap((before) => {
      const own = leaves.get(before);
      const enough = (own?.bare.length ?? 0) >= LEAST ? ALIKE : before.domain === 'terraform' ? 1 : Infinity;
      return come
        .filter((after) => !many || after.service === before.service)
        .map((after) => ({ before, after, alike: likeness(own, leaves.get(after)) }))
        .filter((candidate) => candidate.alike >= enough);
    })
    // Ids are sorted, so that of equals the first holds.
    .sort((one, other) => other.alike - one.alike);
  const taken = new Set<Document>();
  return candidates.flatMap(({ before, after }) => {
    if (taken.has(before) || taken.has(after)) return [];
    taken.add(before).add(after);
    return [{ before, after, renamed: 'recreated' as const, names: namesBetween(before, after) }];
  });
}

/** Every leaf of what a document says, without its metadata: as they are, and with a star where they say its own name. */
interface Leaves {
  readonly said: readonly string[];
  readonly bare: readonly string[];
}

function leavesOf(document: Document): Leaves {
  const { name, namespace } = parseId(document.id);
  const own = [name, namespace, document.service].flatMap((text) => (text === undefined ? [] : [[text, '*'] as const]));
  const names = longestFirst(own);
  // The normal form of an object is one.
  const form = normal(document.object, meaningOf(document)) as { readonly [key: string]: Json } | undefined;
  const { '.metadata': _metadata, '.apiVersion': _version, '.kind': _kind, ...rest } = form ?? {};
  const said = [...leafTexts(rest)];
  return { said, bare: said.map((leaf) => renamedText(leaf, names)) };
}

/** A resource may keep its name under another address, or have another one in both. */
function likeness(one: Leaves | undefined, other: Leaves | undefined): number {
  if (one === undefined || other === undefined || one.said.length === 0) return 0;
  return Math.max(similarity(one.bare, other.bare), similarity(one.said, other.said));
}
