import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { factsOf, objectsOf } from '../check/fleet';
import { asList, asNumber, asObject, asText, asTexts, at } from '../check/json';
import { publicGatewaysOf, publicParentsOf } from '../check/public-objects';
import { groupBy, nameOf, namespaceOf } from '../check/stacks';
import { isNone, portsOf, shared } from './connections';
import { edgeKey, type Edge, type Link } from './edge';
import { opened, type Pod } from './pod';

/** A way from a gateway to pods. */
interface Route {
  /** The public gateways that it is attached to. */
  readonly outside: readonly Document[];
  /** Whether it is attached to the internal one. */
  readonly inside: boolean;
  readonly pod: Pod;
  readonly port: number | string;
  readonly hosts: readonly string[];
  readonly through: readonly Link[];
}

/** Who may come to the gateway, and why. */
interface Source {
  readonly id: string;
  readonly through: readonly Link[];
  readonly unclosed?: readonly string[];
}

/** The names under which pods are called, by the id of the pod. */
export function hostsOf(assembly: Assembly, pods: readonly Pod[]): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const { service, pod } of backendsOf(assembly, pods)) {
    const host = `${nameOf(service)}.${namespaceOf(service) ?? 'default'}.svc.cluster.local`;
    hosts.set(pod.id, [...(hosts.get(pod.id) ?? []), host]);
  }
  return hosts;
}

/**
 * Every edge through the gateway: from the main application where it comes that way, and from pods that may reach any
 * gateway of the internal network. `known` are the edges between pods and places; the gateway's own half is among them.
 */
export function routedEdges(assembly: Assembly, pods: readonly Pod[], known: readonly Edge[]): readonly Edge[] {
  const byKey = new Map(known.map((edge) => [edgeKey(edge), edge]));
  const callers = Object.entries(asObject(at(factsOf(assembly).object, 'gitlab', 'callers')))
    .filter(([, place]) => at(place, 'through') === 'gateway')
    .map(([id]): Source => ({ id, through: [] }));
  const insiders = known.filter(
    ({ from, to, connections = {} }) =>
      to === 'internal-network' && !isNone(shared(connections, HTTPS)) && pods.some(({ id }) => id === from),
  );
  const sources: readonly Source[] = [
    ...callers,
    ...insiders.map(({ from, through, unclosed }) => ({ id: from, through, unclosed })),
  ];
  return routesOf(assembly, pods).flatMap((route) => [
    ...(route.inside ? throughGateway(route, 'gateway', sources, byKey) : []),
    ...route.outside.flatMap((gateway) => throughGateway(route, PUBLIC_PROXIES, [fromInternet(gateway)], byKey)),
  ]);
}

/** From where the requests of a global external load balancer come: the ranges that its probes have too. */
const PUBLIC_PROXIES = 'probes';

/** Anybody on the internet may come to a public gateway. */
function fromInternet(document: Document): Source {
  return { id: 'internet', through: [{ document, path: 'spec.gatewayClassName', says: 'answers to the internet' }] };
}

/** The edges from those who may come to a gateway to the pods that a route leads to, where its proxies are let in there. */
function throughGateway(
  { pod, port, hosts, through }: Route,
  proxies: string,
  sources: readonly Source[],
  known: ReadonlyMap<string, Edge>,
): readonly Edge[] {
  const last = known.get(edgeKey({ from: proxies, to: pod.id, how: 'talk' }));
  const connections = shared(last?.connections ?? {}, opened([{ protocol: 'TCP', port }], pod));
  if (last === undefined || isNone(connections)) return [];
  return sources
    .filter(({ id }) => id !== pod.id)
    .map((source): Edge => {
      const links = [...source.through, ...through, ...last.through];
      return {
        from: source.id,
        to: pod.id,
        how: 'talk',
        connections,
        names: hosts,
        through: links,
        unclosed: source.unclosed,
      };
    });
}

const HTTPS = portsOf('TCP', 443, 443);

function routesOf(assembly: Assembly, pods: readonly Pod[]): readonly Route[] {
  const backends = groupBy(backendsOf(assembly, pods), ({ service }) => placeOf(namespaceOf(service), nameOf(service)));
  const gateways = publicGatewaysOf(assembly);
  return objectsOf(assembly, 'HTTPRoute', 'GRPCRoute').flatMap((document) => {
    const { hostnames, rules, parentRefs } = asObject(document.object['spec']);
    const outside = publicParentsOf(document, gateways).map(({ gateway }) => gateway);
    const attached = { outside, inside: outside.length < Math.max(1, asList(parentRefs).length) };
    return asList(rules).flatMap((rule, index) =>
      asList(at(rule, 'backendRefs')).flatMap((item, position) => {
        const { name, namespace, port } = asObject(item);
        const path = `spec.rules.${index}.backendRefs.${position}`;
        const place = placeOf(asText(namespace) ?? namespaceOf(document), asText(name) ?? '');
        return (backends.get(place) ?? []).flatMap(({ service, pod }): readonly Route[] =>
          portsTo(service, asNumber(port)).map(({ target, index: at }) => ({
            ...attached,
            pod,
            port: target,
            hosts: asTexts(hostnames),
            through: [
              { document, path, says: `leads from the gateway to ${pod.id}` },
              { document: service, path: `spec.ports.${at}`, says: `stands before ${pod.id}` },
            ],
          })),
        );
      }),
    );
  });
}

function portsTo(service: Document, wanted: number | undefined) {
  return asList(at(service.object, 'spec', 'ports')).flatMap((item, index) => {
    const { port, targetPort } = asObject(item);
    if (wanted !== undefined && port !== wanted) return [];
    const target = targetPort ?? port;
    return typeof target === 'number' || typeof target === 'string' ? [{ target, index }] : [];
  });
}

function backendsOf(
  assembly: Assembly,
  pods: readonly Pod[],
): readonly { readonly service: Document; readonly pod: Pod }[] {
  const near = groupBy(pods, ({ namespace }) => namespace);
  return objectsOf(assembly, 'Service').flatMap((service) => {
    const selector = Object.entries(asObject(at(service.object, 'spec', 'selector')));
    if (selector.length === 0) return [];
    const picked = (near.get(namespaceOf(service) ?? 'default') ?? []).filter(({ labels }) =>
      selector.every(([key, value]) => labels[key] === value),
    );
    return picked.map((pod) => ({ service, pod }));
  });
}

function placeOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? 'default'}/${name}`;
}
