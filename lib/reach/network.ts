import { groupBy } from '../check/stacks';
import { SERVICE_LABEL } from '../labels';
import { EVERYWHERE, type Addresses } from './addresses';
import { ALL, isNone, minus, shared, together, type Connections } from './connections';
import type { Edge, Link } from './edge';
import { intersection, without } from './intervals';
import type { Judge } from './judge';
import { DATASTORE_PORTS, type Place } from './place';
import { opened, type Pod } from './pod';
import type { Peer, Way } from './policy';
import type { Box, Reading } from './reading';
import { implies, NAME_LABEL, selectorText, valuesOf } from './selector';
import { openText, unclosed } from './talk';

/** What a pod may talk with that is no pod of ours, and why; without a link, nothing closes the way. */
interface Share extends Box {
  readonly place: string;
  readonly link?: Link;
}

/** Works out the edges between pods and everything that is not among them: addresses, and pods that nobody knows. */
export class Network {
  private readonly split = new Map<string, readonly Omit<Share, 'link'>[]>();

  constructor(
    private readonly places: readonly Place[],
    private readonly neighbours: readonly Pod[],
    /** Namespaces of which all pods are known. */
    private readonly known: ReadonlySet<string>,
    private readonly judge: Judge,
    private readonly reading: Reading,
  ) {}

  /** Every edge of a pod into the network or out of it. */
  edgesOf(pod: Pod): readonly Edge[] {
    return (['egress', 'ingress'] as const).flatMap((way) => this.edges(pod, way));
  }

  private edges(pod: Pod, way: Way): readonly Edge[] {
    const groups = groupBy(this.sharesOf(pod, way), ({ place }) => place);
    return [...groups].map(([place, shares]): Edge => {
      const links = shares.flatMap(({ link }) => link ?? []);
      return {
        from: way === 'egress' ? pod.id : place,
        to: way === 'egress' ? place : pod.id,
        how: 'talk',
        connections: together(shares.map((share) => share.connections)),
        boxes: shares
          .filter(({ addresses }) => addresses.length > 0)
          .map(({ addresses, connections }) => ({ addresses, connections })),
        through: [...new Map(links.map((link) => [`${link.document.id} ${link.path}`, link])).values()],
        ...unclosed(links.length > 0 ? [] : [openText(pod, way === 'egress' ? 'out' : 'in')]),
      };
    });
  }

  private sharesOf(pod: Pod, way: Way): readonly Share[] {
    const { closedBy, rules } = this.judge.sideOf(pod, way);
    if (closedBy.length === 0) return this.everything(ALL);
    return rules.flatMap((rule) => {
      const connections = rule.ports === undefined ? ALL : opened(rule.ports, way === 'ingress' ? pod : undefined);
      if (isNone(connections)) return [];
      const says = way === 'egress' ? `lets ${pod.id} out` : `lets it in at ${pod.id}`;
      const linked = (shares: readonly Omit<Share, 'link'>[], path: string): readonly Share[] =>
        shares.map((share) => ({ ...share, link: { document: rule.document, path, says } }));
      if (rule.peers === undefined) return linked(this.everything(connections), rule.path);
      return rule.peers.flatMap((peer) => linked(this.sharesOfPeer(peer, connections), peer.path));
    });
  }

  private everything(connections: Connections): readonly Share[] {
    return [...this.shares(EVERYWHERE, connections), ...this.foreign('other-pods', connections)];
  }

  private sharesOfPeer(peer: Peer, connections: Connections): readonly Omit<Share, 'link'>[] {
    if (peer.block !== undefined) {
      const seen = without(peer.block, this.reading.unmatched);
      return this.shares(seen, connections);
    }
    const stranger = this.strangersOf(peer);
    return stranger === undefined ? [] : this.foreign(stranger, connections, isService(peer));
  }

  /** Who may be picked that is neither ours nor a neighbour; undefined where nobody else can be. */
  private strangersOf({ pods }: Peer): string | undefined {
    if (pods === undefined) return undefined;
    const namespaces = valuesOf(pods.namespaces, NAME_LABEL);
    if (namespaces === undefined) return 'other-pods';
    const elsewhere = namespaces.filter((name) => !this.known.has(name));
    if (elsewhere.length === 0) return undefined;
    const [only] = elsewhere;
    const isNeighbour = this.neighbours.some(
      ({ namespace, labels }) => elsewhere.length === 1 && namespace === only && implies(pods.pods, labels),
    );
    if (isNeighbour) return undefined;
    const labels = selectorText(pods.pods);
    return `pods in ${elsewhere.join(', ')}${labels === '' ? '' : ` with ${labels}`}`;
  }

  /** Pods that nobody knows may be a datastore's, unless they are a service's by our own label. */
  private foreign(place: string, connections: Connections, service = false): readonly Share[] {
    const none: Addresses = [];
    const stores = shared(connections, DATASTORE_PORTS);
    return [
      { place, addresses: none, connections },
      ...(service || isNone(stores) ? [] : [{ place: 'datastores', addresses: none, connections: stores }]),
    ];
  }

  /** Cuts what is open at the borders of the places. */
  private shares(addresses: Addresses, connections: Connections): readonly Omit<Share, 'link'>[] {
    const key = `${addresses.join(' ')} ${JSON.stringify(connections)}`;
    const known = this.split.get(key);
    if (known !== undefined) return known;
    const found: Omit<Share, 'link'>[] = [];
    let rest: readonly Box[] = [{ addresses, connections }];
    for (const { id, boxes } of this.places) {
      for (const part of boxes) {
        const left: Box[] = [];
        for (const one of rest) {
          const inside = intersection(one.addresses, part.addresses);
          const open = shared(one.connections, part.connections);
          if (inside.length === 0 || isNone(open)) {
            left.push(one);
            continue;
          }
          found.push({ place: id, addresses: inside, connections: open });
          const outside = { addresses: without(one.addresses, inside), connections: one.connections };
          const closed = { addresses: inside, connections: minus(one.connections, open) };
          if (outside.addresses.length > 0) left.push(outside);
          if (!isNone(closed.connections)) left.push(closed);
        }
        rest = left;
      }
    }
    this.split.set(key, found);
    return found;
  }
}

/** Whether a peer is the pods of one service that is placed elsewhere. */
function isService({ pods }: Peer): boolean {
  const [namespace] = pods === undefined ? [] : (valuesOf(pods.namespaces, NAME_LABEL) ?? []);
  return namespace !== undefined && pods !== undefined && implies(pods.pods, { [SERVICE_LABEL]: namespace });
}
