import { TerraformElement } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { FieldOrigin } from '../assembly/document';
import type { CallSite } from '../source/call-site';
import { watchOverrides } from './override';

/** Where the reason for a field is looked up when the document is made. */
export type Cause = FieldOrigin | (() => FieldOrigin);

/** Why a document is there, and why its fields have their values. */
export interface Trace {
  /** The construct that emits it, `GpuWorkload code-suggestions/api`. */
  readonly construct: string;
  readonly site?: CallSite;
  /** By dotted path into the object. */
  readonly causes: Readonly<Record<string, Cause>>;
}

const TRACES = new WeakMap<IConstruct, Trace>();

/** Notes why something is emitted. */
export function trace<T extends IConstruct>(emitted: T, why: Trace): T {
  TRACES.set(emitted, why);
  if (TerraformElement.isTerraformElement(emitted)) watchOverrides(emitted);
  return emitted;
}

/** Why something was emitted; undefined for what the escape hatch added. */
export function traceOf(emitted: IConstruct): Trace | undefined {
  return TRACES.get(emitted);
}
