import type { Document, Json } from '../../assembly/document';
import { ACCOUNT_ID_LIMIT, DNS_LABEL_LIMIT, NODE_POOL_LIMIT, SERVICE_AND_WORKLOAD_LIMIT } from '../../names';
import { asList, asObject, asText, at } from '../json';
import { containersOf, podOf, type Pod } from '../pods';
import type { Rule } from '../rule';
import { said, state } from '../say';
import { secretShape } from '../secret-shapes';
import { metadataOf, nameOf, namespaceOf } from '../stacks';

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const LETTER_FIRST = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const KEY_NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const PORT = /^(?=.*[a-z])(?!.*--)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const ACCOUNT = /^[a-z][-a-z0-9]{4,}[a-z0-9]$/;

const SUBDOMAIN_LIMIT = 253;
const PORT_LIMIT = 15;
/** Bytes of all keys and values together. */
const ANNOTATIONS_LIMIT = 256 * 1024;

/** Kinds whose name becomes a label or a host name; those of the last two get a suffix. */
const SHORT: Readonly<Record<string, readonly [limit: number, pattern: RegExp]>> = {
  Namespace: [DNS_LABEL_LIMIT, LABEL],
  Service: [DNS_LABEL_LIMIT, LETTER_FIRST],
  Job: [DNS_LABEL_LIMIT, SUBDOMAIN],
  StatefulSet: [52, SUBDOMAIN],
  CronJob: [52, SUBDOMAIN],
};

interface Fault {
  readonly path: string;
  readonly problem: string;
}

/** Makes sure that every derived name fits where it goes. */
export const namesWithinLimits: Rule = {
  code: 'NAMES_WITHIN_LIMITS',
  severity: 'error',
  title: 'every name fits the place that it goes to, in length and in letters',
  requirement: 'R360',
  scope: 'environment',
  *check({ documents }) {
    const fix = 'shorten or respell the service, workload or value that it is made of';
    for (const document of documents) {
      for (const fault of faultsOf(document)) yield { document: document.id, ...fault, fix };
    }
  },
};

function* faultsOf(document: Document): Generator<Fault> {
  const { domain, kind, object } = document;
  if (domain === 'kubernetes') yield* objectFaults(document);
  if (kind === 'resource.google_service_account')
    yield* fits('account_id', object['account_id'], ACCOUNT_ID_LIMIT, ACCOUNT);
  if (kind === 'resource.google_container_node_pool')
    yield* fits('name', object['name'], NODE_POOL_LIMIT, LETTER_FIRST);
}

/** A name that is missing is another rule's. */
function* fits(path: string, name: Json | undefined, limit: number, pattern: RegExp): Generator<Fault> {
  if (name === undefined) return;
  if (typeof name !== 'string') {
    yield { path, problem: `${state(name)}, which is no text` };
    return;
  }
  if (name.length > limit)
    yield { path, problem: `${state(name)} with ${name.length} characters; ${limit} are allowed` };
  if (!pattern.test(name)) yield { path, problem: `${state(name)}, which does not match ${pattern.source}` };
}

function* objectFaults(document: Document): Generator<Fault> {
  const { kind, object } = document;
  const metadata = metadataOf(document);
  const [limit, pattern] = SHORT[kind] ?? [SUBDOMAIN_LIMIT, SUBDOMAIN];
  yield* fits('metadata.name', metadata['name'], limit, pattern);
  yield* fits('metadata.namespace', metadata['namespace'], DNS_LABEL_LIMIT, LABEL);
  yield* labelFaults(metadata['labels'], 'metadata.labels');
  yield* annotationFaults(metadata['annotations'], 'metadata.annotations');
  if (kind === 'Service') {
    const together = nameOf(document).length + (namespaceOf(document) ?? '').length;
    if (together > SERVICE_AND_WORKLOAD_LIMIT) {
      const names = `'${namespaceOf(document) ?? ''}' and '${nameOf(document)}'`;
      const problem = `namespace and name ${names} have ${together} characters; ${SERVICE_AND_WORKLOAD_LIMIT} are allowed`;
      yield { path: 'metadata.name', problem };
    }
    for (const [index, port] of asList(at(object, 'spec', 'ports')).entries()) {
      yield* fits(`spec.ports.${index}.name`, at(port, 'name'), DNS_LABEL_LIMIT, LABEL);
    }
  }
  const pod = podOf(document);
  if (pod !== undefined) yield* podFaults(pod);
}

function* podFaults(pod: Pod): Generator<Fault> {
  if (pod.metadataPath !== 'metadata') {
    yield* labelFaults(pod.metadata['labels'], `${pod.metadataPath}.labels`);
    yield* annotationFaults(pod.metadata['annotations'], `${pod.metadataPath}.annotations`);
  }
  for (const { object, path } of containersOf(pod)) {
    yield* fits(`${path}.name`, object['name'], DNS_LABEL_LIMIT, LABEL);
    for (const [index, port] of asList(object['ports']).entries()) {
      yield* fits(`${path}.ports.${index}.name`, at(port, 'name'), PORT_LIMIT, PORT);
    }
  }
  for (const [index, volume] of asList(pod.spec['volumes']).entries()) {
    yield* fits(`${pod.path}.volumes.${index}.name`, at(volume, 'name'), DNS_LABEL_LIMIT, LABEL);
  }
}

function* labelFaults(labels: Json | undefined, path: string): Generator<Fault> {
  for (const [key, value] of Object.entries(asObject(labels))) {
    yield* keyFaults(key, path);
    yield* fits(`${path}.${key}`, value, DNS_LABEL_LIMIT, VALUE);
  }
}

function* keyFaults(key: string, path: string): Generator<Fault> {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  const name = key.slice(slash + 1);
  const sound = name.length <= DNS_LABEL_LIMIT && KEY_NAME.test(name) && prefix.length <= SUBDOMAIN_LIMIT;
  if (sound && (slash === -1 || SUBDOMAIN.test(prefix))) return;
  const allowed = `a domain of ${SUBDOMAIN_LIMIT} characters, a slash and a name of ${DNS_LABEL_LIMIT} are allowed`;
  const place = secretShape(key) === undefined ? `${path}.${key}` : path;
  yield { path: place, problem: `has the key ${said(key)}; ${allowed}` };
}

function* annotationFaults(annotations: Json | undefined, path: string): Generator<Fault> {
  let bytes = 0;
  for (const [key, value] of Object.entries(asObject(annotations))) {
    yield* keyFaults(key, path);
    if (typeof value !== 'string') yield { path: `${path}.${key}`, problem: `${state(value)}, which is no text` };
    bytes += Buffer.byteLength(key) + Buffer.byteLength(asText(value) ?? '');
  }
  if (bytes > ANNOTATIONS_LIMIT) yield { path, problem: `hold ${bytes} bytes; ${ANNOTATIONS_LIMIT} are allowed` };
}
