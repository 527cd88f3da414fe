import type { Construct } from 'constructs';
import { GpuWorkload } from '../../constructs/gpu-workload';
import { MlService, type MlServiceProps } from '../../constructs/ml-service';
import { synthesize, type Outcome } from '../../constructs/synthesize';
import { Workload } from '../../constructs/workload';
import type { GpuWorkloadProps, WorkloadProps } from '../../constructs/workload-props';
import type { Environment } from '../../lib/environment';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { place, type Placement } from '../../lib/placement';
import type { LooseProps } from './environment';
import { pull, type Hatch } from './hatch';

/** A generated service as data: what its class does when it is built. */
export interface ServicePlan {
  readonly id: unknown;
  readonly props: unknown;
  readonly later: readonly WorkloadPlan[];
  /** Which workload may call which, by index; 0 is the first. */
  readonly ways: readonly (readonly [from: number, to: number])[];
  readonly hatches: readonly Hatch[];
}

/** A service, and the environment that it is placed in. */
export interface PlacedPlan {
  readonly spec: EnvironmentSpec;
  readonly plan: ServicePlan;
}

/** Services, and the environments that they are all placed in. */
export interface FleetPlan {
  readonly specs: readonly EnvironmentSpec[];
  readonly services: readonly ServicePlan[];
  /** Rows that come on top, by index: a service once more, in some environments. */
  readonly rows: readonly (readonly [service: number, environments: readonly number[]])[];
}

/** A workload beside the first one; it has GPUs where its props say `gpu`. */
export interface WorkloadPlan {
  readonly name: unknown;
  readonly props: unknown;
}

/** Stands for `env.image(name)` in the props of a plan. */
export class ImageByName {
  constructor(readonly name: unknown) {}
}

/** Stands for `env.select(arms)` in the props of a plan. */
export class Selected {
  constructor(readonly arms: unknown) {}
}

export const byName = (name: unknown): ImageByName => new ImageByName(name);

/** The class that a plan stands for. */
export function classOf(plan: ServicePlan): new (env: Environment) => Construct {
  const Generated = class extends MlService {
    constructor(env: Environment) {
      // Wrong on purpose, where a property wants to see it refused.
      super(env, plan.id as string, inEnvironment(env, plan.props) as MlServiceProps);
      const workloads = [this.workload, ...plan.later.map((later) => addWorkload(this, env, later))];
      for (const [from, to] of plan.ways) workloads[from]?.mayCall(workloads[to] ?? this.workload);
      for (const hatch of plan.hatches) pull(this, hatch);
    }
  };
  Object.defineProperty(Generated, 'name', { value: `Service${typeof plan.id === 'string' ? plan.id : ''}` });
  return Generated;
}

/** The placement table of a fleet. */
export function tableOf({ specs, services, rows }: FleetPlan): Placement[] {
  const classes = services.map(classOf);
  const more = rows.flatMap(([service, environments]) => {
    const type = classes[service];
    return type === undefined
      ? []
      : [
          place(
            type,
            environments.flatMap((index) => specs[index] ?? []),
          ),
        ];
  });
  return [...classes.map((type) => place(type, specs)), ...more];
}

/** Renders plans in one environment, in memory. */
export function synthesizePlans(plans: readonly ServicePlan[], spec: EnvironmentSpec): Outcome {
  return synthesize(tableOf({ specs: [spec], services: plans, rows: [] }), spec);
}

function addWorkload(service: MlService, env: Environment, { name, props }: WorkloadPlan): Workload {
  const given = inEnvironment(env, props);
  // As above.
  return typeof given === 'object' && given !== null && 'gpu' in given
    ? new GpuWorkload(service, name as string, given as GpuWorkloadProps)
    : new Workload(service, name as string, given as WorkloadProps);
}

/** Props with what stands for calls of the environment replaced by those calls; everything else stays as it is. */
function inEnvironment(env: Environment, props: unknown): unknown {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) return props;
  const replaced: LooseProps = {};
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(props))) {
    const value = 'value' in property ? call(env, property.value) : undefined;
    Object.defineProperty(replaced, key, 'value' in property ? { ...property, value } : property);
  }
  return replaced;
}

function call(env: Environment, value: unknown): unknown {
  if (value instanceof ImageByName) return env.image(value.name as string);
  if (value instanceof Selected) return env.select(value.arms as Record<string, unknown>);
  return value;
}
