import type { Assembly } from '../assembly/assembly';
import type { Objection } from './finding';
import { gpuPoolsOf, isMeantFor } from './gpu-pods';
import { asList, asObject, asText, at, block } from './json';
import { podsOf, type Pod } from './pods';

/** Labels that GKE gives to nodes whose GPUs are shared, and to no others. */
const STRATEGY = 'cloud.google.com/gke-gpu-sharing-strategy';
const CLIENTS = 'cloud.google.com/gke-max-shared-clients-per-gpu';
const PARTITION = 'cloud.google.com/gke-gpu-partition-size';

/** Pools whose GPUs are whole, although pods are meant for them that ask for a shared one: those pods wait for ever. */
export function* unsharedPools(assembly: Assembly): Generator<Objection> {
  const pools = gpuPoolsOf(assembly);
  for (const pod of podsOf(assembly)) {
    const { document } = pod;
    const selector = asObject(pod.spec['nodeSelector']);
    if (selector[STRATEGY] === undefined && selector[CLIENTS] === undefined) continue;
    for (const pool of pools) {
      const { config } = pool;
      if (!isMeantFor(pod, pool)) continue;
      for (const [index, gpu] of asList(config['guest_accelerator']).entries()) {
        const sharing = block(at(gpu, 'gpu_sharing_config'));
        if (asText(sharing['gpu_sharing_strategy']) !== undefined) continue;
        const path = `node_config.guest_accelerator.${index}.gpu_sharing_config`;
        const problem = `is missing, and ${document.kind} ${document.id.split('/').slice(-2).join('/')} asks for a shared GPU`;
        yield {
          document: pool.document.id,
          path,
          problem,
          fix: 'say how the GPU is shared, or take the label out of the nodeSelector',
        };
      }
    }
  }
}

/** Whether the pods of a selector get a part or a turn of a GPU: by labels of GKE's, or by the pool that they are meant for. */
export function sharesGpu(assembly: Assembly, pod: Pod): boolean {
  const selector = asObject(pod.spec['nodeSelector']);
  if (selector[STRATEGY] !== undefined || selector[CLIENTS] !== undefined || selector[PARTITION] !== undefined)
    return true;
  return gpuPoolsOf(assembly)
    .filter((pool) => isMeantFor(pod, pool))
    .flatMap(({ config }) => asList(config['guest_accelerator']).map(asObject))
    .some((gpu) => gpu['gpu_partition_size'] !== undefined || gpu['gpu_sharing_config'] !== undefined);
}
