import { asksForGpus, byShape, type Demand, type GpuDemand } from './demand';
import type { Environment } from './environment';
import { locateFact } from './fact-origin';
import { planObjection, planPools, type PoolPlan, type ShapedWorkload } from './gpu/pool-plan';
import { machineOf, podsPerNode } from './gpu/shape';
import { strategyOf } from './gpu/spare';

/** How many GPUs of each model may run at once. */
export type GpuLimits = Readonly<Record<string, { readonly limit: number }>>;

/** The most nodes of each GPU pool, by its shape. */
export type PoolSizes = ReadonlyMap<string, number>;

/** How demands share the limit of each model; what has no limit has room for all rollouts at once. */
export function gpuPlans(demands: readonly Demand[], limits: GpuLimits): ReadonlyMap<string, PoolPlan> {
  const shapes = [...byShape(demands.filter(asksForGpus))];
  const models = [...new Set(shapes.map(([, [{ model }]]) => model))].sort();
  return new Map(
    models.map((model) => {
      const own = shapes.filter(([, [first]]) => first.model === model);
      const workloads = own.flatMap(([shape, asking]) => asking.flatMap((demand) => shaped(shape, demand)));
      return [model, planPools(workloads, Object.hasOwn(limits, model) ? (limits[model]?.limit ?? 0) : Infinity)];
    }),
  );
}

function shaped(shape: string, demand: GpuDemand): readonly ShapedWorkload[] {
  const { service, workload, replicas, surge, spare } = demand;
  const machine = machineOf(demand);
  if (machine === undefined) return [];
  const strategy = spare === 'surge' ? ({ ...strategyOf(spare), maxSurge: surge } as const) : strategyOf(spare);
  return [
    {
      name: `${service}/${workload}`,
      replicas,
      strategy,
      shape,
      gpusPerNode: machine.gpus,
      podsPerNode: podsPerNode(demand, machine),
    },
  ];
}

/** The most nodes of every pool. One whose services run no pods stays, for the day on which they do. */
export function poolSizes(plans: ReadonlyMap<string, PoolPlan>): PoolSizes {
  const pools = [...plans.values()].flatMap((plan) => plan.pools);
  return new Map(pools.map(({ shape, nodes }) => [shape, Math.max(1, nodes)]));
}

/** An environment states how many GPUs of a model may run at once; what has no room in that, or could never roll, is refused. */
export function refuseUnfit(env: Environment, plans: ReadonlyMap<string, PoolPlan>): void {
  const { spec } = env;
  for (const [model, plan] of plans) {
    const objection = planObjection(plan, model, spec.name);
    if (objection === undefined) continue;
    env.refuse({
      ...objection,
      at: `${spec.name}.gpus.${model}.limit`,
      given: plan.gpus > plan.limit ? plan.gpus : plan.limit,
      source: locateFact(spec, ['gpus', model, 'limit']),
      environment: spec.name,
    });
  }
}
