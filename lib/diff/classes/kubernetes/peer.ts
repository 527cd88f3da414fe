import type { Assembly } from '../../../assembly/assembly';
import type { Document, Json, JsonObject } from '../../../assembly/document';
import { contains, toCidr } from '../../../check/cidr';
import { asList, asObject, asText, at } from '../../../check/json';
import { selectsAll } from '../../../check/network';
import { SERVICE_LABEL, WORKLOAD_LABEL } from '../../../labels';
import { listed, shown } from '../sentence';
import { factsOf } from './metadata';

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Addresses that people know by name. */
const KNOWN_RANGES: Readonly<Record<string, string>> = {
  '130.211.0.0/22': "Google's health checks",
  '35.191.0.0/16': "Google's health checks",
  '169.254.20.10/32': 'the node-local name service',
  '169.254.169.254/32': 'the metadata server, which gives out the tokens of its Google identity',
  '169.254.169.252/32': 'the metadata server, which gives out the tokens of its Google identity',
  '199.36.153.8/30': 'Google APIs',
  '0.0.0.0/0': 'any address, the internet included',
  '::/0': 'any address, the internet included',
};

/** Who a peer of a policy is, as people call it. */
export function peerName(peer: JsonObject, document: Document, assembly: Assembly | undefined, port?: Json): string {
  const facts = factsOf(assembly);
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined) return rangeName(asObject(ipBlock), facts, port);
  const namespace = namespaceOf(namespaceSelector);
  const own = namespaceSelector === undefined;
  const caller = callerNamed(facts, namespace, podSelector);
  if (caller !== undefined) return caller;
  const pods = asObject(at(podSelector, 'matchLabels'));
  const service = asText(pods[SERVICE_LABEL]);
  const workload = asText(pods[WORKLOAD_LABEL]);
  const plain = asList(at(podSelector, 'matchExpressions')).length === 0;
  if (plain && service !== undefined && (own ? service === document.service : service === namespace))
    return `${own ? '{service}' : shown(service)}${workload === undefined ? '' : `/${shown(workload)}`}`;
  if (pods['k8s-app'] === 'kube-dns' && namespace === 'kube-system') return 'the name service of the cluster';
  const place = own
    ? 'its own namespace'
    : selectsAll(namespaceSelector)
      ? 'any namespace of the cluster'
      : namespace === undefined
        ? `namespaces with ${labelsOf(namespaceSelector)}`
        : `the namespace ${shown(namespace)}`;
  return selectsAll(podSelector) ? `everything in ${place}` : `pods with ${labelsOf(podSelector)} in ${place}`;
}

function rangeName(block: JsonObject, facts: Json | undefined, port: Json | undefined): string {
  const cidr = shown(block['cidr']);
  const except = asList(block['except']);
  const but = except.length === 0 ? '' : ` but not ${listed(except.map(shown))}`;
  if (cidr === '169.254.169.254/32' && port === 53) return 'the name service of Google';
  if (cidr === at(facts, 'gateway', 'proxyOnlySubnet')) return `whatever comes through the internal gateway${but}`;
  if (cidr === at(facts, 'gitlab', 'internalApiRange')) return `the GitLab API${but}`;
  const known = KNOWN_RANGES[cidr];
  return `${known ?? `the addresses ${cidr}`}${but}`;
}

function namespaceOf(selector: Json | undefined): string | undefined {
  const labels = asObject(at(selector, 'matchLabels'));
  return Object.keys(labels).length === 1 && asList(at(selector, 'matchExpressions')).length === 0
    ? asText(labels[NAMESPACE_NAME])
    : undefined;
}

/** `rails` and `sidekiq`, where the environment says that they run in the cluster. */
function callerNamed(
  facts: Json | undefined,
  namespace: string | undefined,
  podSelector: Json | undefined,
): string | undefined {
  const callers = Object.entries(asObject(at(facts, 'gitlab', 'callers')));
  const labels = JSON.stringify(at(podSelector, 'matchLabels') ?? {});
  return callers.find(
    ([, place]) =>
      namespace !== undefined &&
      at(place, 'namespace') === namespace &&
      JSON.stringify(at(place, 'labels') ?? {}) === labels,
  )?.[0];
}

/** The labels that a selector asks for. */
export function labelsOf(selector: Json | undefined): string {
  const labels = Object.entries(asObject(at(selector, 'matchLabels'))).map(
    ([key, value]) => `${shown(key)}=${shown(value)}`,
  );
  const terms = asList(at(selector, 'matchExpressions')).map(shown);
  return listed([...labels, ...terms]);
}

/** Whether one peer lets in all that another does. */
export function peerCovers(wide: JsonObject, narrow: JsonObject): boolean {
  const [block, inner] = [wide['ipBlock'], narrow['ipBlock']];
  if (block !== undefined || inner !== undefined) {
    if (block === undefined || inner === undefined) return false;
    const [outerRange, innerRange] = [toCidr(at(block, 'cidr')), toCidr(at(inner, 'cidr'))];
    const kept = asList(at(inner, 'except')).map((range) => JSON.stringify(range));
    const exact = asList(at(block, 'except')).every((range) => kept.includes(JSON.stringify(range)));
    return outerRange !== undefined && innerRange !== undefined && contains(outerRange, innerRange) && exact;
  }
  return (
    selectorCovers(wide['namespaceSelector'], narrow['namespaceSelector']) &&
    selectorCovers(wide['podSelector'], narrow['podSelector'], true)
  );
}

/** Whether a selector picks all that another does; without one a peer means its own namespace, or all pods. */
function selectorCovers(wide: Json | undefined, narrow: Json | undefined, missingIsAll = false): boolean {
  if (wide === undefined || narrow === undefined)
    return wide === narrow || (missingIsAll && wide === undefined) || (missingIsAll && selectsAll(wide));
  const [outer, inner] = [asObject(at(wide, 'matchLabels')), asObject(at(narrow, 'matchLabels'))];
  const terms = asList(at(narrow, 'matchExpressions')).map((term) => JSON.stringify(term));
  return (
    Object.entries(outer).every(([key, value]) => inner[key] === value) &&
    asList(at(wide, 'matchExpressions')).every((term) => terms.includes(JSON.stringify(term)))
  );
}
