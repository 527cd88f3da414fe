import type { Json, JsonObject } from '../../../assembly/document';
import { asText, isObject } from '../../../check/json';
import { refersOtherwise } from '../order';
import {
  NOTHING,
  both,
  defaults,
  keyed,
  keyedInOrder,
  merged,
  set,
  setOfWholes,
  under,
  type Rule,
  type Rules,
} from '../rule';
import { quantity } from '../values';

/**
 * Pods. Defaults: kubernetes/pkg/apis/core/v1/defaults.go; where the API stores nothing, what the reference says that
 * nothing means: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
const HTTP: Rule = defaults({ path: '/', scheme: 'HTTP' });
const PROBE: Rules = {
  '': defaults({
    initialDelaySeconds: 0,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  }),
  httpGet: HTTP,
  'httpGet.httpHeaders': NOTHING,
  grpc: defaults({ service: '' }),
};

/** Only an image without a tag, or with the tag `latest`, is fetched each time. */
function pullPolicy(image: Json | undefined): string {
  const text = asText(image) ?? '';
  const name = text.slice(text.lastIndexOf('/') + 1);
  return !text.includes('@') && (!name.includes(':') || name.endsWith(':latest')) ? 'Always' : 'IfNotPresent';
}

const CONTAINER: Rules = {
  '': defaults(({ image }) => ({
    imagePullPolicy: pullPolicy(image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    stdin: false,
    stdinOnce: false,
    tty: false,
  })),
  command: NOTHING,
  args: NOTHING,
  // A variable may only refer to those before it.
  env: keyedInOrder('name', refersOtherwise),
  'env[]': { defaults: ({ valueFrom }): JsonObject => (valueFrom === undefined ? { value: '' } : {}) },
  'env[].valueFrom.fieldRef': defaults({ apiVersion: 'v1' }),
  'env[].valueFrom.secretKeyRef': defaults({ optional: false }),
  'env[].valueFrom.configMapKeyRef': defaults({ optional: false }),
  envFrom: NOTHING,
  'envFrom[].secretRef': defaults({ optional: false }),
  'envFrom[].configMapRef': defaults({ optional: false }),
  ports: keyed('name', ['containerPort', 'protocol']),
  'ports[]': defaults({ protocol: 'TCP', hostPort: 0 }),
  // A limit is what is requested, where no request is written.
  resources: both(NOTHING, {
    defaults: ({ limits }): JsonObject => (isObject(limits) ? { requests: limits } : {}),
  }),
  // Schemas of custom resources do not say so.
  'resources.limits.*': { value: quantity },
  'resources.requests.*': { value: quantity },
  'resources.claims': keyed('name'),
  securityContext: both(NOTHING, defaults({ privileged: false, readOnlyRootFilesystem: false, procMount: 'Default' })),
  'securityContext.capabilities': NOTHING,
  'securityContext.capabilities.add': set(),
  'securityContext.capabilities.drop': set(),
  volumeMounts: keyed('mountPath'),
  'volumeMounts[]': defaults({ readOnly: false, subPath: '', mountPropagation: 'None' }),
  volumeDevices: keyed('devicePath'),
  'lifecycle.preStop.httpGet': HTTP,
  'lifecycle.postStart.httpGet': HTTP,
  ...under('livenessProbe', PROBE),
  ...under('readinessProbe', PROBE),
  ...under('startupProbe', PROBE),
};

const FILES: Rule = defaults({ defaultMode: 0o644, optional: false });
const items = { 'secret.items': keyed('path'), 'configMap.items': keyed('path'), 'downwardAPI.items': keyed('path') };

const VOLUME: Rules = {
  secret: FILES,
  configMap: FILES,
  downwardAPI: defaults({ defaultMode: 0o644 }),
  projected: defaults({ defaultMode: 0o644 }),
  ...items,
  'projected.sources': set(),
  ...under('projected.sources[]', items),
  'projected.sources[].secret': defaults({ optional: false }),
  'projected.sources[].configMap': defaults({ optional: false }),
  'projected.sources[].serviceAccountToken': defaults({ expirationSeconds: 3600, audience: '' }),
  emptyDir: defaults({ medium: '' }),
  'emptyDir.sizeLimit': { value: quantity },
  hostPath: defaults({ type: '' }),
  persistentVolumeClaim: defaults({ readOnly: false }),
  csi: defaults({ readOnly: false }),
  nfs: defaults({ readOnly: false }),
};

/** Terms of which one is enough, or which only weigh. */
const AFFINITY: Rules = {
  affinity: NOTHING,
  'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms': set(),
  'affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution': set(),
  ...Object.fromEntries(
    ['podAffinity', 'podAntiAffinity'].flatMap((kind) =>
      ['required', 'preferred'].map((strength) => [
        `affinity.${kind}.${strength}DuringSchedulingIgnoredDuringExecution`,
        set(),
      ]),
    ),
  ),
};

const POD: Rules = {
  '': defaults(({ serviceAccountName, serviceAccount }) => ({
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
    hostUsers: true,
    shareProcessNamespace: false,
    setHostnameAsFQDN: false,
    // The old name of the same field.
    ...(serviceAccountName === undefined ? {} : { serviceAccount: serviceAccountName }),
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
  })),
  containers: keyed('name'),
  ...under('containers[]', CONTAINER),
  // One after the other, each when the one before has finished.
  initContainers: keyedInOrder('name'),
  ...under('initContainers[]', CONTAINER),
  ephemeralContainers: keyed('name'),
  ...under('ephemeralContainers[]', CONTAINER),
  volumes: keyed('name'),
  ...under('volumes[]', VOLUME),
  imagePullSecrets: keyed('name'),
  hostAliases: keyed('ip'),
  'hostAliases[].hostnames': set(),
  tolerations: setOfWholes('key', 'effect'),
  'tolerations[]': defaults({ operator: 'Equal', value: '' }),
  topologySpreadConstraints: keyed('topologyKey'),
  'topologySpreadConstraints[]': defaults({
    minDomains: 1,
    nodeAffinityPolicy: 'Honor',
    nodeTaintsPolicy: 'Ignore',
  }),
  'topologySpreadConstraints[].matchLabelKeys': set(),
  nodeSelector: NOTHING,
  readinessGates: keyed('conditionType'),
  schedulingGates: keyed('name'),
  resourceClaims: keyed('name'),
  securityContext: both(NOTHING, defaults({ fsGroupChangePolicy: 'Always', supplementalGroupsPolicy: 'Merge' })),
  'securityContext.supplementalGroups': set(),
  'securityContext.sysctls': keyed('name'),
  ...AFFINITY,
};

/** A pod's template, where it stands. */
export function podAt(place: string): Rules {
  const spec = place === '' ? 'spec' : `${place}.spec`;
  const metadata =
    place === '' ? {} : under(`${place}.metadata`, { '': NOTHING, labels: NOTHING, annotations: NOTHING });
  return merged(metadata, under(spec, POD));
}
