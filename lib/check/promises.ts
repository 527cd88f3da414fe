/** Something that a check refuses before anything is applied, and the cluster when it is. */
export interface Promised {
  /** The code of the rule. */
  readonly code: string;
  /** What may stand there. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

const DEFAULT_PASSES = 'drop what was changed: the default passes';
const NO_PRIVILEGE = 'no privilege, no escalation, and no capability but NET_BIND_SERVICE';
const ADDRESS = 'keep ClusterIP: nothing has an address outside the cluster';

/** The words of a rule that checks and the cluster's own admission have in common, so that a refusal reads the same in both places. */
export const PROMISES = {
  token: { code: 'POD_RESTRICTED', allowed: 'false', fix: DEFAULT_PASSES },
  host: { code: 'POD_RESTRICTED', allowed: 'false', fix: DEFAULT_PASSES },
  readOnlyRoot: { code: 'POD_RESTRICTED', allowed: 'true', fix: DEFAULT_PASSES },
  privilege: { code: 'POD_RESTRICTED', allowed: NO_PRIVILEGE, fix: DEFAULT_PASSES },
  nonRoot: { code: 'POD_RESTRICTED', allowed: 'true, and any user but 0', fix: DEFAULT_PASSES },
  seccomp: { code: 'POD_RESTRICTED', allowed: 'RuntimeDefault or Localhost', fix: DEFAULT_PASSES },
  volume: { code: 'POD_RESTRICTED', allowed: 'volumes that hold nothing of the node', fix: DEFAULT_PASSES },
  namespace: { code: 'POD_RESTRICTED', allowed: 'restricted, at a version', fix: DEFAULT_PASSES },
  links: {
    code: 'SERVICE_LINKS',
    allowed: 'false',
    fix: 'set it to false: a Service named vllm would inject VLLM_PORT',
  },
  digest: {
    code: 'IMAGE_NOT_BY_DIGEST',
    allowed: 'a name and a digest',
    fix: 'name it by digest: run taxiway pin, or write name@sha256: and 64 hexadecimal digits',
  },
  registry: {
    code: 'IMAGE_HOST_PRIVATE',
    allowed: 'a registry that nodes of this environment can pull from',
    fix: "push it to the environment's registry, or name the host among its publicRegistries",
  },
  labels: {
    code: 'POD_LABELS',
    allowed: 'the labels of its service and workload',
    fix: 'leave the labels to the service: policies, quotas and alerts find it by them',
  },
  selector: {
    code: 'POD_LABELS',
    allowed: 'the labels of its service and workload, and no others',
    fix: 'select by these two labels alone: a selector can never be changed',
  },
  amounts: {
    code: 'POD_RESOURCES',
    allowed: 'requests of cpu, memory and ephemeral-storage, and limits of the last two',
    fix: 'name an amount: without one the node is shared by luck',
  },
  /** The API server itself keeps this one. */
  devices: { code: 'POD_RESOURCES', allowed: 'as many as are requested', fix: 'use one whole number for both' },
  scratch: {
    code: 'POD_RESOURCES',
    allowed: 'a size',
    fix: 'name a size: without one the volume fills the disk or the memory of the node',
  },
  gpuNodes: {
    code: 'GPU_POOL_UNREACHABLE',
    allowed: 'the accelerator, the pool or class of nodes, and a toleration of nvidia.com/gpu',
    fix: 'leave the nodes to the props of gpu',
  },
  gpuUnasked: {
    code: 'GPU_NODES_UNASKED',
    allowed: 'a toleration of nvidia.com/gpu for pods that ask for a GPU',
    fix: 'ask for a GPU by gpu, or leave the toleration out: it would keep GPUs from those who pay for them',
  },
  store: {
    code: 'STORE_UNDECLARED',
    allowed: 'disks that are declared stores',
    fix: "declare it: stores: [{ name: '…', kind: '…', at: { claim: '…' }, holds: ['…'] }]; or keep nothing",
  },
  account: {
    code: 'CAGE',
    allowed: 'the service account of its workload',
    fix: 'leave serviceAccountName to the workload: another account has other rights',
  },
  priority: {
    code: 'CAGE',
    allowed: "the class of the service's maturity",
    fix: 'leave it to the maturity of the service',
  },
  node: { code: 'CAGE', allowed: 'nothing', fix: 'leave it to the scheduler: a named node asks for no toleration' },
  address: { code: 'CAGE', allowed: 'ClusterIP', fix: ADDRESS },
  ownPods: { code: 'CAGE', allowed: "the service's own pods", fix: 'select by the labels of the service' },
  entrance: {
    code: 'CAGE',
    allowed: 'the internal gateway',
    fix: 'name the internal gateway; what is public goes through exposure',
  },
  hostName: {
    code: 'CAGE',
    allowed: "the service's own host names",
    fix: "keep the host of the service: another one is somebody else's",
  },
  foreign: {
    code: 'CAGE',
    allowed: 'the own namespace',
    fix: 'leave the namespace out: calls to another service go through callers and calls',
  },
  kind: { code: 'CAGE', allowed: 'none', fix: 'move it to the grants, or leave it out' },
  secretStore: {
    code: 'CAGE',
    allowed: 'a SecretStore of the namespace',
    fix: 'use a SecretStore of the namespace: a wider one lends its rights to everybody',
  },
  secretKey: {
    code: 'CAGE',
    allowed: "secrets of the service's own, each by its name",
    fix: 'name each secret below the folder of the service: what is found may be more than was granted',
  },
  managed: { code: 'CAGE', allowed: 'true', fix: 'keep the label: quotas, policies and admission go by it' },
  grant: {
    code: 'CAGE',
    allowed: 'those who may write network policies there',
    fix: 'let the platform apply it, after review: it decides who can reach the service',
  },
  peers: {
    code: 'RULE_ALLOWS_ALL',
    allowed: 'peers and ports by name',
    fix: 'name who may, or drop the whole rule: an empty list means everybody',
  },
  closed: {
    code: 'RULE_ALLOWS_ALL',
    allowed: 'no rule, both ways',
    fix: 'keep the policy default-deny of the grants',
  },
  datastore: {
    code: 'RULE_ALLOWS_ALL',
    allowed: 'ports of declared stores',
    fix: "use the internal API, calls: ['gitlab-api']; or declare a store of the service's own in stores",
  },
  quota: {
    code: 'QUOTA_COVERS_WORKLOADS',
    allowed: 'what the quota of the namespace holds',
    fix: 'let the platform apply the grants first: the quota follows from the workloads',
  },
} as const satisfies Readonly<Record<string, Promised>>;

/** The refusal of a promise in one line: its code, what is wrong, what is allowed, and what to do. */
export function refusal({ code, allowed, fix }: Promised, wrong: string): string {
  return `${code}: ${wrong}; ${allowed} is allowed; ${fix}`;
}
