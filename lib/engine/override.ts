import type { TerraformElement, TerraformStack } from 'cdktf';
import { TaxiwayError } from '../errors';
import { oneLine } from '../nearest';
import { captureCallSite } from '../source/call-site';
import { locate } from '../source/locate';
import type { Patch } from './object';

/** What every object inherits: cdktf would follow such a path and change all objects of the program. */
const INHERITED = new Set(['__proto__', 'constructor', 'prototype']);

const OVERRIDES = new WeakMap<object, Patch[]>();

/** Notes the line of every override from now on, and refuses those that would change more than this element. */
export function watchOverrides(element: TerraformElement | TerraformStack): void {
  if (OVERRIDES.has(element)) return;
  const override = element.addOverride.bind(element);
  const patches: Patch[] = [];
  OVERRIDES.set(element, patches);
  element.addOverride = (path, value) => {
    const site = captureCallSite(element.addOverride);
    if (path.split('.').some((part) => INHERITED.has(part))) {
      throw new TaxiwayError({
        code: 'RENDER_FAILED',
        at: element.node.path,
        problem: `the override of '${oneLine(path)}' would change what every object inherits`,
        fix: 'name an argument of the block',
        source: locate(site)?.position,
      });
    }
    patches.push({ path, site });
    override(path, value);
  };
}

/** The overrides of a Terraform element, each with its line; cdktf itself forgets where they came from. */
export function overridesOf(element: TerraformElement): readonly Patch[] {
  return OVERRIDES.get(element) ?? [];
}
