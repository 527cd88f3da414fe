import type { JsonObject } from '../../../assembly/document';
import { isObject } from '../../../check/json';
import { NOTHING, defaults, keyed, set, setOfWholes, under, type Rule, type Rules } from '../rule';
import { duration } from '../values';

/** Defaults: kubernetes/pkg/apis/core/v1/defaults.go */
const SERVICE: Rules = {
  spec: {
    defaults: ({ type = 'ClusterIP' }): JsonObject => {
      const outside = type === 'LoadBalancer' || type === 'NodePort';
      return {
        type,
        sessionAffinity: 'None',
        publishNotReadyAddresses: false,
        ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: 'Cluster' }),
        ...(outside ? { externalTrafficPolicy: 'Cluster' } : {}),
        ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
      };
    },
  },
  'spec.selector': NOTHING,
  'spec.ports': keyed('name', ['port', 'protocol']),
  'spec.ports[]': {
    defaults: ({ port }): JsonObject => ({ protocol: 'TCP', ...(port === undefined ? {} : { targetPort: port }) }),
  },
  'spec.externalIPs': set(),
  'spec.loadBalancerSourceRanges': set(),
};

/** What a container gets follows from the most that it may have. */
const LIMIT_RANGE: Rules = {
  'spec.limits': keyed('type'),
  'spec.limits[]': {
    defaults: ({ type, max, min, default: limit, defaultRequest }): JsonObject => {
      if (type !== 'Container') return {};
      const objects = [max, limit, min, defaultRequest].map((value) => (isObject(value) ? value : {}));
      const [most = {}, given = {}, least = {}] = objects;
      const own = { ...most, ...given };
      return { default: own, defaultRequest: { ...least, ...own } };
    },
  },
};

const DISRUPTION_BUDGET: Rules = { spec: defaults({ unhealthyPodEvictionPolicy: 'IfHealthyBudget' }) };

const DATA: Rules = { '': defaults({ immutable: false }), data: NOTHING };

/** What a disk is asked for by; also in the templates of a StatefulSet. Defaults: kubernetes/pkg/apis/core/v1/defaults.go */
export const CLAIM: Rules = { spec: defaults({ volumeMode: 'Filesystem' }), 'spec.accessModes': set() };

/** https://gateway-api.sigs.k8s.io/reference/spec/ */
const GATEWAY_GROUP = 'gateway.networking.k8s.io';
const parentRefs: Rules = {
  'spec.parentRefs': keyed(['name', 'sectionName', 'namespace', 'port']),
  'spec.parentRefs[]': defaults({ group: GATEWAY_GROUP, kind: 'Gateway' }),
  'spec.hostnames': set(),
};
const backend: Rule = defaults({ group: '', kind: 'Service', weight: 1 });

const HTTP_ROUTE: Rules = {
  ...parentRefs,
  'spec.rules': NOTHING,
  'spec.rules[]': defaults({ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }),
  'spec.rules[].matches': set(),
  'spec.rules[].matches[]': defaults({ path: { type: 'PathPrefix', value: '/' } }),
  'spec.rules[].matches[].headers': keyed('name'),
  'spec.rules[].matches[].headers[]': defaults({ type: 'Exact' }),
  'spec.rules[].matches[].queryParams': keyed('name'),
  'spec.rules[].matches[].queryParams[]': defaults({ type: 'Exact' }),
  'spec.rules[].backendRefs': keyed(['name', 'port', 'namespace']),
  'spec.rules[].backendRefs[]': backend,
};

const GRPC_ROUTE: Rules = {
  ...parentRefs,
  'spec.rules[].matches': set(),
  'spec.rules[].backendRefs': keyed(['name', 'port', 'namespace']),
  'spec.rules[].backendRefs[]': backend,
};

const GATEWAY: Rules = {
  'spec.listeners': keyed('name'),
  'spec.listeners[]': defaults({ allowedRoutes: {} }),
  'spec.listeners[].allowedRoutes': defaults({ namespaces: {} }),
  'spec.listeners[].allowedRoutes.namespaces': defaults({ from: 'Same' }),
  'spec.listeners[].allowedRoutes.kinds': setOfWholes('kind'),
  'spec.listeners[].allowedRoutes.kinds[]': defaults({ group: GATEWAY_GROUP }),
  'spec.listeners[].tls': defaults({ mode: 'Terminate' }),
  'spec.listeners[].tls.certificateRefs[]': defaults({ group: '', kind: 'Secret' }),
};

