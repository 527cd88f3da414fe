/** The parts of custom resources by which pods are scaled; each kind's upstream schema has more. */

import type { ScalingPace } from '../lib/scale/scaling';
import type { Metadata } from './custom-resources';

/** keda.sh/v1alpha1: KEDA makes a HorizontalPodAutoscaler of it, and answers what that asks. */
export interface ScaledObject {
  readonly metadata: Metadata;
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion: 'apps/v1'; readonly kind: 'Deployment'; readonly name: string };
    readonly minReplicaCount: number;
    readonly maxReplicaCount: number;
    readonly pollingInterval: number;
    readonly cooldownPeriod: number;
    readonly fallback: {
      readonly failureThreshold: number;
      readonly replicas: number;
      readonly behavior: 'currentReplicasIfHigher';
    };
    readonly advanced: {
      readonly horizontalPodAutoscalerConfig: { readonly name: string; readonly behavior: ScalingPace };
    };
    readonly triggers: readonly {
      readonly type: 'prometheus';
      readonly metricType: 'AverageValue';
      readonly metadata: {
        readonly serverAddress: string;
        readonly query: string;
        readonly threshold: string;
        readonly ignoreNullValues: 'false';
      };
    }[];
  };
}
