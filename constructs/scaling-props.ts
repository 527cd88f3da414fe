/** What tells how many pods are needed, and how much of it one pod takes. */
export type ScaleOn =
  /** Requests that wait in the server: throughput at a bounded delay. A profile knows the metric. */
  | {
      readonly signal: 'queue';
      /** Waiting requests for each pod.
       *  @defaultValue what the profile has for it */
      readonly target?: number;
    }
  /** Requests that the server works on at a time: for tighter delays. A profile knows the metric. */
  | {
      readonly signal: 'concurrency';
      /** Requests for each pod. */
      readonly target: number;
    }
  /** Requests each second. */
  | {
      readonly signal: 'requests';
      readonly target: number;
      /** The counter that the pods show.
       *  @defaultValue `http_requests_total`, where the profile's server has it */
      readonly of?: string;
    }
  /** The part of its reserved processors that a pod uses: `'70%'`. Not with a GPU, whose processors say nothing. */
  | { readonly signal: 'cpu'; readonly target: `${number}%` }
  /** A gauge that the pods show: of the profile's server, or of the service's own. */
  | { readonly signal: { readonly gauge: string }; readonly target: number };

/** Pods that follow what there is to do. */
export interface ReplicaRange {
  /** Pods that always run; 1 or more. */
  readonly min: number;
  /** The most pods; quotas and nodes have room for all of them. */
  readonly max: number;
  /** By what they are scaled.
   *  @defaultValue the profile's signal; without one it has to be typed */
  readonly scaleOn?: ScaleOn;
}

/** Pods to keep running: a number, or a range and what moves them in it. */
export type Replicas = number | ReplicaRange;
