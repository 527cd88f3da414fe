import type { Read } from '../../support/documents';

/** The first container of a pod or of a Deployment. */
export const container = (of: Read): Read => (of.spec.template?.spec ?? of.spec).containers[0];

/** The kind of a good object, what is done to it, the words in which the server has to refuse it, and our check that finds it before. */
export type KubernetesFault = readonly [
  what: string,
  of: string,
  edit: (object: Read) => void,
  says: RegExp,
  code: string | undefined,
];

/** One mistake at a time; without a code where only an API server evaluates what is broken. */
export const KUBERNETES_FAULTS: readonly KubernetesFault[] = [
  [
    'a field one level too deep',
    'Deployment',
    (object) => (object.spec.template.spec.strategy = { type: 'Recreate' }),
    /\.spec\.template\.spec\.strategy: field not declared in schema/,
    'FIELD_UNKNOWN',
  ],
  [
    'a word for a number',
    'Deployment',
    (object) => (object.spec.replicas = 'many'),
    /\.spec\.replicas: expected numeric \(int or float\), got string/,
    'FIELD_INVALID',
  ],
  [
    'a container without a name',
    'Deployment',
    (object) => delete container(object).name,
    /spec\.template\.spec\.containers\[0\]\.name: Required value/,
    'FIELD_INVALID',
  ],
  [
    'a quantity with a unit that there is not',
    'Deployment',
    (object) => (container(object).resources.limits.memory = '2Gb'),
    /quantities must match the regular expression/,
    'FIELD_INVALID',
  ],
  [
    'an API version that was removed',
    'PodDisruptionBudget',
    (object) => (object.apiVersion = 'policy/v1beta1'),
    /no matches for kind "PodDisruptionBudget" in version "policy\/v1beta1"/,
    'SCHEMA_UNKNOWN',
  ],
  [
    'a label that is too long',
    'Service',
    (object) => (object.metadata.labels['taxiway.dev/owner'] = 'a'.repeat(64)),
    /metadata\.labels: Invalid value: "a{64}": must be no more than 63 bytes/,
    'NAMES_WITHIN_LIMITS',
  ],
  [
    'two ports of one name',
    'Service',
    (object) => object.spec.ports.push({ ...object.spec.ports[0], port: 1 }),
    /spec\.ports\[1\]\.name: Duplicate value/,
    'PORT_NAME_TAKEN',
  ],
  [
    'two ports of one number',
    'Service',
    (object) => object.spec.ports.push({ ...object.spec.ports[0], name: 'other' }),
    /duplicate entries for key \[port=/,
    'FIELD_INVALID',
  ],
  [
    'selectors that do not match the pods',
    'Deployment',
    (object) => (object.spec.selector.matchLabels['taxiway.dev/workload'] = 'other'),
    /`selector` does not match template `labels`/,
    'POD_LABELS',
  ],
  [
    'a privileged pod',
    'Pod',
    (object) => {
      container(object).securityContext = { privileged: true };
    },
    /violates PodSecurity "restricted:v1\.\d+": privileged/,
    'POD_RESTRICTED',
  ],
  [
    'a pod with a folder of the node',
    'Pod',
    (object) => object.spec.volumes.push({ name: 'node', hostPath: { path: '/' } }),
    /violates PodSecurity "restricted:v1\.\d+": .*restricted volume type "hostPath"/,
    'POD_RESTRICTED',
  ],
  [
    'a pod that may run as root',
    'Pod',
    (object) => {
      delete object.spec.securityContext.runAsNonRoot;
      container(object).securityContext.runAsNonRoot = false;
    },
    /violates PodSecurity "restricted:v1\.\d+": runAsNonRoot != true/,
    'POD_RESTRICTED',
  ],
  [
    'a pod above the quota',
    'Pod',
    (object) => {
      container(object).resources.requests.cpu = '500';
    },
    /exceeded quota: quota, requested: requests\.cpu=500/,
    'QUOTA_COVERS_WORKLOADS',
  ],
  [
    'a container above the limit range',
    'Pod',
    (object) => {
      container(object).resources.requests.memory = '3Gi';
      container(object).resources.limits.memory = '3Gi';
    },
    /maximum memory usage per Container is 2Gi, but limit is 3Gi/,
    'LIMIT_RANGE_EXCEEDED',
  ],
  [
    'a pod of a class that there is not',
    'Pod',
    (object) => (object.spec.priorityClassName = 'urgent'),
    /no PriorityClass with name urgent was found/,
    'CAGE',
  ],
  [
    'a route against a CEL rule of its definition',
    'HTTPRoute',
    (object) => (object.spec.rules[0].filters = [{ type: 'RequestRedirect', requestRedirect: { statusCode: 301 } }]),
    /RequestRedirect filter must not be used together with backendRefs/,
    undefined,
  ],
  [
    'a secret from a store of an unknown kind',
    'ExternalSecret',
    (object) => (object.spec.secretStoreRef.kind = 'Store'),
    /spec\.secretStoreRef\.kind: Unsupported value: "Store"/,
    'FIELD_INVALID',
  ],
  [
    'a custom object with a field that its definition does not have',
    'HealthCheckPolicy',
    (object) => (object.spec.default.timeout = 5),
    /\.spec\.default\.timeout: field not declared in schema/,
    'FIELD_UNKNOWN',
  ],
  [
    'a health check on a port that there is not',
    'HealthCheckPolicy',
    (object) => {
      const [config] = Object.values<Read>(object.spec.default.config).filter((value) => typeof value === 'object');
      config.port = 99_999;
    },
    /\.port: Invalid value: 99999: .*should be less than or equal to 65535/,
    'FIELD_INVALID',
  ],
];
