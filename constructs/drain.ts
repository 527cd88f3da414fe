import { usesGateway } from '../lib/facts/addresses';
import { toSeconds } from '../lib/units';
import type { ServiceScope } from './service-scope';
import type { WorkloadSettings } from './workload-settings';

/** Seconds for endpoints inside the cluster to forget a pod. */
const CLUSTER_DETACH = 15;

/** Seconds that a pod still serves after it was told to go. */
export function drainOf(service: ServiceScope, settings: WorkloadSettings): number {
  const fromOutside =
    settings.exposed === true ||
    (settings.callers.some((caller) => caller === 'rails' || caller === 'sidekiq') && usesGateway(service.spec));
  const detach = fromOutside ? toSeconds(service.spec.gateway.detachTime) : CLUSTER_DETACH;
  return detach + settings.stopDelay;
}
