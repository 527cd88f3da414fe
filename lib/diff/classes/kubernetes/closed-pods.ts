import type { Assembly } from '../../../assembly/assembly';
import type { Document, JsonObject } from '../../../assembly/document';
import { asList, asObject, at } from '../../../check/json';
import { podsOf } from '../../../check/pods';
import { closes, type Way } from './edges';

const namespaceOf = (document: Document): unknown => at(document.object, 'metadata', 'namespace');

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
  const namespace = namespaceOf(policy);
  const others = (assembly?.documents ?? []).filter(
    (other) =>
      other.kind === 'NetworkPolicy' &&
      other.id !== policy.id &&
      namespaceOf(other) === namespace &&
      closes(other.object, way),
  );
  const closed = (labels: JsonObject): boolean => others.some((other) => picks(other, labels, false));
  if (closed(asObject(at(policy.object, 'spec', 'podSelector', 'matchLabels')))) return 'none';
  const pods = (assembly === undefined ? [] : podsOf(assembly)).filter(
    ({ document }) => namespaceOf(document) === namespace,
  );
  const labels = pods.map(({ metadata }) => asObject(metadata['labels'])).filter((own) => picks(policy, own, true));
  return labels.length > 0 && labels.every(closed) ? 'unnamed' : 'some';
}
