/** What a workload asks of the shared platform: so many nodes with so many GPUs of a model. */
export interface Demand {
  readonly kind: 'GpuNodes';
  readonly service: string;
  readonly owner: string;
  readonly workload: string;
  readonly model: string;
  /** GPUs a pod. */
  readonly count: number;
  /** The most pods that run when nothing rolls. */
  readonly replicas: number;
  /** Pods beyond that while a rollout runs. */
  readonly surge: number;
}

/** The most nodes that a demand can take; one pod fills one node. */
export function nodesOf(demand: Demand): number {
  return demand.replicas + demand.surge;
}
