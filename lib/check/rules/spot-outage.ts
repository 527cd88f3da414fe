import { gpuPoolsOf, isMeantFor, spotUse } from '../gpu-pods';
import { scaledPods } from '../../cost/scalers';
import { asNumber, asTexts, at } from '../json';
import { podsOf } from '../pods';
import type { Rule } from '../rule';
import { nameOf, namespaceOf, placeOf } from '../stacks';

/** Makes sure that one spot node, or the spot nodes of one zone, can go without the service going with them. */
export const spotOutage: Rule = {
  code: 'SPOT_OUTAGE',
  severity: 'warning',
  title: 'what runs on spot nodes has more than one pod, and nodes in more than one zone',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const pools = gpuPoolsOf(assembly);
    const scaled = scaledPods(assembly);
    for (const pod of podsOf(assembly)) {
      if (spotUse(pod) !== 'always') continue;
      const document = pod.document.id;
      const { kind } = pod.document;
      const place = placeOf(kind, namespaceOf(pod.document), nameOf(pod.document));
      const replicas = asNumber(at(pod.document.object, 'spec', 'replicas')) ?? scaled.get(place)?.min ?? 1;
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
