import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { objectsOf } from '../check/fleet';
import { asList, asNumber, asObject, asText } from '../check/json';
import { containersOf, podsOf, type Pod as PodSource } from '../check/pods';
import { metadataOf, nameOf, namespaceOf } from '../check/stacks';
import { NONE, portsOf, together, type Connections } from './connections';
import type { Port } from './policy';
import { NAME_LABEL, type Labels } from './selector';

/** Pods that are alike, as one end of an edge: those of a workload, or those of a neighbour that is known by its labels. */
export interface Pod {
  /** `spamcheck/api`, or the word for a neighbour: `rails`. */
  readonly id: string;
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** Ports that its containers name. */
  readonly ports: readonly { readonly name: string; readonly number: number; readonly protocol: string }[];
  /** Pods of the node's own network are the node: no policy picks them, and no selector. */
  readonly hostNetwork: boolean;
  /** The service account. */
  readonly account: string;
  /** What makes it; undefined for a neighbour. */
  readonly source?: PodSource;
}

/** Every pod that the documents make, once for each workload. */
export function workloadPodsOf(assembly: Assembly): readonly Pod[] {
  const labelsOf = namespaceLabelsOf(assembly);
  const taken = new Set<string>();
  return podsOf(assembly).map((source) => {
    const namespace = namespaceOf(source.document) ?? 'default';
    const name = `${namespace}/${nameOf(source.document)}`;
    const id = taken.has(name) ? `${name} (${source.document.kind})` : name;
    taken.add(id);
    return {
      id,
      namespace,
      namespaceLabels: labelsOf(namespace),
      labels: textsOf(source.metadata['labels']),
      ports: namedPorts(source),
      hostNetwork: source.spec['hostNetwork'] === true,
      account: asText(source.spec['serviceAccountName']) ?? 'default',
      source,
    };
  });
}

/** Pods that others run, known by where they are and what labels they have. */
export function neighbour(id: string, namespace: string, labels: Labels, labelsOf: (namespace: string) => Labels): Pod {
  const namespaceLabels = labelsOf(namespace);
  return { id, namespace, namespaceLabels, labels, ports: [], hostNetwork: false, account: 'default' };
}

/** The labels of namespaces, with the one that the server adds. */
export function namespaceLabelsOf(assembly: Assembly): (namespace: string) => Labels {
  const known = new Map(objectsOf(assembly, 'Namespace').map((document) => [nameOf(document), labelsIn(document)]));
  return (namespace) => ({ ...known.get(namespace), [NAME_LABEL]: namespace });
}

function labelsIn(document: Document): Labels {
  return textsOf(metadataOf(document)['labels']);
}

function textsOf(value: Parameters<typeof asObject>[0]): Labels {
  return Object.fromEntries(Object.entries(asObject(value)).map(([key, one]) => [key, asText(one) ?? '']));
}

function namedPorts(source: PodSource): Pod['ports'] {
  return containersOf(source)
    .filter(({ role }) => role === 'main' || role === 'sidecar')
    .flatMap(({ object }) => asList(object['ports']))
    .flatMap((item) => {
      const { name, containerPort, protocol } = asObject(item);
      const number = asNumber(containerPort);
      if (typeof name !== 'string' || number === undefined) return [];
      return [{ name, number, protocol: asText(protocol) ?? 'TCP' }];
    });
}

/** What the ports of a rule open at a pod; a name opens what the pod calls so, and nothing at an address. */
export function opened(ports: readonly Port[], at: Pod | undefined): Connections {
  return together(
    ports.map(({ protocol, port, endPort }) => {
      if (port === undefined) return portsOf(protocol);
      if (typeof port === 'number') return portsOf(protocol, port, endPort ?? port);
      const named = (at?.ports ?? []).filter((one) => one.name === port && one.protocol === protocol);
      return named.length === 0 ? NONE : together(named.map(({ number }) => portsOf(protocol, number, number)));
    }),
  );
}
