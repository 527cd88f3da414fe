import type { Document, Json, JsonObject } from '../../assembly/document';
import { SERVICE_LABEL } from '../../labels';
import { names } from '../../names';
import { chooseFix } from '../../nearest';
import { asList, asObject, asText, asTexts, at, isObject } from '../json';
import { said, state } from '../say';
import { PROMISES } from '../promises';
import { podOf } from '../pods';
import { metadataOf } from '../stacks';
import { scalerEscapes } from './scaler';

/** What is known of a service from its grants and its declaration. */
export interface Cage {
  readonly environment: string;
  readonly service: string;
  /** Below which the environment's host names are. */
  readonly domain: string;
  readonly accounts: readonly string[];
  readonly stores: readonly string[];
  readonly priority?: string;
  /** The Prometheus that KEDA may ask for it. */
  readonly prometheus?: string;
}

/** What breaks out, and how it stays in. */
export interface Escape {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** What an object of a service's own file does that only a grant may do. */
export function* escapes(document: Document, cage: Cage): Generator<Escape> {
  const namespace = names.namespace(cage.service);
  const given = metadataOf(document)['namespace'];
  if (given !== namespace) {
    const fix = `use '${namespace}': a service's own file stays in its own namespace`;
    yield { path: 'metadata.namespace', problem: state(given), fix };
  }
  yield* foreignReferences(document.object, [], namespace);
  const spec = asObject(document.object['spec']);
  if (document.kind === 'Service') yield* serviceEscapes(spec);
  // Another group's Service, knative's, picks no pods.
  if (document.kind === 'Service' && document.object['apiVersion'] === 'v1') yield* foreignPods(spec, cage);
  if (document.kind === 'HTTPRoute') yield* routeEscapes(spec, cage);
  if (document.kind === 'ScaledObject') yield* scalerEscapes(spec, cage.prometheus);
  if (document.kind === 'ExternalSecret') yield* secretEscapes(spec, document, cage);
  const pod = podOf(document);
  if (pod !== undefined) yield* podEscapes(pod.spec, pod.path, cage);
}

const REFERENCES = new Set([
  'backendRef',
  'backendRefs',
  'targetRef',
  'targetRefs',
  'serviceAccountRef',
  'scaleTargetRef',
]);

/** References that name another namespace, at any depth: a mirror of a route's requests among them. */
function* foreignReferences(value: Json, path: readonly string[], namespace: string): Generator<Escape> {
  if (!Array.isArray(value) && !isObject(value)) return;
  for (const [key, item] of Object.entries(value) as [string, Json][]) {
    yield* foreignReferences(item, [...path, key], namespace);
    const inReference = path.some((part) => REFERENCES.has(part));
    if (!inReference || key !== 'namespace' || item === namespace) continue;
    const { fix } = PROMISES.foreign;
    yield { path: [...path, key].join('.'), problem: `refers to the namespace ${said(item)}`, fix };
  }
}

const OUTWARD = ['externalIPs', 'externalName', 'loadBalancerIP', 'loadBalancerClass', 'loadBalancerSourceRanges'];

function* serviceEscapes(spec: JsonObject): Generator<Escape> {
  const { fix } = PROMISES.address;
  if (spec['type'] !== undefined && spec['type'] !== 'ClusterIP') {
    yield { path: 'spec.type', problem: `${state(spec['type'])}; ClusterIP is allowed`, fix };
  }
  for (const field of OUTWARD) {
    const given = spec[field];
    if (given !== undefined && asList(given).length + Number(!Array.isArray(given)) > 0) {
      yield { path: `spec.${field}`, problem: state(given), fix };
    }
  }
  for (const [index, port] of asList(spec['ports']).entries()) {
    const nodePort = at(port, 'nodePort');
    if (nodePort !== undefined) yield { path: `spec.ports.${index}.nodePort`, problem: state(nodePort), fix };
  }
}

function* foreignPods(spec: JsonObject, { service }: Cage): Generator<Escape> {
  const chosen = at(spec['selector'], SERVICE_LABEL);
  if (chosen === service) return;
  const problem = `${state(chosen)}; '${service}' is allowed`;
  yield { path: `spec.selector.${SERVICE_LABEL}`, problem, fix: PROMISES.ownPods.fix };
}

function* routeEscapes(spec: JsonObject, { service, domain }: Cage): Generator<Escape> {
  const gateway = `${names.platformNamespace}/${names.gateway}`;
  const parents = asList(spec['parentRefs']);
  if (parents.length === 0) yield { path: 'spec.parentRefs', problem: 'names no gateway', fix: `name ${gateway}` };
  for (const [index, item] of parents.entries()) {
    const { group, kind, namespace, name } = asObject(item);
    const known =
      (group ?? 'gateway.networking.k8s.io') === 'gateway.networking.k8s.io' && (kind ?? 'Gateway') === 'Gateway';
    if (known && namespace === names.platformNamespace && name === names.gateway) continue;
    const problem = `${state(item)}; only the internal gateway ${gateway} is allowed`;
    yield { path: `spec.parentRefs.${index}`, problem, fix: `name ${gateway}` };
  }
  const own = names.host(service, 'api', domain);
  const hosts = asTexts(spec['hostnames']);
  if (hosts.length === 0) {
    yield { path: 'spec.hostnames', problem: 'names no host, so that it takes every one', fix: `name ${own}` };
  }
  for (const [index, host] of hosts.entries()) {
    const first = `${service}--`;
    const second = `.${domain}`;
    const workload = host.startsWith(first) && host.endsWith(second) ? host.slice(first.length, -second.length) : '';
    if (host === own || /^[a-z][a-z0-9-]*$/.test(workload)) continue;
    const problem = `is '${host}'; ${own} and ${first}<workload>${second} are allowed`;
    yield { path: `spec.hostnames.${index}`, problem, fix: `name ${own}` };
  }
}

function* secretEscapes(spec: JsonObject, document: Document, cage: Cage): Generator<Escape> {
  yield* storeEscapes(spec['secretStoreRef'], 'spec.secretStoreRef', cage);
  const target = asObject(spec['target']);
  const name = asText(target['name']) ?? asText(metadataOf(document)['name']) ?? '';
  if (!name.startsWith(`${cage.service}-`)) {
    const problem = `is '${name}'; a Secret of that name may be somebody else's`;
    yield { path: 'spec.target.name', problem, fix: `begin it with '${cage.service}-'` };
  }
  if (target['manifest'] !== undefined) {
    yield { path: 'spec.target.manifest', problem: 'makes an object of another kind', fix: 'make a Secret' };
  }
  const type = at(target, 'template', 'type');
  if (type !== undefined && type !== 'Opaque' && type !== 'kubernetes.io/dockerconfigjson') {
    yield {
      path: 'spec.target.template.type',
      problem: `${state(type)}; Opaque and kubernetes.io/dockerconfigjson are allowed`,
      fix: 'leave the type out',
    };
  }
  for (const [index, item] of asList(spec['data']).entries()) {
    const path = `spec.data.${index}`;
    yield* storeEscapes(at(item, 'sourceRef', 'storeRef'), `${path}.sourceRef.storeRef`, cage, true);
    yield* keyEscapes(at(item, 'remoteRef', 'key'), `${path}.remoteRef.key`, cage);
  }
  for (const [index, item] of asList(spec['dataFrom']).entries()) {
    const path = `spec.dataFrom.${index}`;
    yield* storeEscapes(at(item, 'sourceRef', 'storeRef'), `${path}.sourceRef.storeRef`, cage, true);
    const { find, extract, sourceRef } = asObject(item);
    const fix = 'name each secret: what is found may be more than was granted';
    if (find !== undefined) yield { path: `${path}.find`, problem: 'takes whatever it finds', fix };
    if (at(sourceRef, 'generatorRef') !== undefined) {
      yield { path: `${path}.sourceRef.generatorRef`, problem: 'makes a secret that Vault does not know', fix };
    }
    if (extract !== undefined) yield* keyEscapes(at(extract, 'key'), `${path}.extract.key`, cage);
  }
}

function* storeEscapes(store: Json | undefined, path: string, { stores }: Cage, optional = false): Generator<Escape> {
  if (optional && store === undefined) return;
  const { kind, name } = asObject(store);
  if ((kind ?? 'SecretStore') !== 'SecretStore') {
    const { fix } = PROMISES.secretStore;
    yield { path: `${path}.kind`, problem: `${state(kind)}; SecretStore is allowed`, fix };
  } else if (!stores.includes(asText(name) ?? '')) {
    yield {
      path: `${path}.name`,
      problem: `${state(name)}, which the grants don't have`,
      fix: chooseFix(name, stores),
    };
  }
}

function* keyEscapes(key: Json | undefined, path: string, { environment, service }: Cage): Generator<Escape> {
  const prefix = names.secretPath(environment, service, '');
  const text = asText(key) ?? '';
  if (text.startsWith(prefix) && text.length > prefix.length && !text.split('/').includes('..')) return;
  const problem = `${state(key)}, which does not lie below ${prefix}`;
  yield { path, problem, fix: `keep the secret below ${prefix}, where nobody else's is` };
}

function* podEscapes(spec: JsonObject, path: string, { accounts, priority }: Cage): Generator<Escape> {
  const node = spec['nodeName'];
  if (node !== undefined) yield { path: `${path}.nodeName`, problem: state(node), fix: PROMISES.node.fix };
  const account = spec['serviceAccountName'];
  if (!accounts.includes(asText(account) ?? '')) {
    const problem = `${state(account)}; the grants have ${accounts.join(', ')}`;
    yield { path: `${path}.serviceAccountName`, problem, fix: chooseFix(account, accounts) };
  }
  const given = spec['priorityClassName'];
  if (given !== undefined && priority !== undefined && given !== priority) {
    const { fix } = PROMISES.priority;
    yield { path: `${path}.priorityClassName`, problem: `${state(given)}; '${priority}' is allowed`, fix };
  }
}
