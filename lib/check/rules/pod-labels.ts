import type { Json } from '../../assembly/document';
import { SERVICE_LABEL, WORKLOAD_LABEL } from '../../labels';
import type { Objection } from '../finding';
import { asObject, at, isObject } from '../json';
import { podsOf, type Pod } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { state } from '../say';
import { nameOf } from '../stacks';

/** Kinds that find their pods by a selector. */
const SELECTING = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

/** Makes sure that policies, quotas and alerts meet the pods that they mean. */
export const podLabels: Rule = {
  code: 'POD_LABELS',
  severity: 'error',
  title: 'every pod of a service carries the labels of its service and workload, and is selected by exactly those',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      const { service } = pod.document;
      if (service !== undefined)
        yield* wrongLabels(pod, { [SERVICE_LABEL]: service, [WORKLOAD_LABEL]: nameOf(pod.document) });
    }
  },
};

function* wrongLabels(pod: Pod, expected: Readonly<Record<string, string>>): Generator<Objection> {
  const { document, metadata, metadataPath } = pod;
  const labels = asObject(metadata['labels']);
  for (const [label, value] of Object.entries(expected)) {
    if (labels[label] === value) continue;
    const path = `${metadataPath}.labels.${label}`;
    yield { document: document.id, path, problem: difference(labels[label], value), fix: `set it to '${value}'` };
  }
  if (!SELECTING.has(document.kind)) return;
  const selector = at(document.object, 'spec', 'selector');
  const given = asObject(at(selector, 'matchLabels'));
  const exact =
    Object.keys(given).length === Object.keys(expected).length &&
    isObject(selector) &&
    Object.keys(selector).length === 1;
  if (exact && Object.entries(expected).every(([label, value]) => given[label] === value)) return;
  const { fix } = PROMISES.selector;
  yield { document: document.id, path: 'spec.selector', problem: difference(selector, JSON.stringify(expected)), fix };
}

function difference(given: Json | undefined, expected: string): string {
  return `${state(given)}; '${expected}' is expected`;
}
