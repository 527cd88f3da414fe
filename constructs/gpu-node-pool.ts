import { ContainerNodePool, type ContainerNodePoolNodeConfig } from '@cdktf/provider-google/lib/container-node-pool';
import { Construct } from 'constructs';
import { nodesOf, type Demand } from '../lib/demand';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { zonesWith } from '../lib/gpu/models';
import type { GpuMachine, GpuModel } from '../lib/gpu/rows';
import { GPU_SHAPE_LABEL, MANAGED_LABEL } from '../lib/labels';
import { names, shortHash } from '../lib/names';
import type { NodeIdentity } from './node-identity';

/** One shape of GPU nodes, and who asked for them. */
export interface GpuNodePoolProps {
  /** The Terraform stack that the pool is emitted to. */
  readonly blocks: BlockStack;
  /** The environment's facts. */
  readonly spec: EnvironmentSpec;
  /** Name of the GPU in the catalogue, `l4`. */
  readonly modelName: string;
  /** What the catalogue says of it. */
  readonly model: GpuModel;
  /** The machine that carries the GPUs. */
  readonly machine: GpuMachine;
  /** Who asks for such nodes. */
  readonly demands: readonly Demand[];
  /** What the nodes act as. */
  readonly identity: NodeIdentity;
}

/** Gigabytes; a server image and its weights fit twice. */
const BOOT_DISK = 200;

/**
 * The nodes of one GPU shape, shared by all services that ask for it; there are none while nobody runs.
 * @example
 * ```ts
 * new GpuNodePool(this, 'l4-x1', { blocks, spec, modelName: 'l4', model, machine, demands, identity });
 * ```
 */
export class GpuNodePool extends Construct {
  /** The Terraform resource. */
  readonly pool: ContainerNodePool;
  /** The most nodes that may run at once. */
  readonly maximum: number;

  constructor(scope: Construct, id: string, props: GpuNodePoolProps) {
    super(scope, id);
    const { blocks, spec, modelName, model, machine, demands } = props;
    this.maximum = demands.reduce((sum, demand) => sum + nodesOf(demand), 0);
    const config = nodeConfig(props);
    const name = names.nodePool(modelName, machine.gpus, shortHash(JSON.stringify(replacing(config))));
    this.pool = new ContainerNodePool(blocks, id, {
      name,
      cluster: spec.cluster.name,
      location: spec.cluster.location,
      project: spec.google.project,
      nodeLocations: [...zonesWith(model, spec.google.region, spec.google.zones)],
      autoscaling: { totalMinNodeCount: 0, totalMaxNodeCount: this.maximum, locationPolicy: 'ANY' },
      management: { autoRepair: true, autoUpgrade: true },
      networkConfig: { enablePrivateNodes: true },
      upgradeSettings: {
        strategy: 'SURGE',
        maxSurge: model.upgradeSurge,
        maxUnavailable: model.upgradeSurge === 1 ? 0 : 1,
      },
      nodeConfig: config,
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [...props.identity.parts],
    });
    this.pool.overrideLogicalId(id);
    const services = [...new Set(demands.map(({ service }) => service))].sort();
    trace(this.pool, {
      construct: `GpuNodePool ${id}`,
      causes: {
        'autoscaling.total_max_node_count': { rule: `replicas and surge of ${services.join(', ')}` },
        'autoscaling.total_min_node_count': { rule: 'no node runs while nobody asks for one' },
        'autoscaling.location_policy': { rule: 'a GPU in any zone is better than none' },
        name: { rule: 'the hash changes exactly when a change would replace the pool' },
        node_locations: { fact: 'google.zones' },
        'node_config.labels': { rule: 'pods find their nodes by a label of ours' },
        'node_config.taint': { rule: 'GKE adds it only where another pool exists already; other pods stay away' },
        'node_config.machine_type': { rule: `the machine that carries ${machine.gpus} ${modelName}` },
        'node_config.guest_accelerator': { rule: 'the driver is installed by GKE, at a version that is written out' },
        'node_config.service_account': {
          rule: 'an identity of its own, that may write logs and metrics and read images',
        },
        'node_config.shielded_instance_config': { rule: 'secure boot and integrity monitoring' },
        'node_config.workload_metadata_config': { rule: "pods get identities of their own, never the node's" },
        upgrade_settings: {
          rule:
            model.upgradeSurge === 1
              ? 'one node more during an upgrade'
              : 'this GPU is scarce: one node goes before another comes',
        },
        lifecycle: { rule: 'the successor is there before the pool goes' },
        depends_on: { rule: 'a node without its identity can read no image' },
        cluster: { fact: 'cluster.name' },
        location: { fact: 'cluster.location' },
      },
    });
  }
}

function nodeConfig({ modelName, model, machine, identity }: GpuNodePoolProps): ContainerNodePoolNodeConfig {
  return {
    machineType: machine.type,
    imageType: 'COS_CONTAINERD',
    diskType: 'pd-balanced',
    diskSizeGb: BOOT_DISK,
    guestAccelerator: [
      { type: model.accelerator, count: machine.gpus, gpuDriverInstallationConfig: { gpuDriverVersion: model.driver } },
    ],
    gcfsConfig: { enabled: true },
    gvnic: { enabled: true },
    labels: { [MANAGED_LABEL]: 'true', [GPU_SHAPE_LABEL]: names.gpuShape(modelName, machine.gpus) },
    taint: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
    serviceAccount: identity.email,
    oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
    workloadMetadataConfig: { mode: 'GKE_METADATA' },
    shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
    kubeletConfig: { cpuManagerPolicy: 'none', insecureKubeletReadonlyPortEnabled: 'FALSE' },
  };
}

/** The fields that Google can't change in place: the ForceNew arguments of provider google 6.50.0. */
function replacing({
  machineType,
  guestAccelerator,
  serviceAccount,
  oauthScopes,
  shieldedInstanceConfig,
}: ContainerNodePoolNodeConfig): unknown {
  // The machine can be changed in place, but carries the GPUs, so it goes with them.
  return { machineType, guestAccelerator, serviceAccount, oauthScopes, shieldedInstanceConfig };
}
