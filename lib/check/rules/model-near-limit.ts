import { asList, asNumber, asText, at } from '../json';
import type { Rule } from '../rule';

/** Says where a model fits with little to spare: a longer context or a newer server may not start. */
export const modelNearLimit: Rule = {
  code: 'MODEL_NEAR_LIMIT',
  severity: 'warning',
  title: 'a model leaves a tenth of what its server may take of a GPU',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    for (const { id, domain, object } of assembly.documents) {
      if (domain !== 'declaration') continue;
      for (const [index, workload] of asList(object['workloads']).entries()) {
        if (at(workload, 'fit', 'verdict') !== 'near') continue;
        const percent = asNumber(at(workload, 'fit', 'percent')) ?? 100;
        const card = asText(at(workload, 'fit', 'card')) ?? 'the GPU';
        const problem = `is ${percent}: the model of ${asText(at(workload, 'name')) ?? ''} takes ${percent} % of what its server may take of ${card}`;
        const fix = 'lower weights.context or weights.concurrency, or take a GPU with more memory';
        yield { document: id, path: `workloads.${index}.fit.percent`, problem, fix };
      }
    }
  },
};
