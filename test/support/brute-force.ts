import { BlockList, isIPv6 } from 'node:net';
import type { Read } from './documents';

/**
 * A second opinion on network policies, written from the text of the Kubernetes API and of the dataplanes' documentation:
 * it walks every policy for every question, shares nothing with lib/reach, and is only good for small clusters.
 */
export interface SmallCluster {
  readonly dataplane: 'plain' | 'v1' | 'v2';
  readonly podRange: string;
  readonly nodeRange: string;
  readonly serviceRange: string;
  readonly namespaces: readonly Read[];
  readonly pods: readonly Read[];
  readonly policies: readonly Read[];
}

/** A pod, or an address as text. */
export type End = { readonly pod: Read } | { readonly ip: string };
/** `TCP 8080`. */
export type Knock = string;

const isPod = (end: End): end is { readonly pod: Read } => 'pod' in end;
const onNode = (pod: Read): boolean => pod.spec.hostNetwork === true;

/** Which of these ports one end may knock at. */
export function allowedKnocks(cluster: SmallCluster, from: End, to: End, knocks: readonly Knock[]): readonly Knock[] {
  return mayEnter(cluster, from, to, mayLeave(cluster, from, to, knocks));
}

function mayLeave(cluster: SmallCluster, from: End, to: End, knocks: readonly Knock[]): readonly Knock[] {
  if (!isPod(from) || onNode(from.pod)) return knocks;
  return passing(cluster, from.pod, 'Egress', to, knocks, isPod(to) ? to.pod : undefined);
}

function mayEnter(cluster: SmallCluster, from: End, to: End, knocks: readonly Knock[]): readonly Knock[] {
  if (!isPod(to) || onNode(to.pod)) return knocks;
  // The node that a pod runs on always gets through, and any node may be it.
  if (isPod(from) && onNode(from.pod)) return knocks;
  return passing(cluster, to.pod, 'Ingress', from, knocks, to.pod);
}

function passing(
  cluster: SmallCluster,
  pod: Read,
  type: 'Ingress' | 'Egress',
  other: End,
  knocks: readonly Knock[],
  target: Read,
): readonly Knock[] {
  const isolating = cluster.policies.filter(
    (policy) =>
      policy.metadata.namespace === pod.metadata.namespace &&
      typesOf(policy).includes(type) &&
      meets(policy.spec.podSelector, pod.metadata.labels ?? {}),
  );
  if (isolating.length === 0) return knocks;
  const [rules, peers] = type === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  const met: Read[] = [];
  for (const policy of isolating)
    for (const rule of policy.spec[rules] ?? []) {
      const list = rule[peers] ?? [];
      if (list.length === 0 || list.some((peer: Read) => isPeer(cluster, policy, peer, other)))
        met.push(rule.ports ?? []);
    }
  return knocks.filter((knock) =>
    met.some((ports) => ports.length === 0 || ports.some((port: Read) => isPort(port, knock, target))),
  );
}

function typesOf({ spec }: Read): readonly string[] {
  if ((spec.policyTypes ?? []).length > 0) return spec.policyTypes;
  return (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function isPeer(cluster: SmallCluster, policy: Read, peer: Read, other: End): boolean {
  if (peer.ipBlock !== undefined) return addressesOf(cluster, other).some((ip) => inBlock(peer.ipBlock, ip));
  if (!isPod(other) || onNode(other.pod)) return false;
  const { namespace, labels } = other.pod.metadata;
  const home =
    peer.namespaceSelector === undefined
      ? namespace === policy.metadata.namespace
      : meets(peer.namespaceSelector, namespaceLabels(cluster, namespace));
  return home && (peer.podSelector === undefined || meets(peer.podSelector, labels ?? {}));
}

function namespaceLabels({ namespaces }: SmallCluster, name: string): Read {
  const found = namespaces.find(({ metadata }) => metadata.name === name);
  return { ...found?.metadata.labels, 'kubernetes.io/metadata.name': name };
}

/** The addresses as which a block of addresses may see the other end. */
function addressesOf(cluster: SmallCluster, other: End): readonly string[] {
  const { dataplane, podRange, nodeRange, serviceRange } = cluster;
  if (isPod(other)) {
    if (dataplane === 'v2') return [];
    if (onNode(other.pod)) return allAddresses(nodeRange);
    return dataplane === 'v1' ? allAddresses(podRange) : [];
  }
  const hidden = { plain: [], v1: [serviceRange], v2: [podRange, nodeRange, serviceRange] }[dataplane];
  return hidden.some((range) => inBlock({ cidr: range }, other.ip)) ? [] : [other.ip];
}

/** Of a small range of the older family. */
function allAddresses(range: string): readonly string[] {
  const [first = '', bits = '32'] = range.split('/');
  const bytes = first.split('.').map(Number);
  const count = 2 ** (32 - Number(bits));
  return Array.from({ length: count }, (_, index) => [...bytes.slice(0, 3), (bytes[3] ?? 0) + index].join('.'));
}

function inBlock({ cidr, except = [] }: Read, ip: string): boolean {
  return inRange(cidr, ip) && !except.some((hole: string) => inRange(hole, ip));
}

const KNOWN = new Map<string, boolean>();

function inRange(cidr: string, ip: string): boolean {
  const key = `${cidr} ${ip}`;
  if (!KNOWN.has(key)) KNOWN.set(key, isWithin(cidr, ip));
  return KNOWN.get(key) === true;
}

function isWithin(cidr: string, ip: string): boolean {
  const [address = '', bits = ''] = cidr.split('/');
  if (isIPv6(address) !== isIPv6(ip)) return false;
  const family = isIPv6(ip) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return list.check(ip, family);
}

function isPort({ protocol = 'TCP', port, endPort }: Read, knock: Knock, target: Read): boolean {
  const [name, number] = [knock.split(' ')[0], Number(knock.split(' ')[1])];
  if (name !== protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return endPort === undefined ? port === number : port <= number && number <= endPort;
  const ports: readonly Read[] = (target?.spec.containers ?? []).flatMap((container: Read) => container.ports ?? []);
  return ports.some((one) => one.name === port && (one.protocol ?? 'TCP') === protocol && one.containerPort === number);
}

function meets(selector: Read, labels: Read): boolean {
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values = [] } of selector?.matchExpressions ?? []) {
    const has = key in labels;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
    if (operator === 'In' && !(has && values.includes(labels[key]))) return false;
    if (operator === 'NotIn' && has && values.includes(labels[key])) return false;
  }
  return true;
}
