import type { Assembly } from '../../lib/assembly/assembly';
import { canonical, canonicalText } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import { documentId, type Document, type Domain, type JsonObject, type Stack } from '../../lib/assembly/document';
import { compareIds } from '../../lib/assembly/id';
import { recordOf } from '../../lib/assembly/record';

/** What a test says about a document; the rest is filled in. */
export interface DocumentSpec {
  readonly kind?: string;
  readonly name?: string;
  readonly service?: string;
  readonly stack?: Stack;
  readonly domain?: Domain;
  readonly environment?: string;
  readonly path?: string;
  readonly object?: JsonObject;
}

/** Makes a document as a synth does. */
export function documentOf(spec: DocumentSpec = {}): Document {
  const {
    kind = 'ConfigMap',
    name = 'api',
    service = 'chat',
    domain = 'kubernetes',
    environment = 'production',
  } = spec;
  const stack = spec.stack ?? (`${service}:workloads` as const);
  const group = domain === 'kubernetes' ? 'core' : domain === 'terraform' ? 'terraform' : 'taxiway';
  const object = canonical(spec.object ?? { kind, metadata: { name, namespace: service } }) as JsonObject;
  const namespace = domain === 'kubernetes' ? service : undefined;
  return {
    id: documentId({ environment, stack, group, kind, namespace, name }),
    domain,
    kind,
    service,
    owner: 'group::chat',
    origins: { construct: `Test ${service}/${name}`, fields: { spec: { rule: 'a test says so' } } },
    sha256: sha256(canonicalText(object)),
    path: spec.path,
    object,
  };
}

/** Makes an assembly of documents in any order. */
export function assemblyOf(documents: readonly Document[], environment = 'production'): Assembly {
  return { schemaVersion: 1, library: '0.1.0', environment, documents: [...documents].sort(compareIds) };
}

/** Makes one of two assemblies that differ in every file and in which services there are. */
export function bigAssemblyOf(version: 'a' | 'b'): Assembly {
  const services = Array.from({ length: 60 }, (_, index) => `chat-${String(index)}`);
  const placed = services.filter((_, index) => index % 3 === 0 || (index % 3 === 1) === (version === 'a'));
  const filler = version.repeat(3000);
  return assemblyOf(
    placed.flatMap((service) =>
      ['kubernetes.yaml', 'grants/kubernetes.yaml', 'stop/soft/kubernetes.yaml'].map((file) =>
        documentOf({ service, name: file.replaceAll(/\W/g, '-'), path: `${service}/${file}`, object: { filler } }),
      ),
    ),
  );
}

/** Numbers below a limit, the same on every machine and in every run. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One service in three states: whole, with another replica count, and without its grants. */
export const grants = documentOf({ kind: 'Namespace', stack: 'chat:grants', path: 'chat/grants/kubernetes.yaml' });
export const workloads = documentOf({ kind: 'Deployment', path: 'chat/kubernetes.yaml' });
export const demand = documentOf({ domain: 'demand', kind: 'GpuDemand' });
export const both = assemblyOf([workloads, grants, demand]);
export const scaled = documentOf({
  kind: 'Deployment',
  path: 'chat/kubernetes.yaml',
  object: { spec: { replicas: 2 } },
});
export const changed = assemblyOf([scaled, grants, demand]);
export const fewer = assemblyOf([workloads, demand]);

/** The text of an assembly's record. */
export function recordText(assembly: Assembly, files: ReadonlyMap<string, string>): string {
  return Buffer.concat([...recordOf(assembly, files).pieces]).toString();
}
