import type { Document, Json } from '../assembly/document';
import { asList, asNumber, asObject, asText, asTexts } from '../check/json';
import { namespaceOf } from '../check/stacks';
import { blockOf, type Addresses } from './addresses';
import { NAME_LABEL, toSelector, valuesOf, type Selector } from './selector';

export type Way = 'ingress' | 'egress';

/** Whom a rule lets through: pods by selectors, or addresses. */
export interface Peer {
  /** Dotted path in the document. */
  readonly path: string;
  /** Undefined for a block of addresses. */
  readonly pods?: { readonly namespaces: Selector; readonly pods: Selector };
  readonly block?: Addresses;
}

/** A port of a rule. */
export interface Port {
  readonly protocol: string;
  /** By number or by name; every port where it is missing. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** One rule of a policy. */
export interface Rule {
  readonly document: Document;
  readonly path: string;
  readonly way: Way;
  /** Undefined where the rule names nobody, which means everybody. */
  readonly peers?: readonly Peer[];
  /** Undefined where it names no port, which means every port. */
  readonly ports?: readonly Port[];
  /** Peers of namespaces that are known by name, and all others. */
  readonly near: ReadonlyMap<string, readonly Peer[]>;
  readonly wide: readonly Peer[];
}

/** What a NetworkPolicy says; a way that is undefined is not touched by it. */
export interface Policy {
  readonly document: Document;
  readonly namespace: string;
  readonly pods: Selector;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** Reads a NetworkPolicy as the server would: without `policyTypes`, it is about ingress, and about egress where it has rules for it. */
export function toPolicy(document: Document): Policy {
  const spec = asObject(document.object['spec']);
  const namespace = namespaceOf(document) ?? 'default';
  const types = asTexts(spec['policyTypes']);
  const about = (type: string, otherwise: boolean): boolean => (types.length > 0 ? types.includes(type) : otherwise);
  const rules = (way: Way): readonly Rule[] =>
    asList(spec[way]).map((item, index) => toRule(document, namespace, way, `spec.${way}.${index}`, item));
  return {
    document,
    namespace,
    pods: toSelector(spec['podSelector']),
    ...(about('Ingress', true) ? { ingress: rules('ingress') } : {}),
    ...(about('Egress', asList(spec['egress']).length > 0) ? { egress: rules('egress') } : {}),
  };
}

function toRule(document: Document, namespace: string, way: Way, path: string, item: Json): Rule {
  const given = asObject(item);
  const field = way === 'ingress' ? 'from' : 'to';
  const peers = asList(given[field]).map((peer, index) => toPeer(namespace, `${path}.${field}.${index}`, peer));
  const ports = asList(given['ports']).map(toPort);
  const near = new Map<string, Peer[]>();
  const wide: Peer[] = [];
  for (const peer of peers) {
    const known = peer.pods === undefined ? undefined : valuesOf(peer.pods.namespaces, NAME_LABEL);
    if (known === undefined) wide.push(peer);
    else for (const name of new Set(known)) near.set(name, [...(near.get(name) ?? []), peer]);
  }
  return {
    document,
    path,
    way,
    ...(peers.length > 0 ? { peers } : {}),
    ...(ports.length > 0 ? { ports } : {}),
    near,
    wide,
  };
}

function toPeer(namespace: string, path: string, item: Json): Peer {
  const { ipBlock, namespaceSelector, podSelector } = asObject(item);
  if (ipBlock !== undefined) {
    const { cidr, except } = asObject(ipBlock);
    return { path, block: blockOf(cidr, asList(except)) };
  }
  const own = { conditions: [{ key: NAME_LABEL, operator: 'In', values: [namespace] }] };
  const namespaces = namespaceSelector === undefined ? own : toSelector(namespaceSelector);
  return { path, pods: { namespaces, pods: toSelector(podSelector) } };
}

function toPort(item: Json): Port {
  const { protocol, port, endPort } = asObject(item);
  return {
    protocol: asText(protocol) ?? 'TCP',
    ...(typeof port === 'number' || typeof port === 'string' ? { port } : {}),
    ...(asNumber(endPort) === undefined ? {} : { endPort: asNumber(endPort) }),
  };
}
