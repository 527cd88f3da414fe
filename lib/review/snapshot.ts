import type { Assembly } from '../assembly/assembly';
import { canonicalText } from '../assembly/canonical';
import { sha256 } from '../assembly/digest';
import type { Document, JsonObject, Stack } from '../assembly/document';
import { compareIds, parseId } from '../assembly/id';
import { findFacts } from '../assembly/find';
import { leavesOf } from '../origin';

/** What one stack, or the facts, are at one moment: a digest over all, and a short one of each part to say what changed. */
export interface Snapshot {
  readonly digest: string;
  readonly parts: ReadonlyMap<string, string>;
}

/** One environment at one moment. */
export interface EnvironmentSnapshot {
  readonly facts?: Snapshot;
  readonly stacks: ReadonlyMap<Stack, Snapshot>;
}

const SHORT = 16;
const NOTHING: EnvironmentSnapshot = { stacks: new Map() };

/**
 * Takes the digests of an environment. A stack's is over the ids, files and digests of what is applied of it: lines and
 * reasons are no part of an object, and a declaration or a demand is not applied. The facts are taken without the image
 * pins, since the new image of one service is no news to another; each pin is in the documents that use it.
 */
export function snapshotOf(assembly: Assembly | undefined): EnvironmentSnapshot {
  if (assembly === undefined) return NOTHING;
  const facts = findFacts(assembly)?.object;
  const byStack = new Map<Stack, Document[]>();
  for (const document of assembly.documents) {
    if (document.path === undefined) continue;
    const { stack } = parseId(document.id);
    const others = byStack.get(stack);
    if (others === undefined) byStack.set(stack, [document]);
    else others.push(document);
  }
  return {
    facts: facts === undefined ? undefined : snapshotOfFacts(facts),
    stacks: new Map([...byStack].map(([stack, documents]) => [stack, snapshotOfStack(documents)])),
  };
}

function snapshotOfStack(documents: readonly Document[]): Snapshot {
  const sorted = [...documents].sort(compareIds);
  return {
    digest: sha256(sorted.map(({ id, path = '', sha256: digest }) => `${id} ${path} ${digest}\n`).join('')),
    parts: new Map(sorted.map(({ id, sha256: digest }) => [partOf(id), digest.slice(0, SHORT)])),
  };
}

/** A document's id without environment and stack. */
function partOf(id: string): string {
  return id.split('/').slice(2).join('/');
}

function snapshotOfFacts({ images: _pins, ...facts }: JsonObject): Snapshot {
  const leaves = [...leavesOf(facts)];
  return {
    digest: sha256(canonicalText(facts)),
    parts: new Map(leaves.map(([path, value]) => [path, sha256(canonicalText(value)).slice(0, SHORT)])),
  };
}
