import type { Document } from '../../assembly/document';
import { objectsOf } from '../fleet';
import { asObject, at } from '../json';
import { podsAtMost, scaledMaxima, takenBy } from '../pod-counts';
import { podsOf, type Pod } from '../pods';
import { showQuantity, times, toQuantity } from '../quantity';
import type { Rule } from '../rule';
import { state } from '../say';
import { groupBy, namespaceOf } from '../stacks';

/** A key that the API server takes and never counts: extended resources have requests only. */
const IGNORED = /^limits\.[^/]+\//;

/** Makes sure that a namespace's quota lets all of its pods start, those of a rollout among them. */
export const quotaCoversWorkloads: Rule = {
  code: 'QUOTA_COVERS_WORKLOADS',
  severity: 'error',
  title: 'the quota of a namespace has room for all of its pods while they roll out',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const maxima = scaledMaxima(assembly);
    const pods = groupBy(podsOf(assembly), ({ document }) => namespaceOf(document) ?? '');
    const quotas = groupBy(objectsOf(assembly, 'ResourceQuota'), (quota) => namespaceOf(quota) ?? '');
    for (const [namespace, own] of pods) {
      const bounding = (quotas.get(namespace) ?? []).filter(countsAll);
      if (bounding.length === 0) {
        const { id } = own[0]?.document ?? { id: '' };
        yield {
          document: id,
          path: 'metadata.namespace',
          problem: `${namespace} has no quota`,
          fix: 'keep the quota of the grants',
        };
      }
      for (const quota of bounding) yield* shortages(quota, own, maxima);
    }
  },
};

/** A quota with scopes counts some pods only. */
function countsAll({ object }: Document): boolean {
  const spec = asObject(object['spec']);
  return spec['scopes'] === undefined && spec['scopeSelector'] === undefined;
}

function* shortages(quota: Document, pods: readonly Pod[], maxima: ReadonlyMap<string, number>) {
  for (const [key, value] of Object.entries(asObject(at(quota.object, 'spec', 'hard')))) {
    const path = `spec.hard.${key}`;
    if (IGNORED.test(key)) {
      const fix = `use ${key.replace('limits', 'requests')}: extended resources have requests only`;
      yield { document: quota.id, path, problem: 'is a key that is never counted', fix };
      continue;
    }
    const needed = neededOf(key, pods, maxima);
    if (needed === undefined) continue;
    const hard = toQuantity(value);
    if (hard !== undefined && hard >= needed) continue;
    const problem = `${state(value)}; the workloads need ${showQuantity(needed)} with their surge`;
    yield {
      document: quota.id,
      path,
      problem,
      fix: `raise it to ${showQuantity(needed)}, or lower replicas or amounts`,
    };
  }
}

/** What all pods take of what a key counts, or undefined for a key that counts something else. */
function neededOf(key: string, pods: readonly Pod[], maxima: ReadonlyMap<string, number>): bigint | undefined {
  const sum = (amount: (pod: Pod) => bigint): bigint =>
    pods.reduce((total, pod) => total + times(amount(pod), podsAtMost(pod, maxima)), 0n);
  if (key === 'pods' || key === 'count/pods') return sum(() => toQuantity(1) ?? 0n);
  // A bare name counts requests.
  const [, field = 'requests', resource] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage|[^./]+(?:\.[^/]+)*\/.+)$/.exec(key) ?? [];
  if (resource === undefined || key.startsWith('count/')) return undefined;
  return sum((pod) => takenBy(pod, field === 'limits' ? 'limits' : 'requests', resource));
}
