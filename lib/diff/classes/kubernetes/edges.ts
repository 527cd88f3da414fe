import type { Json, JsonObject } from '../../../assembly/document';
import { asList, asNumber, asObject, asTexts, at } from '../../../check/json';
import { peerCovers } from './peer';

/** Which way a call goes, seen from the pods that a policy selects. */
export type Way = 'ingress' | 'egress';
export const WAYS: readonly Way[] = ['ingress', 'egress'];

/** One thing that a policy allows. */
export interface Edge {
  /** Undefined is everybody. */
  readonly peer: JsonObject | undefined;
  /** Undefined is every port. */
  readonly port: JsonObject | undefined;
}

/** What a rule allows: a list that is missing or empty means everything, not nothing. */
export function edgesOfRule(rule: Json | undefined, way: Way): readonly Edge[] {
  const peers = asList(at(rule, way === 'ingress' ? 'from' : 'to')).map(asObject);
  const ports = asList(at(rule, 'ports')).map(asObject);
  const each = <T>(list: readonly T[]): readonly (T | undefined)[] => (list.length === 0 ? [undefined] : list);
  return each(peers).flatMap((peer) => each(ports).map((port) => ({ peer, port })));
}

/** What a policy allows in one way. */
export function edgesOf(object: JsonObject, way: Way): readonly Edge[] {
  return asList(at(object, 'spec', way)).flatMap((rule) => edgesOfRule(rule, way));
}

/** Whether a policy closes a way but for what it allows. */
export function closes(object: JsonObject, way: Way): boolean {
  const types = asTexts(at(object, 'spec', 'policyTypes'));
  if (types.length > 0) return types.includes(way === 'ingress' ? 'Ingress' : 'Egress');
  return way === 'ingress' || asList(at(object, 'spec', way)).length > 0;
}

/** Those of some edges that others do not allow. */
export function without(edges: readonly Edge[], others: readonly Edge[]): readonly Edge[] {
  return edges.filter((edge) => !others.some((other) => covers(other, edge)));
}

function covers(wide: Edge, narrow: Edge): boolean {
  return (
    (wide.peer === undefined || (narrow.peer !== undefined && peerCovers(wide.peer, narrow.peer))) &&
    (wide.port === undefined || (narrow.port !== undefined && portCovers(wide.port, narrow.port)))
  );
}

function portCovers(wide: JsonObject, narrow: JsonObject): boolean {
  if ((wide['protocol'] ?? 'TCP') !== (narrow['protocol'] ?? 'TCP')) return false;
  if (wide['port'] === undefined) return true;
  if (wide['port'] === narrow['port'] && wide['endPort'] === narrow['endPort']) return true;
  const [from, to] = [asNumber(wide['port']), asNumber(wide['endPort'])];
  const [first, last] = [asNumber(narrow['port']), asNumber(narrow['endPort'] ?? narrow['port'])];
  return (
    from !== undefined && to !== undefined && first !== undefined && last !== undefined && from <= first && last <= to
  );
}
