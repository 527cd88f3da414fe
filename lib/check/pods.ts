import { documentsOf } from '../assembly/find';
import type { Assembly } from '../assembly/assembly';
import type { Document, JsonObject } from '../assembly/document';
import { asList, asObject, asText, at } from './json';

/** A pod, as a document describes it: the document itself, or its template. */
export interface Pod {
  readonly document: Document;
  readonly metadata: JsonObject;
  /** Dotted path of the pod's metadata in the document. */
  readonly metadataPath: string;
  readonly spec: JsonObject;
  /** Dotted path of the pod's spec in the document. */
  readonly path: string;
}

/** One container of a pod, with its place. */
export interface Container {
  readonly name: string;
  readonly object: JsonObject;
  /** Dotted path in the document. */
  readonly path: string;
  /** A sidecar starts before the others and keeps running. */
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
}

/** Where each kind keeps the pod that it makes. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

const PODS = new WeakMap<Assembly, readonly Pod[]>();

/** Every pod that the documents of an environment make. */
export function podsOf(assembly: Assembly): readonly Pod[] {
  const known = PODS.get(assembly);
  if (known !== undefined) return known;
  const pods = documentsOf(assembly, 'kubernetes', ...Object.keys(TEMPLATES)).flatMap(
    (document) => podOf(document) ?? [],
  );
  PODS.set(assembly, pods);
  return pods;
}

/** The pod that a document makes, or undefined where it makes none. */
export function podOf(document: Document): Pod | undefined {
  if (document.domain !== 'kubernetes' || !Object.hasOwn(TEMPLATES, document.kind)) return undefined;
  const keys = TEMPLATES[document.kind] ?? [];
  const template = asObject(at(document.object, ...keys));
  return {
    document,
    metadata: asObject(template['metadata']),
    metadataPath: [...keys, 'metadata'].join('.'),
    spec: asObject(template['spec']),
    path: [...keys, 'spec'].join('.'),
  };
}

/** The containers of a pod: main ones, then those that start before them, then those for debugging. */
export function containersOf(pod: Pod): readonly Container[] {
  const list = (field: string, roleOf: (container: JsonObject) => Container['role']): Container[] =>
    asList(pod.spec[field]).map((item, index) => {
      const object = asObject(item);
      const path = `${pod.path}.${field}.${index}`;
      return { name: asText(object['name']) ?? '', object, path, role: roleOf(object) };
    });
  return [
    ...list('containers', () => 'main'),
    ...list('initContainers', ({ restartPolicy }) => (restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...list('ephemeralContainers', () => 'ephemeral'),
  ];
}

/** The containers that run as long as the pod does. */
export function runningContainersOf(pod: Pod): readonly Container[] {
  return containersOf(pod).filter(({ role }) => role === 'main' || role === 'sidecar');
}

/** Whether a selector of labels picks a pod; an empty one picks none here. */
export function selects(selector: JsonObject, pod: Pod): boolean {
  const labels = asObject(pod.metadata['labels']);
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
