import type { Assembly } from '../assembly/assembly';
import { factsOf } from '../check/fleet';
import { asText, at } from '../check/json';
import { addressesOf, type Addresses } from './addresses';
import { ALL, portsOf, together, type Connections } from './connections';
import { union } from './intervals';

/** `plain` is the text of the NetworkPolicy specification; the others are GKE's dataplanes. */
export const READINGS = ['plain', 'v1', 'v2'] as const;
export type ReadingName = (typeof READINGS)[number];

/** Addresses, and those of their ports that are meant. */
export interface Box {
  readonly addresses: Addresses;
  readonly connections: Connections;
}

/** What the same policies mean on one dataplane of one environment. */
export interface Reading {
  readonly name: ReadingName;
  /** One sentence, part of every output. */
  readonly says: string;
  /** Where pods are whom a block of addresses also lets through; empty where blocks never match pods. */
  readonly podAddresses: Addresses;
  /** Where the node's own pods are, to a block of addresses. */
  readonly nodeAddresses: Addresses;
  /** What no block of addresses ever matches. */
  readonly unmatched: Addresses;
  /** Where the metadata server has to be let through. */
  readonly metadata: readonly Box[];
  /** Whether policies by name have an effect. */
  readonly names: boolean;
}

/** Judged before its address is translated. */
const METADATA_BEFORE: Box = { addresses: addressesOf('169.254.169.254/32'), connections: portsOf('TCP', 80, 80) };
/** Judged afterwards. */
const METADATA_AFTER: Box = { addresses: addressesOf('169.254.169.252/32'), connections: portsOf('TCP', 988, 988) };

const SAYS: Readonly<Record<ReadingName, string>> = {
  plain:
    'read as the NetworkPolicy specification says: a block of addresses never means pods, and policies by name mean nothing',
  v1: 'read as GKE without Dataplane V2 (Calico) does: a block of addresses also means the pods in it, the metadata server is 169.254.169.252 on TCP 988, and policies by name have no effect',
  v2: 'read as GKE Dataplane V2 (Cilium) does: a block of addresses never means pods or nodes, the metadata server is 169.254.169.254 on TCP 80, and policies by name hold',
};

/** How an environment's policies are read: as its dataplane does, unless another reading is asked for. */
export function readingOf(assembly: Assembly, asked?: ReadingName): Reading {
  const cluster = at(factsOf(assembly).object, 'cluster');
  const name = asked ?? READINGS.find((one) => one === asText(at(cluster, 'dataplane'))) ?? 'plain';
  const [pods, nodes, services] = ['podRange', 'nodeRange', 'serviceRange'].map((fact) =>
    addressesOf(at(cluster, fact)),
  );
  const [podRange = [], nodeRange = [], serviceRange = []] = [pods, nodes, services];
  return {
    name,
    says: SAYS[name],
    podAddresses: name === 'v1' ? podRange : [],
    nodeAddresses: name === 'v2' ? [] : nodeRange,
    // An address of a Service is a pod's by the time that a policy looks at it.
    unmatched: { plain: [], v1: serviceRange, v2: union(podRange, nodeRange, serviceRange) }[name],
    metadata: { plain: [METADATA_BEFORE, METADATA_AFTER], v1: [METADATA_AFTER], v2: [METADATA_BEFORE] }[name],
    names: name === 'v2',
  };
}

/** A range with all of its ports, or with some. */
export function box(range: unknown, ...connections: readonly Connections[]): Box {
  return { addresses: addressesOf(range), connections: connections.length === 0 ? ALL : together(connections) };
}
