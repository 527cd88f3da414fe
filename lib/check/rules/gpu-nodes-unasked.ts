import { asList, asObject, at } from '../json';
import { containersOf, podsOf } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';

const GPU = 'nvidia.com/gpu';

/** Makes sure that GPU nodes are left to pods that use their GPUs. */
export const gpuNodesUnasked: Rule = {
  code: 'GPU_NODES_UNASKED',
  severity: 'error',
  title: 'no pod without a GPU gets on nodes that have some',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      if (containersOf(pod).some(({ object }) => at(object, 'resources', 'limits', GPU) !== undefined)) continue;
      for (const [index, item] of asList(pod.spec['tolerations']).entries()) {
        const { key } = asObject(item);
        if (key !== undefined && key !== '' && key !== GPU) continue;
        const problem = `tolerates ${key === GPU ? 'the nodes with GPUs' : 'every node'}, and the pod asks for no GPU`;
        yield {
          document: pod.document.id,
          path: `${pod.path}.tolerations.${index}`,
          problem,
          fix: PROMISES.gpuUnasked.fix,
        };
      }
    }
  },
};
