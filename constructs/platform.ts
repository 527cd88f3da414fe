import { Construct } from 'constructs';
import { asksForGpus, byShape, cpuDemandsByFamily, type Demand } from '../lib/demand';
import type { Environment } from '../lib/environment';
import { usesGateway } from '../lib/facts/addresses';
import { BlockStack, ObjectChart } from '../lib/engine/unit';
import { cpuPoolName, SYSTEM_POOL } from '../lib/gpu/cpu-nodes';
import { findGpu } from '../lib/gpu/models';
import { gpuPlans, poolSizes, refuseUnfit } from '../lib/gpu-pools';
import { quotaNeeds } from '../lib/quota';
import { machineOf } from '../lib/gpu/shape';
import { names } from '../lib/names';
import { AlertReceivers } from './alert-receivers';
import { AlertRouting } from './alert-routing';
import { AdmissionPolicies } from './admission-policies';
import { ComputeClass } from './compute-class';
import { CpuNodePool } from './cpu-node-pool';
import { Dashboards } from './dashboards';
import { DeployFederation } from './deploy-federation';
import { GpuNodePool } from './gpu-node-pool';
import { emit } from './kubernetes';
import { MATURITIES, PRIORITIES } from './maturity';
import { InternalApiProbe } from './internal-api-probe';
import { InternalGateway } from './internal-gateway';
import { LogMetrics } from './log-metrics';
import { NodeIdentity } from './node-identity';
import { PlatformIdentity } from './platform-identity';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';
import { addProviders } from './providers';
import { TeamLogs } from './team-logs';
import { VaultMounts } from './vault-mounts';

/** What services of an environment ask of the part that they share. */
export interface PlatformProps {
  /** All demands of the environment. */
  readonly demands: readonly Demand[];
}

/**
 * The part of an environment that all services share: GPU pools as they are demanded, Vault's mounts, priorities, the internal gateway.
 * It is a function of demands, so it renders the same whether the services live in one repository or in many.
 * @example
 * ```ts
 * new Platform(env, 'platform', { demands: env.demands });
 * ```
 */
export class Platform extends Construct {
  /** The GPU pools, one a shape. */
  readonly pools: GpuNodePool[] = [];
  private readonly objects: ObjectChart;
  private readonly blocks: BlockStack;

  constructor(
    private readonly env: Environment,
    id: string,
    { demands }: PlatformProps,
  ) {
    super(env, id);
    const unit = { stack: 'platform', folder: 'platform' } as const;
    this.objects = new ObjectChart(this, 'objects', unit);
    this.blocks = new BlockStack(this, 'platform', unit, env.spec.state.bucket);
    addProviders({ blocks: this.blocks, spec: env.spec });
    const mounts = new VaultMounts(this, 'mounts', { blocks: this.blocks, spec: env.spec });
    new DeployFederation(this, 'federation', { blocks: this.blocks, spec: env.spec });
    new PlatformIdentity(this, 'identity', { blocks: this.blocks, spec: env.spec, mounts });
    new TeamLogs(this, 'logs', { blocks: this.blocks, spec: env.spec });
    new LogMetrics(this, 'log-metrics', { blocks: this.blocks, spec: env.spec });
    this.emitPriorities();
    new AdmissionPolicies(this, 'admission', { objects: this.objects, spec: env.spec });
    if (usesGateway(env.spec)) new InternalGateway(this, 'gateway', { objects: this.objects, spec: env.spec });
    new AlertRouting(this, 'alerts', { objects: this.objects, spec: env.spec });
    new AlertReceivers(this, 'receivers', { objects: this.objects, blocks: this.blocks, spec: env.spec, mounts });
    new InternalApiProbe(this, 'probe', { objects: this.objects, spec: env.spec });
    new Dashboards(this, 'dashboards', { objects: this.objects, spec: env.spec });
    if (demands.length > 0) this.emitPools(demands);
  }

  private emitPriorities(): void {
    for (const maturity of MATURITIES) {
      const { value, preempts } = PRIORITIES[maturity];
      emit(
        this.objects,
        'PriorityClass',
        {
          metadata: { name: names.priorityClass(maturity), labels: PLATFORM_LABELS },
          value,
          preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
          globalDefault: false,
          description: `Services of maturity ${maturity}`,
        },
        platformTrace(this.env.spec, 'priorities', {
          value: { rule: 'where room is short, experiments wait' },
          preemptionPolicy: {
            rule: preempts ? 'it may push out what is worth less' : 'an experiment pushes nobody out',
          },
        }),
      );
    }
  }

  private emitPools(demands: readonly Demand[]): void {
    const { blocks, objects } = this;
    const { spec } = this.env;
    const identity = new NodeIdentity(this, 'nodes', { blocks, spec });
    const cpu = new CpuNodePool(this, SYSTEM_POOL.id, {
      blocks,
      spec,
      family: SYSTEM_POOL.family,
      demands: [],
      identity,
    });
    for (const [family, asking] of cpuDemandsByFamily(demands)) {
      new CpuNodePool(this, cpuPoolName(family), { blocks, spec, family, demands: asking, identity });
    }
    const plans = gpuPlans(demands, spec.gpus);
    const sizes = poolSizes(plans);
    for (const [nodes, [first, ...others]] of byShape(demands.filter(asksForGpus))) {
      const model = findGpu(first.model);
      const machine = machineOf(first);
      if (model === undefined || machine === undefined)
        throw new Error(`a demand asks for ${first.count} ${first.model}, which the catalogue lacks`);
      const parts = { spec, model, machine, demands: [first, ...others], identity } as const;
      if (typeof first.capacity === 'object' && 'fallback' in first.capacity)
        new ComputeClass(this, nodes, { objects, ...parts, steps: first.capacity.fallback });
      else
        this.pools.push(
          new GpuNodePool(this, nodes, { blocks, ...parts, maximum: sizes.get(nodes) ?? 0, after: [cpu.pool] }),
        );
    }
    this.env.quotas = quotaNeeds(demands, sizes);
    refuseUnfit(this.env, plans);
  }
}
