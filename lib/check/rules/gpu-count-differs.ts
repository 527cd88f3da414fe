import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { asList, asNumber, asObject, asText, at } from '../json';
import { declarationsOf } from '../fleet';
import { takenBy } from '../pod-counts';
import { podsOf } from '../pods';
import { showQuantity, toQuantity } from '../quantity';
import type { Rule } from '../rule';
import { nameOf } from '../stacks';

const GPU = 'nvidia.com/gpu';

/** Makes sure that pods ask for the GPUs that were declared, and that the platform was asked for as many. */
export const gpuCountDiffers: Rule = {
  code: 'GPU_COUNT_DIFFERS',
  severity: 'error',
  title: 'a Deployment, its declaration and its demand name one number of GPUs',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    const declared = declaredCounts(assembly);
    const demanded = demandedCounts(assembly);
    for (const pod of podsOf(assembly)) {
      const { document } = pod;
      const workload = keyOf(document.service, nameOf(document));
      if (document.kind !== 'Deployment' || document.service === undefined) continue;
      const limit = takenBy(pod, 'limits', GPU);
      const path = `${pod.path}.containers.0.resources.limits.${GPU}`;
      for (const [source, counts] of [
        ['the declaration', declared],
        ['the demand', demanded],
      ] as const) {
        const count = counts.get(workload) ?? 0;
        if (toQuantity(count) === limit) continue;
        const problem = `is ${showQuantity(limit)}; ${source} names ${count}`;
        yield { document: document.id, path, problem, fix: 'change gpu.count: nodes, quota and pods follow it' };
      }
    }
  },
};

function keyOf(service: string | undefined, workload: string | undefined): string {
  return `${service ?? ''}/${workload ?? ''}`;
}

function declaredCounts(assembly: Assembly): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { service, object } of declarationsOf(assembly)) {
    for (const workload of asList(object['workloads']).map(asObject)) {
      counts.set(keyOf(service, asText(workload['name'])), asNumber(at(workload['gpu'], 'count')) ?? 0);
    }
  }
  return counts;
}

function demandedCounts(assembly: Assembly): ReadonlyMap<string, number> {
  const demands = assembly.documents.filter(({ domain, kind }) => domain === 'demand' && kind === 'GpuNodes');
  return new Map(
    demands.map(({ object }: Document) => {
      return [keyOf(asText(object['service']), asText(object['workload'])), asNumber(object['count']) ?? 0];
    }),
  );
}
