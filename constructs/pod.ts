import { canonicalBytes, canonicalMillicores } from '../lib/units';
import { WEIGHTS_FOLDER, weightsVolumes, type MountedBucket, type Sidecar } from '../lib/gpu/weights-volume';
import { internalApiMounts, internalApiVolumes } from './internal-api-token';
import { logConfigMounts, logConfigVolumes } from './log-config';
import { fileOf, registryOf, secretKeyOf } from '../lib/secrets/secret';
import type { Container, PodSpec } from './kubernetes';
import { variablesOf } from './secret-delivery';
import type { WorkloadSettings } from './workload-settings';

const MI = 2 ** 20;
const GI = 2 ** 30;

/** Where secrets arrive as files. */
export const SECRETS_FOLDER = '/run/secrets/taxiway';
/** The process's home: writable, and gone with the pod. */
export const HOME = '/home/app';

/** What a workload's nodes add to its pods. */
export interface PodShape {
  /** Scratch space at /tmp, in bytes. */
  readonly temporary: number;
  /** Home and caches, in bytes. */
  readonly home: number;
  /** Shared memory between processes, in bytes; none on nodes without a GPU. */
  readonly sharedMemory?: number;
  readonly gpus?: number;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: PodSpec['tolerations'];
  /** Weights that are mounted from a bucket. */
  readonly weights?: MountedBucket & { readonly sidecar: Sidecar };
  /** Seconds until the process must be ready. */
  readonly startup: number;
}

/** Everything that a pod's spec is made of. */
export interface PodParts {
  readonly service: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: WorkloadSettings;
  readonly shape: PodShape;
  readonly priorityClass: string;
  /** Seconds that the process still serves after it was told to go. */
  readonly drain: number;
  /** Secret name → the Kubernetes Secret that holds it. */
  readonly secretTargets: ReadonlyMap<string, string>;
  /** Whom a token for the internal API is meant for. */
  readonly internalApi: string;
  /** Variables that the platform sets; the service's own win. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Bytes of local disk that one pod may use: scratch, home, and room for logs and the writable layer. */
export function storageOf(shape: PodShape): number {
  return shape.temporary + shape.home + GI;
}

/**
 * The variables that let any image run as a user it doesn't know, with a read-only root:
 * without them PyTorch asks the passwd file for a name, and caches go to `/`.
 */
export function identityVariables(service: string): Readonly<Record<string, string>> {
  const cache = `${HOME}/.cache`;
  return {
    HOME,
    USER: service,
    LOGNAME: service,
    TMPDIR: '/tmp',
    XDG_CACHE_HOME: cache,
    HF_HOME: `${cache}/huggingface`,
    TORCHINDUCTOR_CACHE_DIR: `${cache}/torchinductor`,
    TRITON_CACHE_DIR: `${cache}/triton`,
    VLLM_CACHE_ROOT: `${cache}/vllm`,
  };
}

/** Shared memory counts as the pod's own: it gets half of that at most. */
function sharedMemoryOf({ shape, settings }: PodParts): number | undefined {
  return shape.sharedMemory && Math.min(shape.sharedMemory, Math.max(1, Math.floor(settings.memory / 2 / MI)) * MI);
}

/** The spec of a workload's pods: it passes the restricted Pod Security Standard and runs images that know nothing of it. */
export function podSpec(parts: PodParts): PodSpec {
  const { settings, shape, labels, workload } = parts;
  const files = filesOf(parts);
  const pulls = pullsOf(parts);
  const sharedMemory = sharedMemoryOf(parts);
  return {
    ...(pulls.length === 0 ? {} : { imagePullSecrets: pulls }),
    serviceAccountName: workload,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: parts.priorityClass,
    terminationGracePeriodSeconds: parts.drain + settings.longestExchange,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: settings.runAs,
      runAsGroup: settings.runAs,
      fsGroup: settings.runAs,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    nodeSelector: shape.nodeSelector,
    tolerations: shape.tolerations,
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    })),
    containers: [container(parts)],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: canonicalBytes(shape.temporary) } },
      { name: 'home', emptyDir: { sizeLimit: canonicalBytes(shape.home) } },
      ...(sharedMemory === undefined
        ? []
        : [{ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: canonicalBytes(sharedMemory) } }]),
      ...(files.length === 0 ? [] : [{ name: 'secrets', projected: { defaultMode: 0o440, sources: files } }]),
      ...(shape.weights === undefined ? [] : weightsVolumes(shape.weights)),
      ...internalApiVolumes(parts),
      ...logConfigVolumes(settings),
    ],
  };
}

