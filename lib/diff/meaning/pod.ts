import type { Json, JsonObject } from '../../assembly/document';
import { asText, isObject } from '../../check/json';
import { under, type MeaningRule, type MeaningRules } from './rule';

/*
 * Defaults are those of the API server's own types (kubernetes/api, v1.35), which fills them in when an object is stored.
 * What a controller or an admission plugin decides is none.
 */

export const QUANTITY: MeaningRule = { scalar: 'quantity' };
export const SET: MeaningRule = { list: 'set' };
const by = (...fields: readonly string[]): MeaningRule => ({ list: { by: fields } });
const unset = (value: Json): MeaningRule => ({ unset: value });
const NO: MeaningRule = unset(false);
const NONE: MeaningRule = { emptyIsUnset: true };

const PROBE: MeaningRules = {
  initialDelaySeconds: unset(0),
  timeoutSeconds: unset(1),
  periodSeconds: unset(10),
  successThreshold: unset(1),
  failureThreshold: unset(3),
  'httpGet.scheme': unset('HTTP'),
  'httpGet.path': unset('/'),
  'grpc.service': unset(''),
};

/** A variable that refers to another one has to come after it. */
function refersBack(items: readonly Json[]): boolean {
  return items.some((item) => isObject(item) && asText(item['value'])?.includes('$(') === true);
}

/** What is not requested is what is allowed at most. */
function requested(resources: JsonObject): JsonObject {
  const limits = resources['limits'];
  if (typeof limits !== 'object' || limits === null) return resources;
  return {
    ...resources,
    requests: { ...(limits as JsonObject), ...(resources['requests'] as JsonObject | undefined) },
  };
}

const SELECTOR: MeaningRules = {
  matchLabels: NONE,
  matchExpressions: { ...SET, ...NONE },
  'matchExpressions[].values': SET,
};

const ENV: MeaningRules = {
  '': { list: { by: ['name'], order: refersBack }, ...NONE },
  '[]': { inFull: (item) => (item['valueFrom'] === undefined ? { value: '', ...item } : item) },
  '[].valueFrom.fieldRef.apiVersion': unset('v1'),
  '[].valueFrom.secretKeyRef.optional': NO,
  '[].valueFrom.configMapKeyRef.optional': NO,
  '[].valueFrom.resourceFieldRef.divisor': QUANTITY,
};

const CONTAINER: MeaningRules = {
  ...under('env', ENV),
  command: { list: 'ordered' },
  args: { list: 'ordered' },
  ports: by('containerPort', 'protocol'),
  'ports[].protocol': unset('TCP'),
  volumeMounts: by('mountPath'),
  'volumeMounts[].readOnly': NO,
  volumeDevices: by('devicePath'),
  resources: { inFull: requested, ...NONE },
  'resources.limits.*': QUANTITY,
  'resources.requests.*': QUANTITY,
  'resources.claims': by('name'),
  // Of an image by digest; a tag that moves is never emitted without one.
  imagePullPolicy: unset('IfNotPresent'),
  terminationMessagePath: unset('/dev/termination-log'),
  terminationMessagePolicy: unset('File'),
  stdin: NO,
  stdinOnce: NO,
  tty: NO,
  securityContext: NONE,
  'securityContext.privileged': NO,
  'securityContext.readOnlyRootFilesystem': NO,
  'securityContext.procMount': unset('Default'),
  'securityContext.capabilities.add': { ...SET, ...NONE },
  'securityContext.capabilities.drop': { ...SET, ...NONE },
  ...under('livenessProbe', PROBE),
  ...under('readinessProbe', PROBE),
  ...under('startupProbe', PROBE),
  'lifecycle.preStop.httpGet.scheme': unset('HTTP'),
};

const VOLUME: MeaningRules = {
  'emptyDir.medium': unset(''),
  'emptyDir.sizeLimit': QUANTITY,
  'configMap.defaultMode': unset(420),
  'configMap.optional': NO,
  'configMap.items': by('key'),
  'secret.defaultMode': unset(420),
  'secret.optional': NO,
  'secret.items': by('key'),
  'projected.defaultMode': unset(420),
  'projected.sources[].serviceAccountToken.expirationSeconds': unset(3600),
  'downwardAPI.defaultMode': unset(420),
  'downwardAPI.items': by('path'),
  'csi.readOnly': NO,
  'ephemeral.volumeClaimTemplate.spec.accessModes': SET,
  'ephemeral.volumeClaimTemplate.spec.resources.requests.*': QUANTITY,
};

const TERMS: MeaningRules = { matchExpressions: SET, 'matchExpressions[].values': SET, matchFields: SET };

const AFFINITY: MeaningRules = Object.assign(
  {},
  ...['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
    {
      [`${kind}.requiredDuringSchedulingIgnoredDuringExecution`]: SET,
      [`${kind}.preferredDuringSchedulingIgnoredDuringExecution`]: SET,
      ...under(`${kind}.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector`, SELECTOR),
      ...under(`${kind}.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.labelSelector`, SELECTOR),
    },
  ]),
  {
    'nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms': SET,
    'nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution': SET,
    ...under('nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]', TERMS),
    ...under('nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[].preference', TERMS),
  },
) as MeaningRules;

/** The `spec` of a pod. */
export const POD_SPEC: MeaningRules = {
  containers: by('name'),
  initContainers: { list: { by: ['name'], order: true }, ...NONE },
  ephemeralContainers: by('name'),
  ...under('containers[]', CONTAINER),
  ...under('initContainers[]', CONTAINER),
  volumes: { ...by('name'), ...NONE },
  ...under('volumes[]', VOLUME),
  restartPolicy: unset('Always'),
  dnsPolicy: unset('ClusterFirst'),
  schedulerName: unset('default-scheduler'),
  terminationGracePeriodSeconds: unset(30),
  enableServiceLinks: unset(true),
  hostNetwork: NO,
  hostPID: NO,
  hostIPC: NO,
  shareProcessNamespace: NO,
  setHostnameAsFQDN: NO,
  securityContext: NONE,
  'securityContext.supplementalGroups': { ...SET, ...NONE },
  'securityContext.sysctls': { ...by('name'), ...NONE },
  'securityContext.fsGroupChangePolicy': unset('Always'),
  imagePullSecrets: { ...SET, ...NONE },
  hostAliases: { ...by('ip'), ...NONE },
  tolerations: { ...SET, ...NONE },
  'tolerations[].operator': unset('Equal'),
  nodeSelector: NONE,
  readinessGates: { ...SET, ...NONE },
  affinity: NONE,
  ...under('affinity', AFFINITY),
  topologySpreadConstraints: { ...by('topologyKey', 'whenUnsatisfiable'), ...NONE },
  'topologySpreadConstraints[].minDomains': unset(1),
  'topologySpreadConstraints[].nodeAffinityPolicy': unset('Honor'),
  'topologySpreadConstraints[].nodeTaintsPolicy': unset('Ignore'),
  ...under('topologySpreadConstraints[].labelSelector', SELECTOR),
  'overhead.*': QUANTITY,
};

const METADATA: MeaningRules = { labels: NONE, annotations: NONE, finalizers: { ...SET, ...NONE } };

/** A pod template. */
export const TEMPLATE: MeaningRules = { ...under('metadata', METADATA), ...under('spec', POD_SPEC) };

/** What every object has. */
export const OBJECT: MeaningRules = under('metadata', METADATA);
