import { ApiObject, type JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { captureCallSite, type CallSite } from '../source/call-site';

/** One patch that a service file made, and where. */
export interface Patch {
  /** Dotted path into the object. */
  readonly path: string;
  readonly site: CallSite;
}

/** A Kubernetes object as it was given: nothing is dropped, and every patch is remembered with its line. */
export class KubernetesObject extends ApiObject {
  readonly hatches: Patch[] = [];

  override addJsonPatch(...operations: JsonPatch[]): void {
    const site = captureCallSite(this.addJsonPatch);
    for (const operation of operations) this.hatches.push({ path: pathOf(operation), site });
    super.addJsonPatch(...operations);
  }
}

/** Whether an object remembers its patches; cdk8s answers `instanceof` for every object alike. */
export function isKubernetesObject(construct: IConstruct): construct is KubernetesObject {
  return ApiObject.isApiObject(construct) && 'hatches' in construct;
}

function pathOf(operation: JsonPatch): string {
  const { path } = operation._toJson() as { path: string };
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}
