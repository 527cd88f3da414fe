import { ContainerNodePool } from '@cdktf/provider-google/lib/container-node-pool';
import { Construct } from 'constructs';
import { cpuNodesOf, type CpuDemand } from '../lib/demand';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { CPU_DISK_GB } from '../lib/gpu/boot-disk';
import { machineForPods, SYSTEM_POOL } from '../lib/gpu/cpu-nodes';
import { NODES_TAINT } from '../lib/labels';
import { POOL_CAUSES, poolConfig } from './node-pool';
import type { NodeIdentity } from './node-identity';

/** Nodes without GPUs, and who asked for them. */
export interface CpuNodePoolProps {
  /** The Terraform stack that the pool is emitted to. */
  readonly blocks: BlockStack;
  /** The environment's facts. */
  readonly spec: EnvironmentSpec;
  /** Google's family of machines. */
  readonly family: string;
  /** Who asks for such nodes; nobody for those that run what the cluster itself needs. */
  readonly demands: readonly CpuDemand[];
  /** What the nodes act as. */
  readonly identity: NodeIdentity;
}

/**
 * Nodes of one machine family without GPUs. One pool is for everybody, and comes before all GPU pools; others belong to services that
 * named the family.
 * @example
 * ```ts
 * new CpuNodePool(this, 'cpu', { blocks, spec, family: 'e2', demands: [], identity });
 * ```
 */
export class CpuNodePool extends Construct {
  /** The Terraform resource. */
  readonly pool: ContainerNodePool;
  /** The most nodes that may run at once. */
  readonly maximum: number;

  constructor(scope: Construct, id: string, { blocks, spec, family, demands, identity }: CpuNodePoolProps) {
    super(scope, id);
    const machine = machineForPods(family, demands);
    if (machine === undefined) throw new Error(`no machine of ${family} has room for each of the pods`);
    const own = demands.length > 0;
    const totals = own ? { least: 0, most: cpuNodesOf(demands) ?? 0 } : SYSTEM_POOL;
    this.maximum = totals.most;
    const config = poolConfig(spec, identity, {
      shape: id,
      zones: spec.google.zones,
      totals,
      upgradeSurge: 1,
      node: {
        machineType: machine.type,
        // The system's own nodes spend no SSD quota.
        diskType: own ? 'pd-balanced' : 'pd-standard',
        diskSizeGb: CPU_DISK_GB,
        labels: { [NODES_TAINT]: id },
        ...(own ? { taint: [{ key: NODES_TAINT, value: id, effect: 'NO_SCHEDULE' }] } : {}),
      },
      more: { dependsOn: [...identity.parts] },
    });
    this.pool = new ContainerNodePool(blocks, id, config);
    this.pool.overrideLogicalId(id);
    const services = [...new Set(demands.map(({ service }) => service))].sort().join(', ');
    const system = 'what the cluster needs for itself runs here, and not on GPU nodes';
    trace(this.pool, {
      construct: `CpuNodePool ${id}`,
      causes: {
        ...POOL_CAUSES,
        autoscaling: { rule: own ? `replicas and surge of ${services}` : system },
        'node_config.machine_type': {
          rule: own ? `the smallest of ${family} with room for each pod of ${services}` : system,
        },
        'node_config.taint': { rule: 'these nodes are kept for those who asked for them' },
        upgrade_settings: { rule: 'one node more during an upgrade' },
      },
    });
  }
}
