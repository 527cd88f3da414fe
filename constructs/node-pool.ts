import type {
  ContainerNodePoolConfig,
  ContainerNodePoolNodeConfig,
} from '@cdktf/provider-google/lib/container-node-pool';
import type { Cause } from '../lib/engine/trace';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { replacingOf } from '../lib/gpu/replacing';
import { MANAGED_LABEL } from '../lib/labels';
import { names, shortHash } from '../lib/names';
import type { NodeIdentity } from './node-identity';

/** What sets one pool apart from the others. */
export interface PoolParts {
  /** What it is called, without the hash. */
  readonly shape: string;
  readonly zones: readonly string[];
  readonly totals: { readonly least: number; readonly most: number };
  readonly upgradeSurge: 0 | 1;
  readonly node: ContainerNodePoolNodeConfig & { readonly labels: Readonly<Record<string, string>> };
  readonly more?: Partial<ContainerNodePoolConfig>;
}

/** The arguments of a node pool: what holds for all of them, and a name that changes exactly when the pool would be replaced. */
export function poolConfig(spec: EnvironmentSpec, identity: NodeIdentity, parts: PoolParts): ContainerNodePoolConfig {
  const { shape, zones, totals, upgradeSurge, node, more } = parts;
  const config = {
    cluster: spec.cluster.name,
    location: spec.cluster.location,
    project: spec.google.project,
    nodeLocations: [...zones],
    autoscaling: { totalMinNodeCount: totals.least, totalMaxNodeCount: totals.most, locationPolicy: 'ANY' },
    management: { autoRepair: true, autoUpgrade: true },
    networkConfig: { enablePrivateNodes: true },
    upgradeSettings: { strategy: 'SURGE', maxSurge: upgradeSurge, maxUnavailable: upgradeSurge === 1 ? 0 : 1 },
    nodeConfig: {
      imageType: 'COS_CONTAINERD',
      gcfsConfig: { enabled: true },
      gvnic: { enabled: true },
      serviceAccount: identity.email,
      oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
      workloadMetadataConfig: { mode: 'GKE_METADATA' },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      kubeletConfig: { cpuManagerPolicy: 'none', insecureKubeletReadonlyPortEnabled: 'FALSE' },
      ...node,
      labels: { [MANAGED_LABEL]: 'true', ...node.labels },
    },
    lifecycle: { createBeforeDestroy: true },
    ...more,
  };
  return { name: names.nodePool(shape, shortHash(JSON.stringify(replacingOf(config)))), ...config };
}

/** Why the fields of every pool are as they are. */
export const POOL_CAUSES: Readonly<Record<string, Cause>> = {
  name: { rule: 'the hash changes exactly when a change would replace the pool' },
  node_locations: { fact: 'google.zones' },
  'node_config.labels': { rule: 'pods find their nodes by a label of ours' },
  'node_config.service_account': { rule: 'an identity of its own, that may write logs and metrics and read images' },
  'node_config.shielded_instance_config': { rule: 'secure boot and integrity monitoring' },
  'node_config.workload_metadata_config': { rule: "pods get identities of their own, never the node's" },
  'autoscaling.location_policy': { rule: 'a node in any zone is better than none' },
  lifecycle: { rule: 'the successor is there before the pool goes' },
  depends_on: { rule: 'a node without its identity can read no image' },
  cluster: { fact: 'cluster.name' },
  location: { fact: 'cluster.location' },
};