/** ESO-2: what the operator writes out. https://external-secrets.io/latest/api/spec/ */
const remote: Rule = defaults({ conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' });
const EXTERNAL_SECRET: Rules = {
  spec: defaults({ refreshInterval: '1h', target: {} }),
  'spec.refreshInterval': { value: duration },
  'spec.secretStoreRef': defaults({ kind: 'SecretStore' }),
  'spec.target': defaults({ creationPolicy: 'Owner', deletionPolicy: 'Retain' }),
  'spec.data': keyed('secretKey'),
  'spec.data[].remoteRef': remote,
  'spec.dataFrom[].extract': remote,
  'spec.dataFrom[].find': defaults({ conversionStrategy: 'Default', decodingStrategy: 'None' }),
  'spec.target.template': defaults({ engineVersion: 'v2', mergePolicy: 'Replace' }),
};

const SECRET_STORE: Rules = {
  'spec.provider.vault': defaults({ version: 'v2' }),
  'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken': defaults({ expirationSeconds: 600 }),
  'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.audiences': set(),
  'spec.conditions': set(),
};

/** Defaults: kubernetes/pkg/apis/admissionregistration/v1/defaults.go */
const LOOKED_AT: Rules = {
  '': set('resources', 'apiGroups'),
  '[]': defaults({ scope: '*' }),
  '[].apiGroups': set(),
  '[].apiVersions': set(),
  '[].operations': set(),
  '[].resources': set(),
  '[].resourceNames': set(),
};
const MATCH: Rules = {
  '': defaults({ matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }),
  ...under('resourceRules', LOOKED_AT),
  ...under('excludeResourceRules', LOOKED_AT),
};

const ADMISSION_POLICY: Rules = {
  spec: defaults({ failurePolicy: 'Fail' }),
  ...under('spec.matchConstraints', MATCH),
  'spec.matchConditions': keyed('name'),
  'spec.auditAnnotations': keyed('key'),
  'spec.validations': set('expression'),
};

const ADMISSION_BINDING: Rules = {
  'spec.validationActions': set(),
  ...under('spec.matchResources', MATCH),
};

/** The first route that matches holds; receivers are known by their names, and inhibitions hold in any order. */
const ALERT_ROUTING: Rules = {
  'spec.receivers': keyed('name'),
  'spec.inhibitRules': setOfWholes(),
  'spec.inhibitRules[].sourceMatch': set(),
  'spec.inhibitRules[].targetMatch': set(),
  'spec.inhibitRules[].equal': set(),
  'spec.route.groupBy': set(),
  'spec.route.groupWait': { value: duration },
  'spec.route.groupInterval': { value: duration },
  'spec.route.repeatInterval': { value: duration },
  'spec.route.routes': NOTHING,
  'spec.route.routes[]': defaults({ continue: false, matchers: [] }),
  'spec.route.routes[].matchers': setOfWholes(),
  'spec.route.routes[].matchers[]': defaults({ matchType: '=' }),
  'spec.route.routes[].repeatInterval': { value: duration },
};

/** By group and kind. */
export const OBJECTS: Readonly<Record<string, Rules>> = {
  '/Service': SERVICE,
  '/ServiceAccount': { '': defaults({ automountServiceAccountToken: true }), imagePullSecrets: keyed('name') },
  '/ConfigMap': DATA,
  '/Secret': { '': defaults({ immutable: false, type: 'Opaque' }), data: NOTHING },
  '/LimitRange': LIMIT_RANGE,
  '/ResourceQuota': { 'spec.scopes': set() },
  '/PersistentVolumeClaim': CLAIM,
  'policy/PodDisruptionBudget': DISRUPTION_BUDGET,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': ADMISSION_POLICY,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': ADMISSION_BINDING,
  'scheduling.k8s.io/PriorityClass': {
    '': defaults({ globalDefault: false, preemptionPolicy: 'PreemptLowerPriority', description: '' }),
  },
  'cloud.google.com/ComputeClass': { 'spec.priorities[].location.zones': set() },
  [`${GATEWAY_GROUP}/HTTPRoute`]: HTTP_ROUTE,
  [`${GATEWAY_GROUP}/GRPCRoute`]: GRPC_ROUTE,
  [`${GATEWAY_GROUP}/Gateway`]: GATEWAY,
  'monitoring.coreos.com/AlertmanagerConfig': ALERT_ROUTING,
  'external-secrets.io/ExternalSecret': EXTERNAL_SECRET,
  'external-secrets.io/SecretStore': SECRET_STORE,
  'external-secrets.io/ClusterSecretStore': SECRET_STORE,
};