/** Secrets that nodes present to registries; no container has them. */
function pullsOf({ settings, secretTargets }: PodParts) {
  return settings.secrets.flatMap((secret) => {
    const name = secretTargets.get(secret.name);
    return registryOf(secret) === undefined || name === undefined ? [] : [{ name }];
  });
}

/** Secrets that arrive as files, each of its own Secret. 0440: the process's group reads, nobody else. */
function filesOf({ settings, secretTargets }: PodParts) {
  return settings.secrets.flatMap((secret) => {
    const name = secretTargets.get(secret.name);
    if (secret.delivery !== 'file' || name === undefined) return [];
    const items = secret.properties.map((property) => ({
      key: secretKeyOf(secret, property),
      path: fileOf(secret, property),
    }));
    return [{ secret: { name, items } }];
  });
}

/** Secrets that arrive as variables. */
function secretVariables({ settings, secretTargets }: PodParts) {
  return settings.secrets.flatMap((secret) => {
    const name = secretTargets.get(secret.name);
    if (name === undefined) return [];
    return variablesOf(secret).map(([part, variable]) => ({
      name: variable,
      valueFrom: { secretKeyRef: { name, key: secretKeyOf(secret, part) } },
    }));
  });
}

/** The variables of a container: the platform's, and over them the service's own. */
export function environmentOf({
  service,
  variables,
  settings,
}: Pick<PodParts, 'service' | 'variables' | 'settings'>): Readonly<Record<string, string>> {
  const typed = Object.fromEntries(inOrder(settings.variables));
  return { ...identityVariables(service), ...variables, ...typed };
}

/**
 * Variables by name, each after those that its value refers to with `$(…)`: the kubelet puts in only what came before,
 * and the order in which they were typed says nothing.
 */
function inOrder(variables: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const placed = new Map<string, string>();
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    if (placed.has(name) || visiting.has(name) || !Object.hasOwn(variables, name)) return;
    const value = variables[name] ?? '';
    visiting.add(name);
    for (const [, other = ''] of value.matchAll(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g)) visit(other);
    placed.set(name, value);
  };
  for (const name of Object.keys(variables).sort()) visit(name);
  return [...placed];
}

function container(parts: PodParts): Container {
  const { workload, settings, shape, drain } = parts;
  const environment = environmentOf(parts);
  const { port, protocol, metrics } = settings;
  return {
    name: workload,
    image: settings.image,
    imagePullPolicy: 'IfNotPresent',
    command: settings.command,
    args: settings.args,
    env: [...Object.entries(environment).map(([name, value]) => ({ name, value })), ...secretVariables(parts)],
    ports: [
      { name: protocol, containerPort: port, protocol: 'TCP' },
      ...(metrics === undefined || metrics.port === port
        ? []
        : [{ name: 'metrics', containerPort: metrics.port, protocol: 'TCP' as const }]),
    ],
    resources: resources(settings, shape),
    startupProbe: {
      ...handler(settings),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(shape.startup / 10),
    },
    readinessProbe: { ...handler(settings), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    // Not the readiness question: a busy server is not a dead one.
    livenessProbe: { tcpSocket: { port }, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
    lifecycle: { preStop: { sleep: { seconds: drain } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'home', mountPath: HOME },
      ...(shape.sharedMemory === undefined ? [] : [{ name: 'shared-memory', mountPath: '/dev/shm' }]),
      ...(filesOf(parts).length === 0 ? [] : [{ name: 'secrets', mountPath: SECRETS_FOLDER, readOnly: true }]),
      ...(shape.weights === undefined ? [] : [{ name: 'weights', mountPath: WEIGHTS_FOLDER, readOnly: true }]),
      ...internalApiMounts(parts),
      ...logConfigMounts(settings),
    ],
  };
}

function handler({ protocol, port, ready }: WorkloadSettings) {
  if (protocol === 'grpc') return { grpc: { port } };
  return ready === undefined ? { tcpSocket: { port } } : { httpGet: { path: ready, port, scheme: 'HTTP' } };
}

function resources(settings: WorkloadSettings, shape: PodShape) {
  const memory = canonicalBytes(settings.memory);
  const storage = canonicalBytes(storageOf(shape));
  const gpu: Record<string, string> = shape.gpus === undefined ? {} : { 'nvidia.com/gpu': String(shape.gpus) };
  return {
    requests: { cpu: canonicalMillicores(settings.cpu), memory, 'ephemeral-storage': storage, ...gpu },
    // No processor limit: it only slows down what nobody else needs.
    limits: { memory, 'ephemeral-storage': storage, ...gpu },
  };
}
