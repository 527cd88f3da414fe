import { groupBy } from '../check/stacks';
import { candidatePairs } from './candidates';
import { isNone, together } from './connections';
import type { Edge, Link } from './edge';
import type { Judge, Opening } from './judge';
import type { Pod } from './pod';
import type { Reading } from './reading';

/** Every edge between pods of which one is ours. */
export function talkOf(
  ours: readonly Pod[],
  neighbours: readonly Pod[],
  judge: Judge,
  reading: Reading,
): readonly Edge[] {
  const own = new Set(ours);
  const edges: Edge[] = [];
  for (const [from, to] of candidatePairs([...ours, ...neighbours], judge, reading)) {
    if (!own.has(from) && !own.has(to)) continue;
    const { connections, egress, ingress } = judge.between(from, to);
    if (isNone(connections)) continue;
    edges.push({
      from: from.id,
      to: to.id,
      how: 'talk',
      connections,
      through: [...linksOf(egress, `lets ${from.id} out`), ...linksOf(ingress, `lets it in at ${to.id}`)],
      ...unclosed([
        ...(own.has(from) && egress.length === 0 ? [openText(from, 'out')] : []),
        ...(own.has(to) && ingress.length === 0 ? [inText(from, to)] : []),
      ]),
    });
  }
  return edges;
}

/** The links of openings, each rule once. */
export function linksOf(openings: readonly Opening[], says: string): readonly Link[] {
  const links = openings.map(({ rule, peer }) => ({ document: rule.document, path: peer?.path ?? rule.path, says }));
  return [...new Map(links.map((link) => [`${link.document.id} ${link.path}`, link])).values()];
}

export function unclosed(what: readonly string[]): Pick<Edge, 'unclosed'> {
  return what.length === 0 ? {} : { unclosed: what };
}

/** Why a way of a pod is open where no rule opens it. */
export function openText(pod: Pod, way: 'in' | 'out'): string {
  if (pod.hostNetwork) return `${pod.id} is on the node's own network, which no policy closes`;
  return `no policy closes the way ${way} of ${pod.id}`;
}

function inText(from: Pod, to: Pod): string {
  if (!from.hostNetwork) return openText(to, 'in');
  return `${from.id} is on the node's own network, and a node reaches its pods`;
}

/** One edge for each two ends, with all that several say of them. */
export function merged(edges: readonly Edge[]): readonly Edge[] {
  const groups = groupBy(edges, ({ from, to, how }) => `${from} ${how} ${to}`);
  return [...groups.values()].map((group): Edge => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group[0] as Edge;
    const talks = group.flatMap(({ connections }) => connections ?? []);
    const boxes = group.flatMap((edge) => edge.boxes ?? []);
    const names = [...new Set(group.flatMap((edge) => edge.names ?? []))];
    const links = group.flatMap(({ through }) => through);
    return {
      ...first,
      ...(talks.length > 0 ? { connections: together(talks) } : {}),
      ...(boxes.length > 0 ? { boxes } : {}),
      ...(names.length > 0 ? { names } : {}),
      through: [...new Map(links.map((link) => [`${link.document.id} ${link.path} ${link.says}`, link])).values()],
      ...unclosed([...new Set(group.flatMap((edge) => edge.unclosed ?? []))]),
    };
  });
}
