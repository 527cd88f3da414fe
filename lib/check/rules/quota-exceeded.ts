import { QUOTA_CHECKLIST } from '../../quota';
import { asList, asNumber, asObject, asText, asTexts, at } from '../json';
import { factsOf } from '../fleet';
import type { Rule } from '../rule';

/** GPU-3: makes sure that the pools fit into the quotas that the environment states, those of disks among them. */
export const quotaExceeded: Rule = {
  code: 'QUOTA_EXCEEDED',
  severity: 'error',
  title: "what the pools can take at most is within the Google project's quotas, as far as the environment states them",
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const stated = asObject(at(factsOf(assembly).object, 'quotas'));
    const checklists = assembly.documents.filter(({ domain, kind }) => domain === 'demand' && kind === QUOTA_CHECKLIST);
    for (const { id, object } of checklists) {
      for (const [index, row] of asList(object['quotas']).map(asObject).entries()) {
        const metric = asText(row['metric']) ?? '';
        const quota = asNumber(stated[metric]);
        const needed = asNumber(row['needed']) ?? 0;
        if (quota === undefined || needed <= quota) continue;
        yield {
          document: id,
          path: `quotas.${index}.needed`,
          problem: `is ${needed} of ${metric}, and the quota is ${quota}: ${asTexts(row['terms']).join(', ')}`,
          fix: 'ask Google for more and state it, or lower the replicas',
        };
      }
    }
  },
};
