import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { messageOf } from '../errors';
import { oneLine, show } from '../nearest';
import { captureCallSite, type CallSite } from '../source/call-site';

/** One patch that a service file made, and where. */
export interface Patch {
  /** Dotted path into the object. */
  readonly path: string;
  readonly site: CallSite;
}

/** A patch that does not fit the object that it is for. */
export class PatchFailed extends Error {
  constructor(
    readonly patch: Patch,
    reason: string,
  ) {
    super(reason);
  }
}

/** A Kubernetes object as it was given: nothing is dropped, and every patch is remembered with its line. */
export class KubernetesObject extends ApiObject {
  readonly hatches: Patch[] = [];
  private readonly operations: JsonPatch[] = [];

  override addJsonPatch(...operations: JsonPatch[]): void {
    const site = captureCallSite(this.addJsonPatch);
    for (const operation of operations) {
      this.hatches.push({ path: pathOf(operation), site });
      this.operations.push(operation);
    }
  }

  /** As cdk8s does it, but one patch at a time: the one that does not fit is named. */
  // cdk8s returns any.
  override toJson(): unknown {
    let object: unknown = super.toJson();
    for (const [index, operation] of this.operations.entries()) {
      try {
        requirePointers(operation);
        object = JsonPatch.apply(object, operation);
      } catch (error) {
        const patch = this.hatches[index];
        throw patch === undefined ? error : new PatchFailed(patch, reasonOf(error));
      }
    }
    return object;
  }
}

/** Whether an object remembers its patches; cdk8s answers `instanceof` for every object alike. */
export function isKubernetesObject(construct: IConstruct): construct is KubernetesObject {
  return ApiObject.isApiObject(construct) && 'hatches' in construct;
}

function pathOf(operation: JsonPatch): string {
  const { path } = operation._toJson() as { readonly path: unknown };
  if (typeof path !== 'string') return '';
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

/** The library for patches takes a path without its first slash for the name of nothing, and puts the value there. */
function requirePointers(operation: JsonPatch): void {
  const { path, from } = operation._toJson() as { readonly path: unknown; readonly from?: unknown };
  for (const pointer of from === undefined ? [path] : [path, from]) {
    if (typeof pointer !== 'string' || !(pointer === '' || pointer.startsWith('/')))
      throw new Error(`${show(pointer)} is no path; begin it with a slash`);
  }
}

/** What the library for patches says in many lines, or as a mistake of its own. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  if (message.startsWith('Test operation failed')) return 'its test does not hold';
  if (/banned/.test(message)) return 'it would change what every object inherits';
  if (/BigInt|circular/.test(message)) return 'its value is no plain data';
  // A plain TypeError is all that there is where a path goes through nothing.
  if (/^Cannot (?:read|set|use|convert|create|assign|add)/.test(message)) return 'it leads through what is not there';
  return oneLine(message.split('\n')[0] ?? '');
}
