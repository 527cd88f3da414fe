import { takenBy } from '../pod-counts';
import { podsOf } from '../pods';
import { showQuantity, toQuantity } from '../quantity';
import type { Rule } from '../rule';
import { sharesGpu } from '../shared-gpus';

const GPU = 'nvidia.com/gpu';

/** GPU-1: the device plugin fails such pods at start, and their Deployment makes new ones without end. */
export const gpuSharedCount: Rule = {
  code: 'GPU_SHARED_COUNT',
  severity: 'error',
  title: 'no pod asks for more than one part or turn of a GPU that is shared',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      const limit = takenBy(pod, 'limits', GPU);
      if (limit <= (toQuantity(1) ?? 0n) || !sharesGpu(assembly, pod)) continue;
      yield {
        document: pod.document.id,
        path: `${pod.path}.containers.0.resources.limits.${GPU}`,
        problem: `is ${showQuantity(limit)}; a share is a turn or a partition, and a pod can have one`,
        fix: 'ask for 1: for more of the GPU lower the clients, choose a larger partition, or take a whole one',
      };
    }
  },
};
