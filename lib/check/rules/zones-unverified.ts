import { findByAccelerator } from '../../gpu/models';
import { gpuPoolsOf } from '../gpu-pods';
import { asList, asText, asTexts, at } from '../json';
import type { Rule } from '../rule';

/** Says which pools are spread over zones that may not have their machines: Google refuses such a pool when it is made. */
export const zonesUnverified: Rule = {
  code: 'ZONES_UNVERIFIED',
  severity: 'warning',
  title: 'the catalogue knows that the zones of every GPU pool have its GPU',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    for (const { document, config } of gpuPoolsOf(assembly)) {
      const [name, model] = findByAccelerator(asText(at(asList(config['guest_accelerator'])[0], 'type'))) ?? [];
      for (const [index, zone] of asTexts(document.object['node_locations']).entries()) {
        const letters = model?.zones?.[zone.slice(0, -2)];
        if (letters?.includes(zone.slice(-1)) === true) continue;
        yield {
          document: document.id,
          path: `node_locations.${index}`,
          problem: `is ${zone}, and the catalogue doesn't know ${name ?? 'this GPU'} there`,
          fix: 'look whether Google has it there, and add the zone to lib/gpu/catalogue.ts',
        };
      }
    }
  },
};
