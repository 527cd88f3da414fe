import type { Assembly } from '../assembly/assembly';
import { objectsOf } from '../check/fleet';
import { asNumber, asObject, asText } from '../check/json';
import { namespaceOf, placeOf } from '../check/stacks';

/** Pods of a Deployment when little and when much is asked of it. */
export interface ScaledPods {
  readonly min: number;
  readonly max: number;
}

/** What autoscalers may do, by what they scale: `Deployment/namespace/name`. */
export function scaledPods(assembly: Assembly): ReadonlyMap<string, ScaledPods> {
  const scaled = new Map<string, ScaledPods>();
  for (const scaler of objectsOf(assembly, 'HorizontalPodAutoscaler', 'ScaledObject')) {
    const spec = asObject(scaler.object['spec']);
    const target = asObject(spec['scaleTargetRef']);
    const keda = scaler.kind === 'ScaledObject';
    // KEDA scales Deployments unless told otherwise, down to none and up to a hundred; Kubernetes' own keeps one.
    const place = placeOf(asText(target['kind']) ?? 'Deployment', namespaceOf(scaler), asText(target['name']));
    const min = asNumber(spec[keda ? 'minReplicaCount' : 'minReplicas']) ?? (keda ? 0 : 1);
    const max = asNumber(spec[keda ? 'maxReplicaCount' : 'maxReplicas']) ?? (keda ? 100 : 0);
    scaled.set(place, { min, max: Math.max(min, max) });
  }
  return scaled;
}
