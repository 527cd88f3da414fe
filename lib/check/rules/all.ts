import type { Rule } from '../rule';
import { alertMisrouted } from './alert-misrouted';
import { alertUnowned } from './alert-unowned';
import { alertWithoutRunbook } from './alert-without-runbook';
import { argumentConflict } from './argument-conflict';
import { argumentInvalid } from './argument-invalid';
import { argumentUnknown } from './argument-unknown';
import { argumentValue } from './argument-value';
import { budgetCeiling } from './budget-ceiling';
import { budgetExceeded } from './budget-exceeded';
import { budgetUnknown } from './budget-unknown';
import { cacheNotWritable } from './cache-not-writable';
import { cage } from './cage';
import { callerNotPlaced } from './caller-not-placed';
import { callsBothEnds } from './calls-both-ends';
import { callsCycle } from './calls-cycle';
import { dataNotProtected } from './data-not-protected';
import { demandDiffers } from './demand-differs';
import { deployUnprotected } from './deploy-unprotected';
import { drainTooShort } from './drain-too-short';
import { exposureReviewOld } from './exposure-review-old';
import { exposureUnguarded } from './exposure-unguarded';
import { exposureUntyped } from './exposure-untyped';
import { fieldInvalid } from './field-invalid';
import { fieldUnknown } from './field-unknown';
import { gpuCatalogueStale } from './gpu-catalogue-stale';
import { gpuCountDiffers } from './gpu-count-differs';
import { gpuNodesUnasked } from './gpu-nodes-unasked';
import { gpuFormatUnsupported } from './gpu-format-unsupported';
import { gpuPoolUnreachable } from './gpu-pool-unreachable';
import { gpuPriceUnknown } from './gpu-price-unknown';
import { gpuSharedCount } from './gpu-shared-count';
import { healthCheckDiffers } from './health-check-differs';
import { identityProviderUnsafe } from './identity-provider-unsafe';
import { imageHostPrivate } from './image-host-private';
import { imageNotByDigest } from './image-not-by-digest';
import { inhibitLabelMissing } from './inhibit-label-missing';
import { ipblockInCluster } from './ipblock-in-cluster';
import { internalApiUnprobed } from './internal-api-unprobed';
import { keepaliveTooShort } from './keepalive-too-short';
import { kindUnchecked } from './kind-unchecked';
import { limitRangeExceeded } from './limit-range-exceeded';
import { modelNearLimit } from './model-near-limit';
import { metricNotScraped } from './metric-not-scraped';
import { metricUnknown } from './metric-unknown';
import { monitorNotSelected } from './monitor-not-selected';
import { metadataServerOpen } from './metadata-server-open';
import { namesUnique } from './names-unique';
import { namesWithinLimits } from './names-within-limits';
import { noKeyResource } from './no-key-resource';
import { noTerraformToken } from './no-terraform-token';
import { nodePoolUnsafe } from './node-pool-unsafe';
import { pageWithoutPager } from './page-without-pager';
import { podLabels } from './pod-labels';
import { podResources } from './pod-resources';
import { podRestricted } from './pod-restricted';
import { portNameTaken } from './port-name-taken';
import { promqlInvalid } from './promql-invalid';
import { providerUnknown } from './provider-unknown';
import { quotaCoversWorkloads } from './quota-covers-workloads';
import { quotaExceeded } from './quota-exceeded';
import { reachBlocked } from './reach-blocked';
import { reachUndeclared } from './reach-undeclared';
import { referenceUnknown } from './reference-unknown';
import { replicasTwoOwners } from './replicas-two-owners';
import { ruleAllowsAll } from './rule-allows-all';
import { ruleNotSelected } from './rule-not-selected';
import { scalerBlind } from './scaler-blind';
import { secretExpired } from './secret-expired';
import { secretExpiring } from './secret-expiring';
import { secretAgeLimit } from './secret-age-limit';
import { secretNotRenewed } from './secret-not-renewed';
import { rotationOverlapShort } from './rotation-overlap-short';
import { schemaUnknown } from './schema-unknown';
import { secretPairSplit } from './secret-pair-split';
import { secretTargetTaken } from './secret-target-taken';
import { secretValue } from './secret-value';
import { serviceLinks } from './service-links';
import { spotDrainTooShort } from './spot-drain-too-short';
import { spotOutage } from './spot-outage';
import { imagePullUndeclared } from './image-pull-undeclared';
import { storeUndeclared } from './store-undeclared';
import { stopNotObeyed } from './stop-not-obeyed';
import { stopOld } from './stop-old';
import { storeBesideToken } from './store-beside-token';
import { vaultAudienceMismatch } from './vault-audience-mismatch';
import { vaultPathsOverlap } from './vault-paths-overlap';
import { vaultPolicyInvalid } from './vault-policy-invalid';
import { vaultReadsAnother } from './vault-reads-another';
import { vaultTokenTooLong } from './vault-token-too-long';
import { zonesUnverified } from './zones-unverified';

/** Every rule, in the order in which they run. */
export const RULES: readonly Rule[] = [
  noTerraformToken,
  secretValue,
  namesUnique,
  namesWithinLimits,
  quotaCoversWorkloads,
  limitRangeExceeded,
  portNameTaken,
  cage,
  podLabels,
  podResources,
  podRestricted,
  serviceLinks,
  cacheNotWritable,
  gpuFormatUnsupported,
  gpuCountDiffers,
  demandDiffers,
  modelNearLimit,
  gpuSharedCount,
  gpuPoolUnreachable,
  gpuNodesUnasked,
  spotDrainTooShort,
  spotOutage,
  quotaExceeded,
  gpuPriceUnknown,
  zonesUnverified,
  gpuCatalogueStale,
  callsBothEnds,
  callerNotPlaced,
  callsCycle,
  reachUndeclared,
  reachBlocked,
  metadataServerOpen,
  exposureUntyped,
  exposureUnguarded,
  exposureReviewOld,
  ruleAllowsAll,
  ipblockInCluster,
  vaultPathsOverlap,
  vaultReadsAnother,
  vaultAudienceMismatch,
  vaultTokenTooLong,
  deployUnprotected,
  dataNotProtected,
  nodePoolUnsafe,
  secretTargetTaken,
  secretPairSplit,
  secretExpired,
  secretExpiring,
  secretAgeLimit,
  secretNotRenewed,
  rotationOverlapShort,
  storeUndeclared,
  stopNotObeyed,
  stopOld,
  storeBesideToken,
  imagePullUndeclared,
  imageNotByDigest,
  imageHostPrivate,
  noKeyResource,
  drainTooShort,
  keepaliveTooShort,
  healthCheckDiffers,
  ruleNotSelected,
  inhibitLabelMissing,
  alertUnowned,
  alertMisrouted,
  alertWithoutRunbook,
  pageWithoutPager,
  internalApiUnprobed,
  promqlInvalid,
  metricUnknown,
  metricNotScraped,
  monitorNotSelected,
  replicasTwoOwners,
  scalerBlind,
  schemaUnknown,
  kindUnchecked,
  fieldUnknown,
  fieldInvalid,
  argumentUnknown,
  argumentInvalid,
  argumentValue,
  argumentConflict,
  referenceUnknown,
  providerUnknown,
  identityProviderUnsafe,
  vaultPolicyInvalid,
  budgetExceeded,
  budgetCeiling,
  budgetUnknown,
];
