import { TerraformElement } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { FieldOrigin } from '../assembly/document';
import { captureCallSite, type CallSite } from '../source/call-site';
import type { Patch } from './object';

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
const OVERRIDES = new WeakMap<IConstruct, Patch[]>();

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

/** The overrides of a Terraform element, each with its line; cdktf itself forgets where they came from. */
export function overridesOf(element: TerraformElement): readonly Patch[] {
  return OVERRIDES.get(element) ?? [];
}

function watchOverrides(element: TerraformElement): void {
  const override = element.addOverride.bind(element);
  const patches: Patch[] = [];
  OVERRIDES.set(element, patches);
  element.addOverride = (path, value) => {
    patches.push({ path, site: captureCallSite(element.addOverride) });
    override(path, value);
  };
}
