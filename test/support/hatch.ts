import { ApiObject, JsonPatch } from 'cdk8s';
import { TerraformElement } from 'cdktf';
import type { MlService } from '../../constructs/ml-service';

/** What a service's author does to what was rendered, past every prop. `on` counts through what there is; below 0 it is the Deployment. */
export type Hatch =
  | {
      readonly kind: 'patch';
      readonly on: number;
      readonly op: PatchOperation;
      readonly path: string;
      readonly value: unknown;
    }
  | { readonly kind: 'label' | 'annotation'; readonly on: number; readonly path: string; readonly value: unknown }
  | { readonly kind: 'override'; readonly on: number; readonly path: string; readonly value: unknown }
  | { readonly kind: 'stack'; readonly path: string; readonly value: unknown };

export type PatchOperation = 'add' | 'replace' | 'remove' | 'test' | 'copy' | 'move';

/** Does to a service what a hatch says. */
export function pull(service: MlService, hatch: Hatch): void {
  const all = service.node.findAll();
  const objects = all.filter((construct) => ApiObject.isApiObject(construct));
  const elements = all.filter((construct) => TerraformElement.isTerraformElement(construct));
  switch (hatch.kind) {
    case 'patch': {
      const object = hatch.on < 0 ? service.workload.deployment : objects[hatch.on % objects.length];
      return object?.addJsonPatch(patchOf(hatch));
    }
    case 'label':
      return objects[hatch.on % objects.length]?.metadata.addLabel(hatch.path, hatch.value as string);
    case 'annotation':
      return objects[hatch.on % objects.length]?.metadata.addAnnotation(hatch.path, hatch.value as string);
    case 'override':
      return elements[hatch.on % elements.length]?.addOverride(hatch.path, hatch.value);
    case 'stack':
      return service.deploy.account.cdktfStack.addOverride(hatch.path, hatch.value);
  }
}

function patchOf({ op, path, value }: Extract<Hatch, { kind: 'patch' }>): JsonPatch {
  if (op === 'remove') return JsonPatch.remove(path);
  if (op === 'copy' || op === 'move') return JsonPatch[op](typeof value === 'string' ? value : '/kind', path);
  return JsonPatch[op](path, value);
}
