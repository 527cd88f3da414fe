import { groupBy } from '../check/stacks';
import { ALL, isNone, NONE, shared, together, type Connections } from './connections';
import { intersection } from './intervals';
import { opened, type Pod } from './pod';
import type { Peer, Policy, Rule, Way } from './policy';
import type { Reading } from './reading';
import { picks } from './selector';

/** What the policies say of one way of one pod. */
export interface Side {
  /** The policies that close this way for the pod, except for what the rules let through. */
  readonly closedBy: readonly Policy[];
  readonly rules: readonly Rule[];
}

/** A rule that lets something through, what it lets through, and the peer by which it does; undefined where it names nobody. */
export interface Opening {
  readonly rule: Rule;
  readonly peer?: Peer;
  readonly connections: Connections;
}

/** What may go through between two ends, and what lets it; without an opening, nothing closes the way. */
export interface Verdict {
  readonly connections: Connections;
  readonly egress: readonly Opening[];
  readonly ingress: readonly Opening[];
}

/** Answers for each pair of pods; everything that it looks up is found by namespace. */
export class Judge {
  private readonly policies: ReadonlyMap<string, readonly Policy[]>;
  private readonly sides = new Map<Pod, Record<Way, Side>>();

  constructor(
    policies: readonly Policy[],
    private readonly reading: Reading,
  ) {
    this.policies = groupBy(policies, ({ namespace }) => namespace);
  }

  /** What the policies say of a pod. */
  sideOf(pod: Pod, way: Way): Side {
    const known = this.sides.get(pod);
    if (known !== undefined) return known[way];
    // No policy picks pods that are the node.
    const own = pod.hostNetwork ? [] : (this.policies.get(pod.namespace) ?? []);
    const picking = own.filter((policy) => picks(policy.pods, pod.labels));
    const side = (one: Way): Side => {
      const closedBy = picking.filter((policy) => policy[one] !== undefined);
      return { closedBy, rules: closedBy.flatMap((policy) => policy[one] ?? []) };
    };
    const sides = { ingress: side('ingress'), egress: side('egress') };
    this.sides.set(pod, sides);
    return sides[way];
  }

  /** What may go from one pod to another, which are two even where they are of one workload. */
  between(from: Pod, to: Pod): Verdict {
    const egress = this.openings(this.sideOf(from, 'egress'), to, to);
    // A pod that is the node may be the node of the other one, and a node always reaches its pods.
    const ingress = from.hostNetwork ? 'open' : this.openings(this.sideOf(to, 'ingress'), from, to);
    const connections = shared(sum(egress), sum(ingress));
    if (isNone(connections)) return { connections: NONE, egress: [], ingress: [] };
    const useful = (openings: readonly Opening[] | 'open'): readonly Opening[] =>
      openings === 'open' ? [] : openings.filter((one) => !isNone(shared(one.connections, connections)));
    return { connections, egress: useful(egress), ingress: useful(ingress) };
  }

  /** What one half of the way lets through: to or from `other`, at the ports of `target`. */
  openings(side: Side, other: Pod, target: Pod): readonly Opening[] | 'open' {
    if (side.closedBy.length === 0) return 'open';
    return side.rules.flatMap((rule): readonly Opening[] => {
      const peer = this.peerFor(rule, other);
      if (peer === undefined) return [];
      const connections = rule.ports === undefined ? ALL : opened(rule.ports, target);
      if (isNone(connections)) return [];
      return [{ rule, connections, ...(peer === 'everybody' ? {} : { peer }) }];
    });
  }

  private peerFor(rule: Rule, pod: Pod): Peer | 'everybody' | undefined {
    if (rule.peers === undefined) return 'everybody';
    const matches = (peer: Peer): boolean => this.isMet(peer, pod);
    return rule.near.get(pod.namespace)?.find(matches) ?? rule.wide.find(matches);
  }

  private isMet({ pods, block }: Peer, pod: Pod): boolean {
    if (pods !== undefined)
      return !pod.hostNetwork && picks(pods.namespaces, pod.namespaceLabels) && picks(pods.pods, pod.labels);
    const addresses = pod.hostNetwork ? this.reading.nodeAddresses : this.reading.podAddresses;
    return intersection(block ?? [], addresses).length > 0;
  }
}

function sum(openings: readonly Opening[] | 'open'): Connections {
  return openings === 'open' ? ALL : together(openings.map(({ connections }) => connections));
}
