import { documentsOf } from '../../../assembly/find';
import type { Assembly } from '../../../assembly/assembly';
import type { Document, JsonObject } from '../../../assembly/document';
import { asList, asObject, at } from '../../../check/json';
import { podsOf } from '../../../check/pods';
import { closes, type Way } from './edges';

const namespaceOf = (document: Document): unknown => at(document.object, 'metadata', 'namespace');

/** What a namespace has: its policies, and the labels of its pods. */
interface Namespace {
  readonly policies: Document[];
  readonly pods: JsonObject[];
}

const NAMESPACES = new WeakMap<Assembly, ReadonlyMap<unknown, Namespace>>();

/** Looked through once an assembly: every policy of a large fleet asks. */
function namespaceIn(assembly: Assembly | undefined, name: unknown): Namespace {
  const nothing = (): Namespace => ({ policies: [], pods: [] });
  if (assembly === undefined) return nothing();
  const known = NAMESPACES.get(assembly);
  if (known !== undefined) return known.get(name) ?? nothing();
  const found = new Map<unknown, Namespace>();
  const of = (document: Document): Namespace => {
    const namespace = found.get(namespaceOf(document)) ?? nothing();
    found.set(namespaceOf(document), namespace);
    return namespace;
  };
  for (const document of documentsOf(assembly, 'kubernetes', 'NetworkPolicy')) of(document).policies.push(document);
  for (const { document, metadata } of podsOf(assembly)) of(document).pods.push(asObject(metadata['labels']));
  NAMESPACES.set(assembly, found);
  return found.get(name) ?? nothing();
}

/** Whether a policy is for pods with these labels; expressions are taken to pick them where that is the graver case. */
function picks(policy: Document, labels: JsonObject, expressions: boolean): boolean {
  const selector = at(policy.object, 'spec', 'podSelector');
  if (asList(at(selector, 'matchExpressions')).length > 0) return expressions;
  return Object.entries(asObject(at(selector, 'matchLabels'))).every(([key, value]) => labels[key] === value);
}

/**
 * The pods that a policy is for and that no other one closes: `none` where every pod that could be picked is closed by
 * another, `some` where a workload is open, `unnamed` where only pods would be that there are not yet.
 */
export function openPods(policy: Document, way: Way, assembly: Assembly | undefined): 'none' | 'some' | 'unnamed' {
  const { policies, pods } = namespaceIn(assembly, namespaceOf(policy));
  const others = policies.filter((other) => other.id !== policy.id && closes(other.object, way));
  const closed = (labels: JsonObject): boolean => others.some((other) => picks(other, labels, false));
  if (closed(asObject(at(policy.object, 'spec', 'podSelector', 'matchLabels')))) return 'none';
  const labels = pods.filter((own) => picks(policy, own, true));
  return labels.length > 0 && labels.every(closed) ? 'unnamed' : 'some';
}
