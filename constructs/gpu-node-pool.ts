import { ContainerNodePool, type ContainerNodePoolNodeConfig } from '@cdktf/provider-google/lib/container-node-pool';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { diskOf, type GpuDemand } from '../lib/demand';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { bootDiskGb } from '../lib/gpu/boot-disk';
import { zonesWith } from '../lib/gpu/models';
import type { GpuMachine, GpuModel } from '../lib/gpu/rows';
import { sayCapacity, type Capacity } from '../lib/gpu/shape';
import { GPU_SHAPE_LABEL, NODES_TAINT } from '../lib/labels';
import { names } from '../lib/names';
import { POOL_CAUSES, poolConfig } from './node-pool';
import type { NodeIdentity } from './node-identity';

/** One shape of GPU nodes, and who asked for them. */
export interface GpuNodePoolProps {
  /** The Terraform stack that the pool is emitted to. */
  readonly blocks: BlockStack;
  /** The environment's facts. */
  readonly spec: EnvironmentSpec;
  /** What the catalogue says of the GPU. */
  readonly model: GpuModel;
  /** The machine that carries the GPUs. */
  readonly machine: GpuMachine;
  /** Who asks for such nodes; all ask for one shape. */
  readonly demands: readonly [GpuDemand, ...GpuDemand[]];
  /** The most nodes that may run at once. */
  readonly maximum: number;
  /** What the nodes act as. */
  readonly identity: NodeIdentity;
  /** What has to be there first: a pool without GPUs, for all that isn't meant for this one. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * The nodes of one GPU shape, shared by all services that ask for it; there are none while nobody runs.
 * @example
 * ```ts
 * new GpuNodePool(this, 'l4-x1', { blocks, spec, model, machine, demands, maximum, identity, after: [cpu.pool] });
 * ```
 */
export class GpuNodePool extends Construct {
  /** The Terraform resource. */
  readonly pool: ContainerNodePool;
  /** The most nodes that may run at once. */
  readonly maximum: number;

  constructor(scope: Construct, id: string, props: GpuNodePoolProps) {
    super(scope, id);
    const { blocks, spec, model, machine, demands, maximum, identity, after } = props;
    const [{ model: modelName, capacity }] = demands;
    this.maximum = maximum;
    const config = poolConfig(spec, identity, {
      shape: `gpu-${id}`,
      zones: zonesWith(model, spec.google.region, spec.google.zones),
      totals: { least: 0, most: maximum },
      upgradeSurge: model.upgradeSurge,
      node: { ...nodeConfig(props), labels: { [GPU_SHAPE_LABEL]: id } },
      more: {
        ...(model.compact === true ? { placementPolicy: { type: 'COMPACT' } } : {}),
        dependsOn: [...identity.parts, ...after],
      },
    });
    const address = names.poolAddress(id);
    this.pool = new ContainerNodePool(blocks, address, config);
    this.pool.overrideLogicalId(address);
    const services = [...new Set(demands.map(({ service }) => service))].sort();
    trace(this.pool, {
      construct: `GpuNodePool ${id}`,
      causes: {
        ...POOL_CAUSES,
        'autoscaling.total_max_node_count': {
          rule: `replicas and surge of ${services.join(', ')}, within the limit of ${modelName}`,
        },
        'autoscaling.total_min_node_count': { rule: 'no node runs while nobody asks for one' },
        'node_config.taint': { rule: 'GKE adds it only where another pool exists already; other pods stay away' },
        'node_config.machine_type': { rule: `the machine that carries ${machine.gpus} ${modelName}` },
        'node_config.guest_accelerator': { rule: 'the driver is installed by GKE, at a version that is written out' },
        'node_config.disk_size_gb': { rule: 'every pod has room for its home, its scratch and a copy of its weights' },
        'node_config.secondary_boot_disks': { rule: 'asked for: images that are on it need not be pulled' },
        'node_config.spot': { rule: 'asked for: Google may take the nodes back' },
        'node_config.reservation_affinity': {
          rule: `nodes are ${sayCapacity(capacity)}, and take nobody's reservation`,
        },
        upgrade_settings: {
          rule:
            model.upgradeSurge === 1
              ? 'one node more during an upgrade'
              : 'this GPU is scarce: one node goes before another comes',
        },
        placement_policy: { rule: 'its machines have to stand close together' },
        depends_on: {
          rule: 'a node without its identity can read no image, and without another pool everything would run here',
        },
      },
    });
  }
}

function nodeConfig({ model, machine, demands }: GpuNodePoolProps): ContainerNodePoolNodeConfig {
  const [shape] = demands;
  const { partition, clients, capacity, imageCache } = shape;
  const spot = typeof capacity === 'object' && 'spot' in capacity;
  return {
    machineType: machine.type,
    diskType: model.bootDisk,
    diskSizeGb: bootDiskGb(shape, machine, diskOf(demands)),
    guestAccelerator: [
      {
        type: model.accelerator,
        count: machine.gpus,
        gpuDriverInstallationConfig: { gpuDriverVersion: model.driver },
        ...(partition === undefined ? {} : { gpuPartitionSize: partition }),
        ...(clients === undefined
          ? {}
          : { gpuSharingConfig: { gpuSharingStrategy: 'TIME_SHARING', maxSharedClientsPerGpu: clients } }),
      },
    ],
    ...(imageCache === undefined
      ? {}
      : { secondaryBootDisks: [{ diskImage: imageCache, mode: 'CONTAINER_IMAGE_CACHE' }] }),
    ...(spot ? { spot } : { reservationAffinity: reservationOf(capacity) }),
    taint: [
      { key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' },
      ...(spot ? [{ key: 'cloud.google.com/gke-spot', value: 'true', effect: 'NO_SCHEDULE' }] : []),
      ...(clients === undefined ? [] : [{ key: NODES_TAINT, value: shape.service, effect: 'NO_SCHEDULE' }]),
    ],
  };
}

function reservationOf(capacity: Capacity): ContainerNodePoolNodeConfig['reservationAffinity'] {
  if (typeof capacity === 'string' || !('reserved' in capacity)) return { consumeReservationType: 'NO_RESERVATION' };
  return {
    consumeReservationType: 'SPECIFIC_RESERVATION',
    key: 'compute.googleapis.com/reservation-name',
    values: [capacity.reserved],
  };
}
