import type { Assembly } from '../assembly/assembly';
import type { Objection } from './finding';
import { resourcesOf } from './fleet';
import { asList, asObject, asText, at, block } from './json';
import { podsOf } from './pods';

/** Labels that GKE gives to nodes whose GPUs are shared, and to no others. */
const STRATEGY = 'cloud.google.com/gke-gpu-sharing-strategy';
const CLIENTS = 'cloud.google.com/gke-max-shared-clients-per-gpu';

/** Pools whose GPUs are whole, although pods are meant for them that ask for a shared one: those pods wait for ever. */
export function* unsharedPools(assembly: Assembly): Generator<Objection> {
  const pools = resourcesOf(assembly, 'google_container_node_pool');
  for (const { document, spec } of podsOf(assembly)) {
    const selector = asObject(spec['nodeSelector']);
    if (selector[STRATEGY] === undefined && selector[CLIENTS] === undefined) continue;
    for (const { id, object } of pools) {
      const config = block(object['node_config']);
      if (!isMeantFor(selector, asObject(config['labels']))) continue;
      for (const [index, gpu] of asList(config['guest_accelerator']).entries()) {
        const sharing = block(at(gpu, 'gpu_sharing_config'));
        if (asText(sharing['gpu_sharing_strategy']) !== undefined) continue;
        const path = `node_config.guest_accelerator.${index}.gpu_sharing_config`;
        const problem = `is missing, and ${document.kind} ${document.id.split('/').slice(-2).join('/')} asks for a shared GPU`;
        yield {
          document: id,
          path,
          problem,
          fix: 'say how the GPU is shared, or take the label out of the nodeSelector',
        };
      }
    }
  }
}

/** Whether the labels of our own that a pod selects by are all on the nodes of a pool, and at least one is. */
function isMeantFor(selector: ReturnType<typeof asObject>, labels: ReturnType<typeof asObject>): boolean {
  const own = Object.entries(selector).filter(([key]) => key.startsWith('taxiway.dev/'));
  return own.length > 0 && own.every(([key, value]) => labels[key] === value);
}
