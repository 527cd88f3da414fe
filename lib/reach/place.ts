import type { Assembly } from '../assembly/assembly';
import type { Json } from '../assembly/document';
import { declarationsOf, factsOf } from '../check/fleet';
import { asList, asObject, asText, at } from '../check/json';
import { scraperOf } from '../scrape/scraper';
import { addressesOf, EVERYWHERE } from './addresses';
import { ALL, portsOf, together } from './connections';
import { namespaceLabelsOf, neighbour, type Pod } from './pod';
import { box, type Box, type Reading } from './reading';

/** An end of an edge that is no workload: a neighbour, or a part of the network. */
export interface Place {
  /** One word, as the command takes it: `metadata-server`. */
  readonly id: string;
  /** What it is, for people. */
  readonly says: string;
  readonly boxes: readonly Box[];
}

/** Ports of the main PostgreSQL, its poolers, Redis and its sentinels. */
export const DATASTORE_PORTS = together([5432, 6432, 6379, 26379].map((port) => portsOf('TCP', port, port)));
const DNS_PORTS = together([portsOf('UDP', 53, 53), portsOf('TCP', 53, 53)]);
const PRIVATE = addressesOf(
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
);
/** From where Google probes backends; the documented ranges of all its load balancers. */
const PROBES = ['130.211.0.0/22', '35.191.0.0/16'];
/** Google APIs over the private route. */
const GOOGLE_APIS = '199.36.153.8/30';
const NODE_LOCAL_DNS = '169.254.20.10/32';
const CLOUD_DNS = '169.254.169.254/32';

/** The parts of the network, the narrowest first: an address belongs to the first that has it. Together they are all addresses. */
export function placesOf(assembly: Assembly, reading: Reading): readonly Place[] {
  const { gateway, gitlab, cluster } = asObject(factsOf(assembly).object);
  const subnet = at(gateway, 'proxyOnlySubnet');
  const internalApi = at(gitlab, 'internalApiRange');
  return [
    { id: 'metadata-server', says: 'the metadata server, which gives out cloud identities', boxes: reading.metadata },
    {
      id: 'name-servers',
      says: 'kube-dns, NodeLocal DNSCache and Cloud DNS',
      boxes: [box(NODE_LOCAL_DNS, DNS_PORTS), box(CLOUD_DNS, DNS_PORTS)],
    },
    { id: 'google-apis', says: 'Google APIs over the private route', boxes: [box(GOOGLE_APIS)] },
    { id: 'gateway', says: 'the proxies of the internal gateway', boxes: given(subnet) },
    { id: 'probes', says: 'the health checks of load balancers', boxes: PROBES.map((range) => box(range)) },
    { id: 'gitlab-api', says: 'the internal API of the main application', boxes: given(internalApi) },
    { id: 'nodes', says: 'the nodes of the cluster', boxes: given(at(cluster, 'nodeRange')) },
    { id: 'other-pods', says: 'pods that nobody here knows', boxes: given(at(cluster, 'podRange')) },
    ...storesOf(assembly),
    {
      id: 'datastores',
      says: 'the main PostgreSQL and Redis, by their ports in the internal network',
      boxes: [{ addresses: PRIVATE, connections: DATASTORE_PORTS }],
    },
    {
      id: 'internal-network',
      says: 'what else is in the internal network, the API server and gateways too',
      boxes: [{ addresses: PRIVATE, connections: ALL }],
    },
    { id: 'internet', says: 'the internet', boxes: [{ addresses: EVERYWHERE, connections: ALL }] },
  ];
}

/** Addresses where a service keeps something, as it declares them. */
function storesOf(assembly: Assembly): readonly Place[] {
  const found = new Map<string, Place>();
  for (const { object, service = '' } of declarationsOf(assembly))
    for (const workload of asList(object['workloads']))
      for (const store of asList(at(workload, 'stores'))) {
        const [range, name = ''] = [asText(at(store, 'range')), asText(at(store, 'name'))];
        if (range === undefined || found.has(range)) continue;
        found.set(range, { id: range, says: `the store ${name} of ${service}`, boxes: [box(range)] });
      }
  return [...found.values()];
}

function given(range: Json | undefined): readonly Box[] {
  return asText(range) === undefined ? [] : [box(range)];
}

/** Pods that others run: the main application where it is in the cluster, and the name server. */
export function neighboursOf(assembly: Assembly): readonly Pod[] {
  const labelsOf = namespaceLabelsOf(assembly);
  const callers = Object.entries(asObject(at(factsOf(assembly).object, 'gitlab', 'callers'))).flatMap(([id, place]) => {
    const { namespace, labels } = asObject(place);
    if (typeof namespace !== 'string') return [];
    const texts = Object.entries(asObject(labels)).map(([key, value]) => [key, asText(value) ?? ''] as const);
    return [neighbour(id, namespace, Object.fromEntries(texts), labelsOf)];
  });
  const scraper = scraperOf(asObject(factsOf(assembly).object));
  return [
    ...callers,
    ...(scraper === undefined ? [] : [neighbour('metrics-scraper', scraper.namespace, scraper.labels, labelsOf)]),
    neighbour('name-servers', 'kube-system', { 'k8s-app': 'kube-dns' }, labelsOf),
  ];
}

/** The internal API's name, by which policies may open it. */
export function internalApiName(assembly: Assembly): string | undefined {
  const address = asText(at(factsOf(assembly).object, 'gitlab', 'internalApi'));
  return address === undefined || !URL.canParse(address) ? undefined : new URL(address).hostname;
}
