/**
 * The arguments of a node pool that Google can't change in place, but for its name: every ForceNew argument of provider google
 * 6.50.0, as its bindings call them. What lies below one of them counts with it. test/lib/gpu/replacing.test.ts holds the list to
 * what the provider says.
 */
export const REPLACING: readonly string[] = [
  'cluster',
  'initialNodeCount',
  'location',
  'maxPodsPerNode',
  'networkConfig.additionalNodeNetworkConfigs',
  'networkConfig.additionalPodNetworkConfigs',
  'networkConfig.createPodRange',
  'networkConfig.podCidrOverprovisionConfig',
  'networkConfig.podIpv4CidrBlock',
  'networkConfig.podRange',
  'nodeConfig.advancedMachineFeatures',
  'nodeConfig.bootDiskKmsKey',
  'nodeConfig.confidentialNodes.confidentialInstanceType',
  'nodeConfig.enableConfidentialStorage',
  'nodeConfig.ephemeralStorageLocalSsdConfig',
  'nodeConfig.flexStart',
  'nodeConfig.guestAccelerator',
  'nodeConfig.hostMaintenancePolicy',
  'nodeConfig.localNvmeSsdBlockConfig',
  'nodeConfig.localSsdCount',
  'nodeConfig.localSsdEncryptionMode',
  'nodeConfig.maxRunDuration',
  'nodeConfig.metadata',
  'nodeConfig.minCpuPlatform',
  'nodeConfig.nodeGroup',
  'nodeConfig.oauthScopes',
  'nodeConfig.preemptible',
  'nodeConfig.reservationAffinity',
  'nodeConfig.secondaryBootDisks',
  'nodeConfig.serviceAccount',
  'nodeConfig.shieldedInstanceConfig',
  'nodeConfig.soleTenantConfig',
  'nodeConfig.spot',
  'placementPolicy',
  'project',
  'queuedProvisioning',
];

/** What of a pool's arguments would replace it if it changed, by path; for the hash in its name. */
export function replacingOf(
  pool: Readonly<Record<string, unknown>>,
): readonly (readonly [path: string, value: unknown])[] {
  return REPLACING.flatMap((path) => {
    const value = path.split('.').reduce<unknown>((found, key) => at(found, key), pool);
    return value === undefined ? [] : [[path, value] as const];
  });
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
