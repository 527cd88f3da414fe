import type { SourcePosition } from '../errors';

/** Plain data, as JSON knows it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Which engine reads a document; runbooks are read by people, the file of a routing by Alertmanager itself, and the last four live in the assembly only. */
export type Domain =
  | 'kubernetes'
  | 'terraform'
  | 'runbook'
  | 'rules'
  | 'environment'
  | 'declaration'
  | 'demand'
  | 'placed';

/** Whether the documents of a domain are applied; the others live in the assembly only. */
export function isApplied(domain: string): boolean {
  return domain === 'kubernetes' || domain === 'terraform';
}

/** The part of an environment that is applied as one, by one identity. */
export type Stack = 'platform' | `${string}:grants` | `${string}:workloads`;

/** Why a field has its value. Exactly one of `prop`, `fact`, `rule` and `hatch` is set. */
export interface FieldOrigin {
  /** The prop that caused it, as in the service's declaration: `gpu.count`, `reranker.image`. */
  readonly prop?: string;
  /** The environment fact that caused it: `cluster.issuer`. */
  readonly fact?: string;
  /** The library's own reason, one sentence. */
  readonly rule?: string;
  /** Set by a patch in the service file. */
  readonly hatch?: true;
  /** The line of the prop, the fact or the patch. */
  readonly at?: SourcePosition;
}

export interface Origins {
  /** The construct that emitted the document, `GpuWorkload code-suggestions/api`. */
  readonly construct: string;
  /** The call that made the construct. */
  readonly at?: SourcePosition;
  /** Of a declaration: where the class begins of which a row of the table made the service, where it made nothing else. */
  readonly placed?: SourcePosition;
  /** By dotted path into the object (`spec.template.spec.containers.0.image`); the longest prefix of a path holds. */
  readonly fields: { readonly [path: string]: FieldOrigin };
}

/** One Kubernetes object, Terraform block, runbook, routing file, environment, declaration or demand. */
export interface Document {
  /** `environment/stack/group/kind/namespace/name`, without an API version; `-` where a part is empty. */
  readonly id: string;
  readonly domain: Domain;
  readonly kind: string;
  readonly service?: string;
  readonly owner?: string;
  readonly origins: Origins;
  /** Of the object in canonical JSON. */
  readonly sha256: string;
  /** The file that holds it, below the environment's folder; absent where it lives in the assembly only. */
  readonly path?: string;
  readonly object: JsonObject;
}

/** What the id of a document is made of. */
export interface DocumentKey {
  readonly environment: string;
  readonly stack: Stack;
  /** API group without version, `terraform`, or `taxiway` for what lives in the assembly only. */
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The stable identity of a document across runs, API versions and machines. */
export function documentId(key: DocumentKey): string {
  return [key.environment, key.stack, key.group || 'core', key.kind, key.namespace ?? '-', key.name].join('/');
}
