export { MlService, type MlServiceProps } from './ml-service';
export { Workload } from './workload';
export { GpuWorkload } from './gpu-workload';
export { IsolatedNamespace, type IsolatedNamespaceProps } from './isolated-namespace';
export { ServiceIdentity, type ServiceIdentityProps } from './service-identity';
export { VaultOidcRole, type VaultOidcRoleProps } from './vault-oidc-role';
export type { Bound, VaultRoleParts } from './vault-role';
export type { PathGrant } from './vault-policy';
export { InternalEndpoint, type InternalEndpointProps } from './internal-endpoint';
export { GpuNodePool, type GpuNodePoolProps } from './gpu-node-pool';
export { Platform, type PlatformProps } from './platform';
export type { ExposureAuthentication, ExposureProps } from './exposure-props';
export type { Maturity } from './maturity';
export type { WeightsProps } from './weights-props';
export type { ModelShape } from '../lib/gpu/model-shape';
export type { NumberFormatName } from '../lib/gpu/number-formats';
export type { ActingFor } from './identity-settings';
export type {
  ActAsProps,
  Callee,
  Caller,
  GoogleRole,
  GpuNeedProps,
  GpuProps,
  GpuWorkloadProps,
  IdentityProps,
  MetricsProps,
  NodeProps,
  RunProps,
  ServesProps,
  WorkloadProps,
} from './workload-props';
export type { ReplicaRange, Replicas, ScaleOn } from './scaling-props';
export type { LogsProps } from './logs-settings';
export { PodScrape, type PodScrapeProps } from './pod-scrape';
export { JsonPatch } from 'cdk8s';
export { buildEnvironment, environmentsOf, synthesize, type Outcome, type Share } from './synthesize';
export { runApp } from './run-app';
export { Environment } from '../lib/environment';
export {
  defineEnvironment,
  type AutoscalingSpec,
  type AlertmanagerSpec,
  type AlertReceiverSpec,
  type CallerSpec,
  type DashboardsSpec,
  type EnvironmentSpec,
  type Owner,
  type PublicGatewaySpec,
  type PodLoginSpec,
  type PodsSpec,
  type ProberSpec,
  type TeamSpec,
  type Tier,
} from '../lib/environment-spec';
export { place, type Placement } from '../lib/placement';
export { ImageRef, type PinnedImage } from '../lib/image';
export { GPU_MODELS, type GpuCount, type GpuFeature, type GpuModelName, type GpuPartition } from '../lib/gpu/models';
export type { GpuMachine, GpuModel } from '../lib/gpu/rows';
export type { Capacity, CapacityStep, PoolCapacity } from '../lib/gpu/shape';
export type { Budget } from '../lib/cost/budget';
export { Slo } from './slo';
export type { SloConstructProps } from './slo';
export type { AvailabilityOf, LatencyProps, MoreSli, OwnCounter, OwnHistogram, SloProps } from './slo-props';
export type { Objective } from '../lib/slo/objective';
export type { Cpu, Duration, Memory } from '../lib/units';
export type { ProfileName } from '../lib/profiles/profiles';
export type { ServerVersion } from '../lib/profiles/versions';
export {
  longLived,
  type LongLived,
  type LongLivedProps,
  type SecretEntry,
  type SecretProps,
} from '../lib/secrets/long-lived';
export type { OnChange } from '../lib/secrets/secret';
export type { Holding, StoreKind, StorePlace, StoreProps } from '../lib/stores/store';
export type { Day, Days } from '../lib/secrets/day';
export { InvalidInput, TaxiwayError, type ErrorCode, type Mistake, type SourcePosition } from '../lib/errors';
