import type { Json, JsonObject } from '../../assembly/document';
import { POD_SPEC, QUANTITY, SET, TEMPLATE } from './pod';
import { under, type MeaningRule, type MeaningRules } from './rule';

export { OBJECT } from './pod';

const by = (...fields: readonly string[]): MeaningRule => ({ list: { by: fields } });
const unset = (value: Json): MeaningRule => ({ unset: value });
const NONE: MeaningRule = { emptyIsUnset: true };
const DURATION: MeaningRule = { scalar: 'duration' };

/** Pods are replaced a quarter at a time unless something else is said. */
function rollout(strategy: JsonObject): JsonObject {
  const whole = { type: 'RollingUpdate', ...strategy };
  if (whole.type !== 'RollingUpdate') return whole;
  const { rollingUpdate } = strategy as { rollingUpdate?: JsonObject };
  return { ...whole, rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%', ...rollingUpdate } };
}

/** A policy that names no way closes the ways in, and those out where it has rules for them. */
function closedWays(spec: JsonObject): JsonObject {
  if (spec['policyTypes'] !== undefined) return spec;
  return { ...spec, policyTypes: spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'] };
}

/** A port of a Service leads to the same port of its pods unless something else is said. */
function target(port: JsonObject): JsonObject {
  return port['port'] === undefined ? port : { targetPort: port['port'], ...port };
}

/** DIF-1: what is empty here is everything or nobody, never the same as absent. */
const NETWORK_RULES: MeaningRules = Object.assign(
  {},
  ...(
    [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const
  ).map(([way, peers]) => ({
    [way]: SET,
    [`${way}[].${peers}`]: SET,
    [`${way}[].${peers}[].ipBlock.except`]: SET,
    [`${way}[].ports`]: SET,
    [`${way}[].ports[].protocol`]: unset('TCP'),
  })),
) as MeaningRules;

const RBAC: MeaningRules = {
  rules: SET,
  ...Object.fromEntries(
    ['apiGroups', 'resources', 'resourceNames', 'verbs', 'nonResourceURLs'].map((field) => [`rules[].${field}`, SET]),
  ),
};

const BINDING: MeaningRules = { subjects: by('kind', 'namespace', 'name') };

const ROUTE: MeaningRules = {
  'spec.parentRefs': SET,
  'spec.parentRefs[].group': unset('gateway.networking.k8s.io'),
  'spec.parentRefs[].kind': unset('Gateway'),
  'spec.hostnames': { ...SET, ...NONE },
  'spec.rules': { list: 'ordered' },
  'spec.rules[].matches': SET,
  'spec.rules[].matches[].path.type': unset('PathPrefix'),
  'spec.rules[].matches[].path.value': unset('/'),
  'spec.rules[].matches[].headers': by('name'),
  'spec.rules[].matches[].headers[].type': unset('Exact'),
  'spec.rules[].backendRefs': by('kind', 'namespace', 'name', 'port'),
  'spec.rules[].backendRefs[].group': unset(''),
  'spec.rules[].backendRefs[].kind': unset('Service'),
  'spec.rules[].backendRefs[].weight': unset(1),
  'spec.rules[].timeouts.request': DURATION,
  'spec.rules[].timeouts.backendRequest': DURATION,
};

const JOB: MeaningRules = {
  parallelism: unset(1),
  backoffLimit: unset(6),
  completionMode: unset('NonIndexed'),
  suspend: unset(false),
  ...under('template', TEMPLATE),
};

const CLAIM: MeaningRules = {
  accessModes: SET,
  'resources.requests.*': QUANTITY,
  'resources.limits.*': QUANTITY,
  volumeMode: unset('Filesystem'),
};

/** How the objects of each kind are compared, beside what every object has. */
export const KUBERNETES_MEANING: Readonly<Record<string, MeaningRules>> = {
  Deployment: {
    'spec.replicas': unset(1),
    'spec.minReadySeconds': unset(0),
    'spec.revisionHistoryLimit': unset(10),
    'spec.progressDeadlineSeconds': unset(600),
    'spec.paused': unset(false),
    'spec.strategy': { always: true, inFull: rollout },
    ...under('spec.template', TEMPLATE),
  },
  StatefulSet: {
    'spec.replicas': unset(1),
    'spec.podManagementPolicy': unset('OrderedReady'),
    'spec.revisionHistoryLimit': unset(10),
    'spec.updateStrategy.type': unset('RollingUpdate'),
    ...under('spec.template', TEMPLATE),
    'spec.volumeClaimTemplates[].spec.accessModes': SET,
    'spec.volumeClaimTemplates[].spec.resources.requests.*': QUANTITY,
  },
  DaemonSet: { 'spec.revisionHistoryLimit': unset(10), ...under('spec.template', TEMPLATE) },
  Pod: under('spec', POD_SPEC),
  Job: under('spec', JOB),
  CronJob: {
    'spec.concurrencyPolicy': unset('Allow'),
    'spec.suspend': unset(false),
    'spec.successfulJobsHistoryLimit': unset(3),
    'spec.failedJobsHistoryLimit': unset(1),
    ...under('spec.jobTemplate.spec', JOB),
  },
  Service: {
    'spec.type': unset('ClusterIP'),
    'spec.sessionAffinity': unset('None'),
    'spec.internalTrafficPolicy': unset('Cluster'),
    'spec.publishNotReadyAddresses': unset(false),
    'spec.ports': by('port', 'protocol'),
    'spec.ports[]': { inFull: target },
    'spec.ports[].protocol': unset('TCP'),
    'spec.loadBalancerSourceRanges': SET,
    'spec.externalIPs': SET,
  },
  PodDisruptionBudget: { 'spec.unhealthyPodEvictionPolicy': unset('IfHealthyBudget') },
  HorizontalPodAutoscaler: {
    'spec.minReplicas': unset(1),
    'spec.metrics': SET,
    'spec.metrics[].pods.target.averageValue': QUANTITY,
    'spec.metrics[].external.target.averageValue': QUANTITY,
    'spec.metrics[].external.target.value': QUANTITY,
    'spec.metrics[].object.target.value': QUANTITY,
    'spec.metrics[].resource.target.averageValue': QUANTITY,
    'spec.behavior.scaleUp.policies': SET,
    'spec.behavior.scaleDown.policies': SET,
  },
  NetworkPolicy: { spec: { inFull: closedWays }, 'spec.policyTypes': SET, ...under('spec', NETWORK_RULES) },
  FQDNNetworkPolicy: {
    'spec.egress': SET,
    'spec.egress[].matches': SET,
    'spec.egress[].ports': SET,
    'spec.egress[].ports[].protocol': unset('TCP'),
  },
  Role: RBAC,
  ClusterRole: RBAC,
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  ResourceQuota: {
    'spec.hard.*': QUANTITY,
    'spec.scopes': SET,
    'spec.scopeSelector.matchExpressions': SET,
    'spec.scopeSelector.matchExpressions[].values': SET,
  },
  LimitRange: {
    'spec.limits': by('type'),
    ...Object.fromEntries(
      ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'].map((field) => [
        `spec.limits[].${field}.*`,
        QUANTITY,
      ]),
    ),
  },
  PriorityClass: { globalDefault: unset(false), preemptionPolicy: unset('PreemptLowerPriority') },
  ServiceAccount: { secrets: { ...SET, ...NONE }, imagePullSecrets: { ...SET, ...NONE } },
  ConfigMap: { immutable: unset(false), data: NONE, binaryData: NONE },
  Secret: { immutable: unset(false), type: unset('Opaque'), data: NONE, stringData: NONE },
  PersistentVolumeClaim: under('spec', CLAIM),
  HTTPRoute: ROUTE,
  GRPCRoute: ROUTE,
  Gateway: {
    'spec.listeners': by('name'),
    'spec.addresses': SET,
    'spec.listeners[].allowedRoutes.namespaces.from': unset('Same'),
    'spec.listeners[].tls.mode': unset('Terminate'),
    'spec.listeners[].tls.certificateRefs[].group': unset(''),
    'spec.listeners[].tls.certificateRefs[].kind': unset('Secret'),
  },
  // ESO-2: versions of the operator differ in which of these they write into the stored object; they mean the same.
  ExternalSecret: {
    'spec.data': by('secretKey'),
    'spec.data[].remoteRef.conversionStrategy': unset('Default'),
    'spec.data[].remoteRef.decodingStrategy': unset('None'),
    'spec.data[].remoteRef.metadataPolicy': unset('None'),
    'spec.refreshInterval': { ...DURATION, ...unset('1h') },
    'spec.target.creationPolicy': unset('Owner'),
    'spec.target.deletionPolicy': unset('Retain'),
    'spec.target.template.engineVersion': unset('v2'),
    'spec.target.template.mergePolicy': unset('Replace'),
  },
  SecretStore: { 'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.audiences': SET },
  ValidatingAdmissionPolicy: {
    'spec.failurePolicy': unset('Fail'),
    'spec.matchConstraints.matchPolicy': unset('Equivalent'),
    'spec.matchConstraints.resourceRules': SET,
    ...Object.fromEntries(
      ['apiGroups', 'apiVersions', 'operations', 'resources'].map((field) => [
        `spec.matchConstraints.resourceRules[].${field}`,
        SET,
      ]),
    ),
  },
  ValidatingAdmissionPolicyBinding: { 'spec.validationActions': SET },
};
