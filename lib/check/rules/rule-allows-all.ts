import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import { SERVICE_LABEL } from '../../labels';
import { names } from '../../names';
import { isVast, toCidr } from '../cidr';
import type { Objection } from '../finding';
import { declarationsOf, objectsOf } from '../fleet';
import { asList, asObject, asText, asTexts, at } from '../json';
import { isUnbounded, selectsAll, trafficRulesOf, type TrafficRule } from '../network';
import { storesIn } from '../../stores/declared';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { said, state } from '../say';
import { namespaceOf } from '../stacks';

/** Ports of the main PostgreSQL, its poolers, Redis and its sentinels, by number and by name. */
const DATASTORES = [5432, 6432, 6379, 26379];
const DATASTORE_NAMES = /^(?:postgres|pgbouncer|redis)/;

/** Makes sure that a network policy opens what it names and nothing else. */
export const ruleAllowsAll: Rule = {
  code: 'RULE_ALLOWS_ALL',
  severity: 'error',
  title: 'no network rule opens everything, and every service is closed by default both ways',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    for (const rule of trafficRulesOf(assembly)) {
      yield* openPeers(rule);
      yield* openPorts(assembly, rule);
    }
    yield* openNames(assembly);
    yield* withoutDefault(assembly);
  },
};

function* openPeers({ document, path, direction, peersField, peers = [] }: TrafficRule): Generator<Objection> {
  const { fix } = PROMISES.peers;
  if (peers.length === 0) {
    const problem = direction === 'ingress' ? 'lets everybody in' : 'lets the pods call everybody';
    yield { document: document.id, path: `${path}.${peersField}`, problem, fix };
  }
  for (const [index, peer] of peers.entries()) {
    const place = `${path}.${peersField}.${index}`;
    const range = toCidr(at(peer['ipBlock'], 'cidr'));
    if (range !== undefined && isVast(range)) {
      const problem = `${state(at(peer['ipBlock'], 'cidr'))}, which is nearly every address`;
      yield { document: document.id, path: `${place}.ipBlock.cidr`, problem, fix };
    }
    if (peer['ipBlock'] !== undefined) continue;
    const field = peer['namespaceSelector'] === undefined ? 'podSelector' : 'namespaceSelector';
    if (!isUnbounded(peer[field])) continue;
    const problem = field === 'podSelector' ? 'selects every pod of the namespace' : 'selects every namespace';
    yield { document: document.id, path: `${place}.${field}`, problem, fix };
  }
}

function* openPorts(
  assembly: Assembly,
  { document, path, direction, peers = [], ports }: TrafficRule,
): Generator<Objection> {
  const fix = 'name the ports: without any, all are open';
  // The other end of a call within the fleet says on which port, in its own policy.
  const leftToPeer = direction === 'egress' && ports === undefined && peers.every(isOfFleet);
  if ((ports ?? []).length === 0 && !leftToPeer) {
    yield { document: document.id, path: `${path}.ports`, problem: 'opens every port', fix };
  }
  for (const [index, entry] of (ports ?? []).entries()) {
    const place = `${path}.ports.${index}`;
    if (entry['port'] === undefined)
      yield { document: document.id, path: `${place}.port`, problem: 'opens every port', fix };
    else if (direction === 'egress' && isDatastore(entry) && !isDeclared(assembly, document, peers, entry))
      yield datastore(document, `${place}.port`, entry);
  }
}

/** Pods of the own namespace by their labels, or of a service by ours. */
function isOfFleet(peer: JsonObject): boolean {
  if (peer['ipBlock'] !== undefined) return false;
  if (peer['namespaceSelector'] === undefined) return !isUnbounded(peer['podSelector']);
  const namespace = at(peer['namespaceSelector'], 'matchLabels', 'kubernetes.io/metadata.name');
  return namespace !== undefined && at(peer['podSelector'], 'matchLabels', SERVICE_LABEL) === namespace;
}

function isDatastore({ port, endPort }: JsonObject): boolean {
  if (typeof port === 'string') return DATASTORE_NAMES.test(port);
  if (typeof port !== 'number') return false;
  const last = typeof endPort === 'number' ? endPort : port;
  return DATASTORES.some((one) => port <= one && one <= last);
}

/** Whether the service says that it has a store just there: at these addresses or names, and on this port alone. */
function isDeclared(
  assembly: Assembly,
  { service }: Document,
  peers: readonly JsonObject[],
  { port, endPort }: JsonObject,
): boolean {
  const own = storesIn(assembly, service).filter(({ store }) => store.port === port && endPort === undefined);
  const has = (peer: JsonObject): boolean =>
    own.some(
      ({ store: { range, host } }) =>
        (range !== undefined && at(peer['ipBlock'], 'cidr') === range) || (host !== undefined && peer['name'] === host),
    );
  return peers.length > 0 && peers.every(has);
}

function datastore({ id }: Document, path: string, { port }: JsonObject): Objection {
  const problem = `opens ${said(port)}, a port of the main datastores`;
  return {
    document: id,
    path,
    problem,
    fix: PROMISES.datastore.fix,
  };
}

/** Policies by name: a pattern of everything, or every port. */
function* openNames(assembly: Assembly): Generator<Objection> {
  for (const document of objectsOf(assembly, 'FQDNNetworkPolicy')) {
    for (const [index, item] of asList(at(document.object, 'spec', 'egress')).entries()) {
      const path = `spec.egress.${index}`;
      const { matches, ports } = asObject(item);
      if (asList(ports).length === 0) {
        yield { document: document.id, path: `${path}.ports`, problem: 'opens every port', fix: 'name the ports' };
      }
      for (const [position, entry] of asList(ports).map(asObject).entries()) {
        const named = asList(matches).map(asObject);
        if (isDatastore(entry) && !isDeclared(assembly, document, named, entry))
          yield datastore(document, `${path}.ports.${position}.port`, entry);
      }
      for (const [position, match] of asList(matches).entries()) {
        const pattern = asText(at(match, 'pattern'));
        if (
          pattern === undefined ||
          pattern.split('.').filter((part) => part !== '' && !part.includes('*')).length >= 2
        )
          continue;
        const problem = `is '${pattern}', which matches nearly every name`;
        yield { document: document.id, path: `${path}.matches.${position}.pattern`, problem, fix: 'name the hosts' };
      }
    }
  }
}

function* withoutDefault(assembly: Assembly): Generator<Objection> {
  const closed = new Set(objectsOf(assembly, 'NetworkPolicy').filter(deniesAll).map(namespaceOf));
  for (const { id, service } of declarationsOf(assembly)) {
    const namespace = names.namespace(service ?? '');
    if (closed.has(namespace)) continue;
    const problem = `${namespace} has no policy that denies everything both ways`;
    yield { document: id, path: 'service', problem, fix: PROMISES.closed.fix };
  }
}

function deniesAll({ object }: Document): boolean {
  const { podSelector, policyTypes, ingress, egress } = asObject(object['spec']);
  const types = asTexts(policyTypes);
  const both = types.includes('Ingress') && types.includes('Egress');
  return selectsAll(podSelector) && both && asList(ingress).length === 0 && asList(egress).length === 0;
}
