import type { CounterMetric, GaugeMetric } from '../slo/metric';

/** A number of pods that follows a signal, as it holds in an environment. */
export interface Scaling {
  readonly min: number;
  readonly max: number;
  readonly signal: 'queue' | 'concurrency' | 'requests' | 'cpu' | 'gauge';
  /** What tells it; the processors need none. */
  readonly metric?: GaugeMetric | Pick<CounterMetric, 'kind' | 'name' | 'by'>;
  /** Of the signal, what one pod takes; of processors, percent of what is reserved. */
  readonly target: number;
}

/** How fast pods come and go, as an autoscaler spells it. */
export interface ScalingPace {
  readonly scaleUp: Pace;
  readonly scaleDown: Pace;
}

interface Pace {
  readonly stabilizationWindowSeconds: number;
  readonly policies: readonly { readonly type: 'Pods'; readonly value: number; readonly periodSeconds: number }[];
}

/** The longest that Kubernetes looks back. */
const LONGEST = 3600;
const SHORTEST = 600;

/**
 * Seconds that little to do has to last before a pod goes: as long as another takes to come, with its node, image and weights. Who
 * takes pods away faster misses them when the next wave comes.
 */
export function coolDown(startup: number): number {
  return Math.min(LONGEST, Math.max(SHORTEST, startup));
}

/** Up at once, by two pods a minute; down by one in five minutes, after what has been seen for so many seconds. */
export function paceOf(cooling: number): ScalingPace {
  return {
    scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: cooling, policies: [{ type: 'Pods', value: 1, periodSeconds: 300 }] },
  };
}
