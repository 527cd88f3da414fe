import { gpuPoolsOf, isMeantFor, ownSelectorOf } from '../gpu-pods';
import type { Json, JsonObject } from '../../assembly/document';
import { objectsOf } from '../fleet';
import { asList, asObject, asText, at } from '../json';
import { containersOf, podsOf } from '../pods';
import { PROMISES } from '../promises';
import type { Rule } from '../rule';
import { nameOf } from '../stacks';

const EFFECTS: Readonly<Record<string, string>> = { NO_SCHEDULE: 'NoSchedule', NO_EXECUTE: 'NoExecute' };
const GPU = 'nvidia.com/gpu';
const CLASS = 'cloud.google.com/compute-class';

/** Makes sure that the pods of a service can get on the nodes that they look for. */
export const gpuPoolUnreachable: Rule = {
  code: 'GPU_POOL_UNREACHABLE',
  severity: 'error',
  title: 'pods that look for GPU nodes tolerate all their taints, and such nodes can come',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    const pools = gpuPoolsOf(assembly);
    const classes = objectsOf(assembly, 'ComputeClass').map(nameOf);
    // The nodes of a service's own repository are rendered elsewhere.
    const platform = pools.length > 0 || classes.length > 0;
    for (const pod of platform ? podsOf(assembly) : []) {
      const document = pod.document.id;
      const selector = `${pod.path}.nodeSelector`;
      const wanted = asText(asObject(pod.spec['nodeSelector'])[CLASS]);
      if (wanted !== undefined && !classes.includes(wanted)) {
        const problem = `is '${wanted}', and no ComputeClass is called so`;
        yield { document, path: `${selector}.${CLASS}`, problem, fix: 'leave the nodes to gpu.capacity' };
      }
      const own = ownSelectorOf(pod);
      const meant = pools.filter((pool) => isMeantFor(pod, pool));
      if (own.length > 0 && meant.length === 0) {
        const problem = `looks for ${own.map((pair) => pair.join('=')).join(', ')}, which no pool has`;
        yield { document, path: selector, problem, fix: PROMISES.gpuNodes.fix };
      }
      const asks = containersOf(pod).some(({ object }) => at(object, 'resources', 'limits', GPU) !== undefined);
      if (asks && own.length === 0 && wanted === undefined) {
        const problem = 'asks for a GPU and looks for no nodes of its own';
        yield { document, path: selector, problem, fix: PROMISES.gpuNodes.fix };
      }
      for (const { document: pool, config } of meant) {
        const taints = asList(config['taint']).map(asObject);
        for (const taint of taints.filter((one) => !tolerated(one, asList(pod.spec['tolerations'])))) {
          const problem = `lack ${asText(taint['key']) ?? ''}=${asText(taint['value']) ?? ''}, a taint of ${nameOf(pool)}`;
          yield {
            document,
            path: `${pod.path}.tolerations`,
            problem,
            fix: 'give one pool one set of taints, and tolerate all',
          };
        }
      }
    }
  },
};

function tolerated(taint: JsonObject, tolerations: readonly Json[]): boolean {
  const effect = EFFECTS[asText(taint['effect']) ?? ''];
  if (effect === undefined) return true;
  return tolerations.some((toleration) => {
    const key = at(toleration, 'key');
    const operator = at(toleration, 'operator') ?? 'Equal';
    const keyMatches = key === taint['key'] || (key === undefined && operator === 'Exists');
    const valueMatches = operator === 'Exists' || at(toleration, 'value') === taint['value'];
    return keyMatches && valueMatches && [undefined, effect].includes(asText(at(toleration, 'effect')));
  });
}
