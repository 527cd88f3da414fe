import type { Assembly } from '../assembly/assembly';
import type { JsonObject } from '../assembly/document';
import { scaledPods } from '../cost/scalers';
import { asNumber, asObject, at } from './json';
import { containersOf, type Pod } from './pods';
import { toQuantity } from './quantity';
import { nameOf, namespaceOf, placeOf } from './stacks';

/** The most pods that the autoscalers of an environment may run, by what they scale. */
export function scaledMaxima(assembly: Assembly): ReadonlyMap<string, number> {
  return new Map([...scaledPods(assembly)].map(([place, { max }]) => [place, max]));
}

/** The most pods that there are while a rollout runs: those that are wanted, and those that come before others go. */
export function podsAtMost({ document }: Pod, maxima: ReadonlyMap<string, number>): number {
  const { kind, object } = document;
  if (kind === 'Job') return asNumber(at(object, 'spec', 'parallelism')) ?? 1;
  if (kind === 'CronJob' || kind === 'Pod') return 1;
  const place = placeOf(kind, namespaceOf(document), nameOf(document));
  const wanted = Math.max(asNumber(at(object, 'spec', 'replicas')) ?? 1, maxima.get(place) ?? 0);
  return kind === 'Deployment' ? wanted + surgeOf(maxSurgeOf(object), wanted) : wanted;
}

/** How many pods a Deployment's rollout may add, or which share; a quarter is Kubernetes' own default. */
export function maxSurgeOf(deployment: JsonObject): number | string {
  const strategy = asObject(at(deployment, 'spec', 'strategy'));
  if (strategy['type'] === 'Recreate') return 0;
  const surge = at(strategy, 'rollingUpdate', 'maxSurge') ?? '25%';
  return typeof surge === 'string' ? surge : (asNumber(surge) ?? 0);
}

/** So many pods of a rollout come before others go. A share is rounded up. */
export function surgeOf(maxSurge: number | string, wanted: number): number {
  const share = typeof maxSurge === 'string' ? /^(\d+)%$/.exec(maxSurge)?.[1] : undefined;
  return share === undefined ? Number(maxSurge) || 0 : Math.ceil((wanted * Number(share)) / 100);
}

/**
 * What a pod takes of a resource, as the scheduler and the quota count it: its main containers and sidecars together,
 * or its largest start-up step where that is more.
 */
export function takenBy(pod: Pod, field: 'requests' | 'limits', resource: string): bigint {
  let running = 0n;
  let sidecars = injectedBy(pod, field, resource);
  let peak = 0n;
  for (const { object, role } of containersOf(pod)) {
    const amounts = asObject(object['resources']);
    const limit = at(amounts['limits'], resource);
    // A limit without a request is a request, too.
    const amount = toQuantity(field === 'limits' ? limit : (at(amounts['requests'], resource) ?? limit)) ?? 0n;
    if (role === 'main') running += amount;
    if (role === 'sidecar') sidecars += amount;
    if (role === 'init' && sidecars + amount > peak) peak = sidecars + amount;
  }
  return running + sidecars > peak ? running + sidecars : peak;
}

/** What GKE's reader of buckets takes, which isn't in the manifest: pods say so by annotations. */
function injectedBy({ metadata }: Pod, field: 'requests' | 'limits', resource: string): bigint {
  const annotations = asObject(metadata['annotations']);
  if (annotations['gke-gcsfuse/volumes'] !== 'true') return 0n;
  const amount = (kind: string) => annotations[`gke-gcsfuse/${resource}-${kind}`];
  const limit = amount('limit');
  return toQuantity(field === 'limits' ? limit : (amount('request') ?? limit)) ?? 0n;
}
