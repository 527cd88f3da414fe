/** Labels and annotations of ours live below this prefix. */
export const PREFIX = 'taxiway.dev';

export const SERVICE_LABEL = `${PREFIX}/service`;
export const WORKLOAD_LABEL = `${PREFIX}/workload`;
export const OWNER_LABEL = `${PREFIX}/owner`;
export const MANAGED_LABEL = `${PREFIX}/managed`;
export const MATURITY_LABEL = `${PREFIX}/maturity`;
export const MODE_LABEL = `${PREFIX}/mode`;
/** The GPU shape of a node, `l4-x1`; GKE's own labels for it differ between kinds of clusters. */
export const GPU_SHAPE_LABEL = `${PREFIX}/gpu-shape`;
/** Keeps pods off nodes that others asked for: a taint's key, with the pool as its value. */
export const NODES_TAINT = `${PREFIX}/nodes`;
export const OWNER_ANNOTATION = `${PREFIX}/owner`;
/** On a namespace: the disks that its service declares, and the ports of its declared stores, for the cluster's own admission. */
export const CLAIMS_ANNOTATION = `${PREFIX}/claims`;
export const STORE_PORTS_ANNOTATION = `${PREFIX}/store-ports`;
/** On what brings a long-lived secret: that it is one, who rotates it, until when it is good, and how often it is replaced. */
export const SECRET_CLASS_LABEL = `${PREFIX}/secret-class`;
export const SECRET_OWNER_ANNOTATION = `${PREFIX}/secret-owner`;
export const EXPIRES_ANNOTATION = `${PREFIX}/secret-expires`;
export const ROTATE_ANNOTATION = `${PREFIX}/secret-rotate-every`;

/** On pods: how their server logs, which it reads as a file. */
export const LOG_CONFIG_ANNOTATION = `${PREFIX}/log-config`;

/** On a ConfigMap that holds a dashboard: which one. */
export const DASHBOARD_LABEL = `${PREFIX}/dashboard`;

/** On what names metrics in PromQL: those that nobody else declares, with their labels, `jobs_total{queue,outcome}, jobs_waiting`. */
export const METRICS_ANNOTATION = `${PREFIX}/metrics`;

/** A GitLab scoped label as a Kubernetes label value: `group::code-creation` becomes `code-creation`. */
export function ownerLabel(owner: string): string {
  return owner.replace(/^.*::/, '').replaceAll(/[^A-Za-z0-9._-]/g, '-');
}

/** The labels that select the pods of one workload, and never change: a Deployment's selector is immutable. */
export function selectorLabels(service: string, workload: string): Record<string, string> {
  return { [SERVICE_LABEL]: service, [WORKLOAD_LABEL]: workload };
}

/** The labels of everything that belongs to a service. */
export function serviceLabels(service: string, owner: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': service,
    'app.kubernetes.io/managed-by': 'taxiway',
    [MANAGED_LABEL]: 'true',
    [SERVICE_LABEL]: service,
    [OWNER_LABEL]: ownerLabel(owner),
  };
}

/** The labels of everything that belongs to one workload. */
export function workloadLabels(service: string, workload: string, owner: string): Record<string, string> {
  return { ...serviceLabels(service, owner), 'app.kubernetes.io/component': workload, [WORKLOAD_LABEL]: workload };
}

/** Labels and annotations that only say which tool wrote an object, or in which version. */
const SAYS_TOOL = new Set([
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/created-by',
  'helm.sh/chart',
  'kubectl.kubernetes.io/last-applied-configuration',
  `${PREFIX}/version`,
  `${PREFIX}/library-version`,
  `${PREFIX}/digest`,
]);

/** Whether a label or an annotation only says which tool wrote an object, or in which version. */
export function saysTool(key: string): boolean {
  return SAYS_TOOL.has(key) || key.startsWith('cdk8s.io/');
}
