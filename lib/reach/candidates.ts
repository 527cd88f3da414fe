import { groupBy } from '../check/stacks';
import type { Addresses } from './addresses';
import { intersection } from './intervals';
import type { Judge } from './judge';
import type { Pod } from './pod';
import type { Way } from './policy';
import type { Reading } from './reading';

/** Pods that may be the other end: those of namespaces that rules name, or everybody, where a rule does not say whom. */
type Candidates = ReadonlySet<Pod> | 'everybody';

/**
 * Every pair of pods between which there may be an edge. A rule that names a namespace is asked about the pods of that
 * namespace only, so that a fleet in which everybody names whom he calls has as many pairs as edges.
 */
export function* candidatePairs(
  pods: readonly Pod[],
  judge: Judge,
  reading: Reading,
): Generator<readonly [from: Pod, to: Pod]> {
  const byNamespace = groupBy(pods, ({ namespace }) => namespace);
  const incoming = new Map<Pod, Pod[]>();
  const openToAll: Pod[] = [];
  for (const to of pods) {
    const sources = candidatesOf(to, 'ingress', judge, reading, byNamespace);
    if (sources === 'everybody') openToAll.push(to);
    else for (const from of sources) push(incoming, from, to);
  }
  // A pod that is the node gets in everywhere.
  for (const from of pods) {
    if (from.hostNetwork) for (const to of pods) yield [from, to];
    else {
      const targets = candidatesOf(from, 'egress', judge, reading, byNamespace);
      if (targets !== 'everybody') for (const to of targets) yield [from, to];
      else for (const to of new Set([...(incoming.get(from) ?? []), ...openToAll])) yield [from, to];
    }
  }
}

function candidatesOf(
  pod: Pod,
  way: Way,
  judge: Judge,
  reading: Reading,
  byNamespace: ReadonlyMap<string, readonly Pod[]>,
): Candidates {
  const { closedBy, rules } = judge.sideOf(pod, way);
  if (closedBy.length === 0) return 'everybody';
  const found = new Set<Pod>();
  for (const { peers, near, wide } of rules) {
    if (peers === undefined) return 'everybody';
    if (wide.some(({ block }) => block === undefined || meansPods(block, reading))) return 'everybody';
    for (const namespace of near.keys()) for (const one of byNamespace.get(namespace) ?? []) found.add(one);
  }
  return found;
}

/** Whether a block of addresses may stand for pods. */
function meansPods(block: Addresses, { podAddresses, nodeAddresses }: Reading): boolean {
  return intersection(block, podAddresses).length > 0 || intersection(block, nodeAddresses).length > 0;
}

function push(groups: Map<Pod, Pod[]>, key: Pod, item: Pod): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
