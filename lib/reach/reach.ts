import type { Assembly } from '../assembly/assembly';
import { objectsOf } from '../check/fleet';
import { edgeKey, type Edge } from './edge';
import { Judge } from './judge';
import { namedEdges } from './named';
import { Network } from './network';
import { neighboursOf, placesOf, type Place } from './place';
import { workloadPodsOf, type Pod } from './pod';
import { toPolicy } from './policy';
import { readingOf, type Reading, type ReadingName } from './reading';
import { actEdges } from './rights';
import { hostsOf, routedEdges } from './routes';
import { readEdges } from './secrets';
import { merged, talkOf } from './talk';

/** Who can talk to, read or act as what in one environment, as its documents say. */
export interface Reach {
  readonly environment: string;
  readonly reading: Reading;
  /** Workloads of ours, by id. */
  readonly pods: readonly Pod[];
  readonly neighbours: readonly Pod[];
  readonly places: readonly Place[];
  /** In the order of their keys. */
  readonly edges: readonly Edge[];
  /** Documents that would decide too, and that nobody here can read, by id. */
  readonly unread: readonly string[];
}

/** Kinds that decide about traffic and mean nothing to this reader. */
const UNREAD = [
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'GlobalNetworkPolicy',
];

const KNOWN = new WeakMap<Assembly, Reach>();

/** Works out every edge of an environment; as its dataplane reads policies, unless another reading is asked for. */
export function reachOf(assembly: Assembly, asked?: ReadingName): Reach {
  const known = asked === undefined ? KNOWN.get(assembly) : undefined;
  if (known !== undefined) return known;
  const found = workOut(assembly, asked);
  if (asked === undefined) KNOWN.set(assembly, found);
  return found;
}

function workOut(assembly: Assembly, asked: ReadingName | undefined): Reach {
  const reading = readingOf(assembly, asked);
  const pods = workloadPodsOf(assembly);
  const neighbours = neighboursOf(assembly);
  const places = placesOf(assembly, reading);
  const judge = new Judge(objectsOf(assembly, 'NetworkPolicy').map(toPolicy), reading);
  const namespaces = new Set(pods.map(({ namespace }) => namespace));
  const network = new Network(places, neighbours, namespaces, judge, reading);
  const hosts = hostsOf(assembly, pods);
  const talks = merged([
    ...talkOf(pods, neighbours, judge, reading).map((edge) => withNames(edge, hosts)),
    ...pods.flatMap((pod) => network.edgesOf(pod)),
    ...(reading.names ? namedEdges(assembly, pods) : []),
  ]);
  const edges = merged([
    ...talks,
    ...routedEdges(assembly, pods, talks),
    ...readEdges(assembly, pods),
    ...actEdges(assembly, pods),
  ]);
  return {
    environment: assembly.environment,
    reading,
    pods,
    neighbours,
    places,
    edges: [...edges].sort((one, other) => (edgeKey(one) < edgeKey(other) ? -1 : 1)),
    unread: objectsOf(assembly, ...UNREAD).map(({ id }) => id),
  };
}

function withNames(edge: Edge, hosts: ReadonlyMap<string, readonly string[]>): Edge {
  const names = hosts.get(edge.to);
  return names === undefined ? edge : { ...edge, names };
}
