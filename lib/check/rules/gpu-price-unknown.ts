import { findByAccelerator, nodePrice } from '../../gpu/models';
import { machineType } from '../terraform/machine-type';
import { gpuPoolsOf } from '../gpu-pods';
import { asList, asText, at } from '../json';
import type { Rule } from '../rule';

/** Says which nodes nobody can tell the price of: they are missing in every sum, and no offer by need chooses them. */
export const gpuPriceUnknown: Rule = {
  code: 'GPU_PRICE_UNKNOWN',
  severity: 'warning',
  title: 'the catalogue has a price for the nodes of every GPU pool',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    for (const { document, config } of gpuPoolsOf(assembly)) {
      const [name, model] = findByAccelerator(asText(at(asList(config['guest_accelerator'])[0], 'type'))) ?? [];
      const type = asText(config['machine_type']) ?? '';
      const machines = model === undefined ? [] : [...Object.values(model.machines), ...model.otherMachines];
      const machine = machines.find((one) => one.type === type);
      // What is no machine of Google's is another rule's business.
      if (!machineType.holds(type)) continue;
      const spot = config['spot'] === true;
      if (
        name !== undefined &&
        machine !== undefined &&
        nodePrice(name, machine, spot ? 'spot' : 'onDemand') !== undefined
      )
        continue;
      yield {
        document: document.id,
        path: 'node_config.machine_type',
        problem: `is ${type}, which has no ${spot ? 'spot price' : 'price'} in the catalogue`,
        fix: 'add it to lib/gpu/prices.ts, with its source',
      };
    }
  },
};
