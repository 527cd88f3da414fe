import { createHash } from 'node:crypto';
import { show } from './nearest';

/** A name that Kubernetes, Vault and Terraform all take: lower case, digits and hyphens, a letter first. */
const NAME = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

/** Namespace plus Service name: Google's load-balancer metrics cut longer ones. */
export const SERVICE_AND_WORKLOAD_LIMIT = 30;
/** A GKE node pool's name. */
export const NODE_POOL_LIMIT = 40;
/** A Google service account's id; the shortest is 6. */
export const ACCOUNT_ID_LIMIT = 30;
/** A workload identity pool's id; the shortest is 4. */
export const POOL_ID_LIMIT = 32;
/** The uid of a dashboard in Grafana. */
export const DASHBOARD_UID_LIMIT = 40;
/** A bucket of logs, and a sink. */
const LOG_BUCKET_LIMIT = 100;
/** The id of a metric of logs. */
const LOG_METRIC_LIMIT = 100;
/** A DNS label: namespaces, Services, volumes, containers. */
export const DNS_LABEL_LIMIT = 63;

/** Names that mean something else: namespaces of the cluster, words of `callers` and `calls`, our own stacks, and what every object of JavaScript has. */
const RESERVED = new Set([
  'platform',
  'taxiway',
  'taxiway-system',
  'default',
  'rails',
  'sidekiq',
  'gitlab',
  'gitlab-api',
  'internet',
  'deploy',
  'grants',
  'objects',
  'workloads',
  'public',
  'namespace',
  'constructor',
]);

/** What a name lacks, or undefined where it is fine. */
export function nameProblem(name: unknown): string | undefined {
  if (typeof name !== 'string') return `is ${show(name)}, not a text`;
  if (!NAME.test(name)) return `is ${show(name)}; lower-case letters, digits and hyphens are allowed, a letter first`;
  if (name.includes('--')) return `is ${show(name)}; two hyphens in a row stand between service and workload`;
  if (RESERVED.has(name) || name.startsWith('kube-') || name.startsWith('gke-'))
    return `is ${show(name)}, which is reserved`;
  return undefined;
}

