import type { Assembly } from '../assembly/assembly';
import type { Document, JsonObject } from '../assembly/document';
import { resourcesOf } from './fleet';
import { asList, asObject, asText, block } from './json';
import type { Pod } from './pods';

/** GKE's label of nodes that Google may take back, and the taint on them. */
export const SPOT = 'cloud.google.com/gke-spot';

/** Whether pods run on spot nodes: always, where nothing better is left, or never. */
export function spotUse({ spec }: Pod): 'always' | 'maybe' | 'never' {
  if (asObject(spec['nodeSelector'])[SPOT] === 'true') return 'always';
  return asList(spec['tolerations'])
    .map(asObject)
    .some(({ key }) => key === SPOT)
    ? 'maybe'
    : 'never';
}

/** A pool, and what its nodes are. */
export interface PoolNodes {
  readonly document: Document;
  readonly config: JsonObject;
  readonly labels: JsonObject;
}

/** The node pools of an environment that have GPUs. */
export function gpuPoolsOf(assembly: Assembly): readonly PoolNodes[] {
  return resourcesOf(assembly, 'google_container_node_pool').flatMap((document) => {
    const config = block(document.object['node_config']);
    const gpus = asList(config['guest_accelerator']);
    return gpus.length === 0 ? [] : [{ document, config, labels: asObject(config['labels']) }];
  });
}

/** The labels of our own that a pod selects nodes by. */
export function ownSelectorOf({ spec }: Pod): readonly (readonly [string, string])[] {
  return Object.entries(asObject(spec['nodeSelector'])).flatMap(([key, value]) =>
    key.startsWith('taxiway.dev/') ? [[key, asText(value) ?? ''] as const] : [],
  );
}

/** Whether a pod is meant for the nodes of a pool: it selects by labels of ours, and all are there. */
export function isMeantFor(pod: Pod, { labels }: PoolNodes): boolean {
  const own = ownSelectorOf(pod);
  return own.length > 0 && own.every(([key, value]) => labels[key] === value);
}
