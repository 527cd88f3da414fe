import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
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
    scaled.set(targetOf(scaler), limitsOf(scaler));
  }
  return scaled;
}

/** What an autoscaler scales; KEDA means a Deployment unless told otherwise. */
export function targetOf(scaler: Document): string {
  const target = asObject(asObject(scaler.object['spec'])['scaleTargetRef']);
  return placeOf(asText(target['kind']) ?? 'Deployment', namespaceOf(scaler), asText(target['name']));
}

/** Between which numbers of pods an autoscaler chooses: KEDA's from none to a hundred, Kubernetes' own from one. */
export function limitsOf({ kind, object }: Document): ScaledPods {
  const spec = asObject(object['spec']);
  const keda = kind === 'ScaledObject';
  const min = asNumber(spec[keda ? 'minReplicaCount' : 'minReplicas']) ?? (keda ? 0 : 1);
  const max = asNumber(spec[keda ? 'maxReplicaCount' : 'maxReplicas']) ?? (keda ? 100 : 0);
  return { min, max: Math.max(min, max) };
}