/** Shortens a name to a limit; what was cut is replaced by a hash of the whole, so that two names never meet. */
export function fit(name: string, limit: number): string {
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - 9).replace(/-+$/, '')}-${hashOf(name, 8)}`;
}

/** Six hexadecimal digits that stand for a text. */
export function shortHash(text: string): string {
  return hashOf(text, 6);
}

/** Only letters, digits and hyphens; `1g.5gb` has a dot. */
function dashed(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/g, '-');
}

function hashOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** Every name that is derived from a service, a workload and an environment. docs/decisions/0006 lists them with their limits. */
export const names = {
  namespace: (service: string): string => service,
  /** Kubernetes service account, Service, Deployment and container of a workload. */
  workload: (workload: string): string => workload,
  /** The Secret that an ExternalSecret owns; the dot keeps `a-b` + `c` and `a` + `b-c` apart, since no name holds one. */
  secretTarget: (service: string, workload: string, secret: string): string => `${service}-${workload}.${secret}`,
  /** Vault policy and role of a workload's pods. */
  vaultPod: (environment: string, service: string, workload: string): string =>
    `taxiway.pods.${environment}.${service}.${workload}`,
  /** Vault policy and role of the service's deploy job. */
  vaultDeploy: (environment: string, service: string): string => `taxiway.deploys.${environment}.${service}`,
  /** Where a secret lives below the key-value mount; GitLab Runway's layout. */
  secretPath: (environment: string, service: string, secret: string): string =>
    `env/${environment}/service/${service}/${secret}`,
  /** Google service account of the service's deploy job. */
  deployAccount: (service: string): string => fit(`deploy-${service}`, ACCOUNT_ID_LIMIT),
  /** Google service account of the jobs that apply the platform and grants. */
  platformAccount: 'taxiway-platform',
  /** Vault policy and role of these jobs. */
  vaultPlatform: (environment: string): string => `taxiway.platform.${environment}`,
  /** Workload identity pool of an environment's deploy jobs. */
  deployPool: (environment: string): string => fit(`deploys-${environment}`, POOL_ID_LIMIT),
  /** The one provider of that pool. */
  deployProvider: 'gitlab',
  /** The audience of a deploy job's token for Google; without its scheme and host it is what gcloud calls the provider. */
  deployAudience: (projectNumber: string, environment: string): string =>
    `https://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${names.deployPool(environment)}/providers/${names.deployProvider}`,
  /** The deploy jobs of one environment of GitLab, to Google. */
  deployPrincipal: (projectNumber: string, environment: string, job: string): string =>
    `principalSet://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${names.deployPool(environment)}/attribute.environment/${environment}/${job}`,
  /** A service account, as its own rights are bound. */
  accountId: (email: string, project: string): string => `projects/${project}/serviceAccounts/${email}`,
  /** Google service account that a workload's pods act as, where they can't as themselves; no name holds two hyphens. */
  podAccount: (service: string, workload: string): string => fit(`pods-${service}--${workload}`, ACCOUNT_ID_LIMIT),
  /** The pods of a workload, as those who may act as an account are named. */
  podMember: (project: string, service: string, workload: string): string =>
    `serviceAccount:${project}.svc.id.goog[${service}/${workload}]`,
  accountEmail: (account: string, project: string): string => `${account}@${project}.iam.gserviceaccount.com`,
  /** The principal that the pods of a workload are, to Google. */
  principal: (projectNumber: string, project: string, service: string, workload: string): string =>
    `principal://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${project}.svc.id.goog/subject/ns/${service}/sa/${workload}`,
  /** A pool of one shape of nodes; the hash changes exactly when a change would replace it. */
  nodePool: (shape: string, hash: string): string => fit(`${dashed(shape)}-${hash}`, NODE_POOL_LIMIT),
  /** The order in which several ways to get a node are tried, by the shape of the nodes. */
  computeClass: (shape: string): string => dashed(`taxiway-${shape}`),
  /** Terraform's address of a pool. */
  poolAddress: (shape: string): string => shape.replaceAll('.', '_'),
  /** Google service account of the GPU nodes. */
  nodeAccount: 'taxiway-gpu-nodes',
  /** Namespace of what all services share. */
  platformNamespace: 'taxiway-system',
  /** The object that holds the rules of a service, in its namespace. */
  rules: 'slo',
  /** The same where it belongs to no namespace; no other service has that name. */
  globalRules: (service: string): string => `${service}--slo`,
  /** The object that holds the rules of what all services share; a service can't have that name. */
  platformRules: 'platform--slo',
  /** The object by which the internal API is probed, and the job of its series. */
  internalApiProbe: 'taxiway-internal-api',
  /** The object that says who is told what, in the namespace of Alertmanager. */
  alertRouting: 'taxiway',
  /** What brings the keys of its receivers there: a service account, a store and an ExternalSecret. */
  alertReceivers: 'taxiway-alert-receivers',
  /** The page that says what each alert of a service means. */
  alertRunbook: 'alerts',
  /** A dashboard of an environment, as Grafana knows it and as the ConfigMap is called. */
  dashboard: (environment: string, what: string): string => fit(`taxiway-${environment}-${what}`, DASHBOARD_UID_LIMIT),
  /** The object that holds the rules about its secrets, and the same where it belongs to no namespace. */
  secretRules: 'secrets',
  globalSecretRules: (service: string): string => `${service}--secrets`,
  /** The object that holds the rule about its logs, and the same where it belongs to no namespace. */
  logRules: 'logs',
  globalLogRules: (service: string): string => `${service}--logs`,
  /** The bucket of a team's logs, and the sink that fills it. */
  teamLogs: (environment: string, team: string): string => fit(`taxiway-${environment}-${team}`, LOG_BUCKET_LIMIT),
  /** What counts lines of logs in an environment: all of them, or those that are text. */
  logMetric: (environment: string, lines: 'lines' | 'text'): string =>
    fit(`taxiway-${environment}-log-${lines}`, LOG_METRIC_LIMIT),
  /** What of such a bucket its team sees. */
  teamLogView: 'team',
  gateway: 'internal',
  /** What a service that is public has of its own, in its namespace: a gateway, a route, a Service and their policies. */
  publicEntrance: 'public',
  /** Name of a public service on the internet. */
  publicHost: (service: string, domain: string): string => `${service}.${domain}`,
  /** What limits the callers of a public service at the load balancer. */
  publicFilter: (service: string): string => `public-${service}`,
  /** What the cluster asks of one kind of objects. */
  admissionPolicy: (kind: string): string => `taxiway-${kind}`,
  priorityClass: (maturity: string): string => `taxiway-${maturity}`,
  /** Host name of a workload at the environment's internal gateway: one label, since a wildcard certificate covers no more. */
  host: (service: string, workload: string, domain: string): string =>
    workload === 'api' ? `${service}.${domain}` : `${service}--${workload}.${domain}`,
} as const;
