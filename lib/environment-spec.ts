import type { GpuModelName } from './gpu/models';
import type { Duration } from './units';
import { captureCallSite, type CallSite } from './source/call-site';

/** How much an environment matters; drives defaults, never behaviour by name. */
export type Tier = 'sandbox' | 'staging' | 'production';

/** The tiers, the least important first. */
export const TIERS = ['sandbox', 'staging', 'production'] as const satisfies readonly Tier[];

/** Orders environments: the least important first, then by name. */
export function compareEnvironments(one: { readonly tier: string; readonly name: string }, other: typeof one): number {
  const rank = ({ tier }: { readonly tier: string }): number => TIERS.findIndex((known) => known === tier);
  return rank(one) - rank(other) || (one.name < other.name ? -1 : 1);
}

/** A GitLab group, written as its scoped label. */
export type Owner = `group::${string}`;

/** Where calls of the main application come from. */
export type CallerSpec =
  /** Its pods run in the same cluster. */
  | { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  /** It runs elsewhere and comes through the environment's internal gateway. */
  | { readonly through: 'gateway' };

/** For a cluster whose issuer Vault can't read: it asks the API server about each token instead. */
export interface PodLoginSpec {
  /** Vault's Kubernetes auth. */
  readonly by: 'kubernetes';
  /** Where Vault reaches the API server; not the DNS endpoint of GKE, which takes no service account token. */
  readonly apiServer: string;
  /** Whose token Vault asks with: that of its own pod, in the same cluster. The pod that logs in can't ask about itself, and a
   *  reviewer's token that is written down would live for ever. */
  readonly reviewer: 'own-pod';
}

/** What public entrances of an environment have in common. */
export interface PublicGatewaySpec {
  /** Host names of public services are below it. */
  readonly domain: string;
  /** Map of Certificate Manager with a certificate for `*.domain`. */
  readonly certificateMap: string;
  /** SSL policies of the Google project, by the oldest TLS that each lets in. */
  readonly sslPolicies: { readonly [Version in '1.2' | '1.3']?: string };
}

/** Pods of others in the cluster. */
export interface PodsSpec {
  /** Where they run. */
  readonly namespace: string;
  /** By which they are found there. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The blackbox exporter that asks the internal API whether it answers, and the module of its configuration by which it asks: an HTTP
 *  one, that takes what the API answers to whoever has no login. */
export type ProberSpec =
  /** As the operator's Prometheus comes to it, host and port: `blackbox-exporter.monitoring.svc:9115`. */
  | { readonly address: string; readonly module: string }
  /** As Google's collectors come to it: its pods, and the name of their port. */
  | { readonly pods: PodsSpec; readonly port: string; readonly module: string };

/** What brings metrics of pods to the autoscaler. */
export type AutoscalingSpec =
  | {
      /** KEDA from 2.17 on, which can hold what runs while a metric is lost. */
      readonly by: 'keda';
      /** The Prometheus that KEDA asks: `http://prometheus-operated.monitoring.svc:9090`. */
      readonly prometheus: `http://${string}` | `https://${string}`;
    }
  /** An adapter for custom metrics: Prometheus' own, or Google's where Google evaluates rules. */
  | { readonly by: 'adapter' };

/** Who owns services and how they are reached. */
export interface TeamSpec {
  /** Local part of the team's Google group, below `groupDomain`. */
  readonly group: string;
  /** A key of `alertReceivers`. */
  readonly receiver: string;
}

/** Where alerts can go. */
export interface AlertReceiverSpec {
  /** A channel of the chat: `#g_code_creation_alerts`. */
  readonly channel: string;
  /** Who is woken: the key within the Secret `alertmanager.secret` that holds the integration key of the on-call schedule.
   *  @defaultValue nobody is woken, and no service of such a team is generally available in production */
  readonly pager?: string;
}

/** Who hands alerts on. */
export interface AlertmanagerSpec {
  /** The namespace that it runs in, and that its configuration lies in. */
  readonly namespace: string;
  /** The Secret that is mounted into it, brought from Vault: the webhook of each channel under `channel-<receiver>`, and the keys of pagers. */
  readonly secret: string;
  /** The team that is told what no team owns. */
  readonly fallback: Owner;
}

/** Who shows dashboards. */
export interface DashboardsSpec {
  /** The namespace that their ConfigMaps lie in. */
  readonly namespace: string;
  /** The labels by which Grafana's sidecar picks ConfigMaps: `{ grafana_dashboard: '1' }`. */
  readonly selector: Readonly<Record<string, string>>;
}

/** The facts of one place. Plain data: no policy, no defaults. */
export interface EnvironmentSpec<Name extends string = string> {
  /** Lower-case letters, digits and hyphens; part of paths and names. */
  readonly name: Name;
  /** How much it matters. */
  readonly tier: Tier;
  /** The Google project, and where in the world. */
  readonly google: {
    readonly project: string;
    /** Digits; principals of Workload Identity need the number, pools the id. */
    readonly projectNumber: string;
    readonly region: string;
    /** The zones of the cluster's nodes. */
    readonly zones: readonly string[];
  };
  /** The GKE cluster that services run in. */
  readonly cluster: {
    readonly name: string;
    /** A region, or a zone of one. */
    readonly location: string;
    /** Minor version, `1.35`. */
    readonly version: string;
    /** `v2` is GKE Dataplane V2 (Cilium); network policies mean different things on each. */
    readonly dataplane: 'v1' | 'v2';
    /** OIDC issuer of its service account tokens, without a trailing slash. */
    readonly issuer: string;
    readonly podRange: string;
    readonly nodeRange: string;
    readonly serviceRange: string;
  };
  /** The internal gateway. */
  readonly gateway: {
    /** Regional and internal; the only class whose routes and policies are rendered. */
    readonly class: 'gke-l7-rilb';
    /** Host names of services are below it. */
    readonly domain: string;
    /** Regional TLS certificate for `*.domain`; gRPC clients need HTTP/2, which a Google load balancer speaks over TLS only. */
    readonly certificate: string;
    /** How long the load balancer still sends requests to a pod that is going; at least 30 s. */
    readonly detachTime: Duration;
    /** From where an Envoy-based load balancer's requests come. */
    readonly proxyOnlySubnet?: string;
    /** Where services may be public; each has an entrance of its own.
     *  @defaultValue none: nothing can be public here */
    readonly public?: PublicGatewaySpec;
  };
  /** Where secrets live. */
  readonly vault: {
    /** Without a trailing slash; also the audience of every token for it. */
    readonly address: string;
    readonly mounts: {
      /** Key-value store, version 2. */
      readonly secrets: string;
      /** Auth of the cluster's pods. */
      readonly pods: string;
      /** JWT auth of GitLab's deploy jobs. */
      readonly deploys: string;
    };
    /** How pods log in.
     *  @defaultValue by JWT: Vault reads the keys of `cluster.issuer`, and never asks the cluster */
    readonly podLogin?: PodLoginSpec;
  };
  /** The operator that brings secrets into namespaces. */
  readonly externalSecrets: { /** Of the operator. */ readonly version: string };
  /** The GitLab instance that services serve and deploy from. */
  readonly gitlab: {
    /** The instance, without a trailing slash. */
    readonly url: string;
    /** The predefined address at which services reach the internal API. */
    readonly internalApi: string;
    /** Needed where the dataplane can't filter by name. */
    readonly internalApiRange?: string;
    /** Numeric id of the project whose jobs deploy. Paths can be taken over, ids can't. */
    readonly deployProject: string;
    /** The protected branch that deploys. */
    readonly deployBranch: string;
    readonly callers: { readonly rails: CallerSpec; readonly sidekiq: CallerSpec };
  };
  /** Host and folder, without a scheme or a trailing slash. */
  readonly registry: string;
  /** The repository of Artifact Registry that holds what `registry` does, under the same names: `us-east1-docker.pkg.dev/project/repository`,
   *  and a folder in it where there is one. Pins of `registry` are rewritten to it, and the nodes read it by their own identity.
   *  @defaultValue none: `registry` is pulled from as it is, and has to let anybody */
  readonly registryMirror?: string;
  /** Further hosts, with a folder or without, that let anybody pull.
   *  @defaultValue none but the well-known ones */
  readonly publicRegistries?: readonly string[];
  /** GPUs on offer, with the most nodes' worth of GPUs that may run at once. */
  readonly gpus: { readonly [Model in GpuModelName]?: { readonly limit: number } };
  /** Known quotas of the Google project, by metric: `NVIDIA_L4_GPUS`. */
  readonly quotas: Readonly<Record<string, number>>;
  /** What the environment's Prometheus picks up, by labels. */
  readonly prometheus: {
    /** Who evaluates rules: Prometheus of the operator, which sees load balancers by stackdriver_exporter, or Google's managed one.
     *  @defaultValue operator */
    readonly rules?: 'operator' | 'google';
    readonly ruleSelector: Readonly<Record<string, string>>;
    readonly monitorSelector: Readonly<Record<string, string>>;
    readonly namespaceSelector: Readonly<Record<string, string>>;
    /** The pods that fetch metrics; nothing else may come to the port of metrics.
     *  @defaultValue Google's collectors where Google evaluates rules; else none: metrics of pods can't be asked for */
    readonly scraper?: PodsSpec;
    /** Who asks the internal API whether it answers; it takes `alertmanager` too, for somebody to be told.
     *  @defaultValue none: nobody probes it, and `INTERNAL_API_UNPROBED` says so where services call it */
    readonly prober?: ProberSpec;
    /** That Prometheus of the operator sees metrics of logs: its stackdriver_exporter has `logging.googleapis.com/user` among its prefixes.
     *  @defaultValue they are seen where Google evaluates rules, and nowhere else: no alert tells of text in logs */
    readonly logMetrics?: 'exported';
  };
  /** What scales pods by a metric of their own.
   *  @defaultValue none: pods are scaled by their CPU only */
  readonly autoscaling?: AutoscalingSpec;
  /** Base address of dashboards, without a trailing slash. */
  readonly grafana: string;
  /** Base address of runbooks, without a trailing slash. */
  readonly runbooks: string;
  /** Domain of the teams' Google groups. */
  readonly groupDomain: string;
  /** The bucket of Terraform states. */
  readonly state: { readonly bucket: string };
  /** Where alerts can go, by name. */
  readonly alertReceivers: Readonly<Record<string, AlertReceiverSpec>>;
  /** Who hands alerts on.
   *  @defaultValue none is rendered for: alerts are routed elsewhere */
  readonly alertmanager?: AlertmanagerSpec;
  /** Who shows dashboards.
   *  @defaultValue none is rendered for */
  readonly dashboards?: DashboardsSpec;
  /** Who may own services. */
  readonly teams: { readonly [owner: Owner]: TeamSpec };
  /** How old a review may be when it is applied.
   *  @defaultValue `'720h'` in a sandbox, `'168h'` in staging, `'72h'` in production */
  readonly reviewMaxAge?: Duration;
  /** Image name → reference with digest; written by `taxiway pin`. */
  readonly images: Readonly<Record<string, string>>;
}

const CALL_SITES = new WeakMap<EnvironmentSpec, CallSite>();
/** A group of facts → the call that it was first given to; whoever spreads an environment hands its groups on. */
const GROUPS = new WeakMap<object, CallSite>();

/** Declares an environment. What is wrong with its facts is said at synth, at the line of the fact. */
export function defineEnvironment<const Name extends string>(spec: EnvironmentSpec<Name>): EnvironmentSpec<Name> {
  const site = captureCallSite(defineEnvironment);
  CALL_SITES.set(spec, site);
  for (const group of groupsOf(spec)) if (!GROUPS.has(group)) GROUPS.set(group, site);
  return spec;
}

/** Where an environment was declared, or undefined for one that was made by hand. */
export function callSiteOf(spec: EnvironmentSpec): CallSite | undefined {
  return CALL_SITES.get(spec);
}

/** Every call that an environment's facts were written in: its own first, then those of the environments that it spreads. */
export function callSitesOf(spec: EnvironmentSpec): readonly CallSite[] {
  const own = callSiteOf(spec);
  return [
    ...new Set([...(own === undefined ? [] : [own]), ...groupsOf(spec).flatMap((group) => GROUPS.get(group) ?? [])]),
  ];
}

function groupsOf(spec: EnvironmentSpec): readonly object[] {
  // Not read: a getter may throw, and the check of facts says so better.
  const facts = Object.values(Object.getOwnPropertyDescriptors(spec)).map(({ value }): unknown => value);
  return facts.filter((fact): fact is object => typeof fact === 'object' && fact !== null);
}
