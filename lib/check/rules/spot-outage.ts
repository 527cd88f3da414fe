import { gpuPoolsOf, isMeantFor, spotUse } from '../gpu-pods';
import { asNumber, asTexts, at } from '../json';
import { podsOf } from '../pods';
import type { Rule } from '../rule';

/** Makes sure that one spot node, or the spot nodes of one zone, can go without the service going with them. */
export const spotOutage: Rule = {
  code: 'SPOT_OUTAGE',
  severity: 'warning',
  title: 'what runs on spot nodes has more than one pod, and nodes in more than one zone',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const pools = gpuPoolsOf(assembly);
    for (const pod of podsOf(assembly)) {
      if (spotUse(pod) !== 'always') continue;
      const document = pod.document.id;
      const replicas = asNumber(at(pod.document.object, 'spec', 'replicas')) ?? 1;
      if (replicas === 1) {
        const problem = 'is 1, on a node that Google may take back at any time: that is an outage';
        yield { document, path: 'spec.replicas', problem, fix: 'run two, or run on demand' };
      }
      for (const pool of pools.filter((one) => isMeantFor(pod, one))) {
        const zones = asTexts(pool.document.object['node_locations']);
        if (zones.length > 1) continue;
        const problem = `has its spot nodes in ${zones[0] ?? 'no zone'} alone: where they run out there, that is an outage`;
        yield {
          document,
          path: `${pod.path}.nodeSelector`,
          problem,
          fix: 'use a GPU that more zones have, or run on demand',
        };
      }
    }
  },
};
