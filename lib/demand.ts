import type { Environment } from './environment';
import { locateFact } from './fact-origin';

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

/** An environment states how many GPUs of a model may run at once; what is asked beyond that is nobody's default. */
export function refuseAboveLimits(env: Environment, demands: readonly Demand[]): void {
  const { spec } = env;
  for (const [model, offer] of Object.entries(spec.gpus)) {
    const asking = demands.filter((demand) => demand.model === model);
    const gpus = asking.reduce((sum, demand) => sum + nodesOf(demand) * demand.count, 0);
    if (gpus <= offer.limit) continue;
    // The order of the placement table says nothing.
    const byName = [...asking].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    const list = byName.map(
      (demand) =>
        `${nameOf(demand)} ${nodesOf(demand) * demand.count} (${demand.replicas} + ${demand.surge} while rolling)`,
    );
    env.refuse({
      code: 'GPU_LIMIT_EXCEEDED',
      at: `${spec.name}.gpus.${model}.limit`,
      problem: `${gpus} are asked for, and the limit is ${offer.limit}: ${list.join(', ')}`,
      fix: 'lower the replicas, or raise the limit and the quota',
      given: gpus,
      source: locateFact(spec, ['gpus', model, 'limit']),
      environment: spec.name,
    });
  }
}

function nameOf({ service, workload }: Demand): string {
  return `${service}/${workload}`;
}
