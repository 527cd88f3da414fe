import { isIndexed, type Assembly } from './assembly';
import { isApplied, type Document, type Domain, type Stack } from './document';
import { parseId } from './id';
import { kindsOf, namesOf, positionsOf, type Kinds } from './kinds';
import { LateAssembly, type Differing } from './late-assembly';
import { PatchedAssembly } from './patched-assembly';

const KINDS = new WeakMap<readonly Document[], Kinds>();

/** The documents of a domain, or of some kinds of it, by id; of an assembly that is read late only these are made. */
export function documentsOf(
  assembly: Assembly | undefined,
  domain: Domain,
  ...kinds: readonly string[]
): readonly Document[] {
  if (assembly === undefined) return [];
  if (isIndexed(assembly)) return assembly.find(domain, kinds);
  const { documents } = assembly;
  return positionsOf(kindsIn(assembly), domain, kinds).flatMap((index) => documents[index] ?? []);
}

/** The kinds of a domain that an assembly may hold documents of. */
export function kindsOfDomain(assembly: Assembly, domain: Domain): readonly string[] {
  return isIndexed(assembly) ? assembly.kindsOf(domain) : namesOf(kindsIn(assembly), domain);
}

function kindsIn({ documents }: Assembly): Kinds {
  const known = KINDS.get(documents) ?? kindsOf(documents);
  KINDS.set(documents, known);
  return known;
}

/** The document that holds an environment's facts. */
export function findFacts(assembly: Assembly | undefined): Document | undefined {
  return documentsOf(assembly, 'environment')[0];
}

/** Whether a stack of an assembly holds something that is applied. */
export function holdsStack(assembly: Assembly, stack: Stack): boolean {
  if (isIndexed(assembly)) return assembly.holdsStack(stack);
  return assembly.documents.some(({ id, domain }) => isApplied(domain) && parseId(id).stack === stack);
}

/** The services that own documents of an assembly. */
export function findServices(assembly: Assembly): ReadonlySet<string> {
  if (isIndexed(assembly)) return assembly.services;
  return new Set(assembly.documents.flatMap(({ service }) => service ?? []));
}

/** The documents of two assemblies that may differ: all of them, where nobody knows better. */
export function differing(base: Assembly | undefined, head: Assembly | undefined): Differing {
  if (head instanceof PatchedAssembly && head.base === base) return head.differing();
  if (base instanceof LateAssembly && head instanceof LateAssembly) return LateAssembly.differing(base, head);
  return { before: base?.documents ?? [], after: head?.documents ?? [] };
}
