/** The parts of custom resources that are emitted; each kind's upstream schema has more. */

import type { AlertRouting } from '../lib/alerts/routing';
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** external-secrets.io/v1: where a namespace's secrets come from. */
export interface SecretStore {
  readonly metadata: Metadata;
  readonly spec: {
    readonly provider: {
      readonly vault: {
        readonly server: string;
        readonly path: string;
        readonly version: 'v2';
        readonly auth: VaultAuth;
      };
    };
  };
}

/** How a store logs in: by the token's issuer, or by asking the cluster. */
export type VaultAuth =
  | {
      readonly jwt: {
        readonly path: string;
        readonly role: string;
        readonly kubernetesServiceAccountToken: {
          readonly serviceAccountRef: { readonly name: string };
          readonly audiences: readonly string[];
          readonly expirationSeconds: number;
        };
      };
    }
  | {
      readonly kubernetes: {
        readonly mountPath: string;
        readonly role: string;
        readonly serviceAccountRef: { readonly name: string; readonly audiences: readonly string[] };
      };
    };

/** external-secrets.io/v1: one Secret kept in step with Vault. */
export interface ExternalSecret {
  readonly metadata: Metadata;
  readonly spec: {
    readonly refreshInterval: string;
    readonly secretStoreRef: { readonly name: string; readonly kind: 'SecretStore' };
    readonly target: {
      readonly name: string;
      readonly creationPolicy: 'Owner';
      readonly deletionPolicy: 'Retain' | 'Delete';
      readonly template?: {
        readonly type: string;
        readonly engineVersion: 'v2';
        readonly mergePolicy: 'Replace';
        readonly data: Readonly<Record<string, string>>;
      };
    };
    readonly data: readonly ExternalSecretEntry[];
  };
}

/** A part of an object in Vault, and the key of the Secret that it becomes. */
export interface ExternalSecretEntry {
  readonly secretKey: string;
  readonly remoteRef: {
    readonly key: string;
    readonly property: string;
    readonly version?: string;
    readonly conversionStrategy: 'Default';
    readonly decodingStrategy: 'None';
    readonly metadataPolicy: 'None';
  };
}

/** networking.gke.io/v1alpha1: egress by name; needs Dataplane V2. */
export interface FqdnNetworkPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly egress: readonly {
      readonly matches: readonly { readonly name: string }[];
      readonly ports: readonly { readonly protocol: 'TCP'; readonly port: number }[];
    }[];
  };
}

/** gateway.networking.k8s.io/v1 */
export interface Gateway {
  readonly metadata: Metadata;
  readonly spec: {
    readonly gatewayClassName: string;
    readonly listeners: readonly {
      readonly name: string;
      readonly protocol: 'HTTPS';
      readonly port: number;
      readonly hostname: string;
      /** Missing where the gateway has a map of certificates. */
      readonly tls?: { readonly mode: 'Terminate'; readonly options: Readonly<Record<string, string>> };
      readonly allowedRoutes: {
        readonly kinds: readonly { readonly kind: 'HTTPRoute' }[];
        readonly namespaces:
          | { readonly from: 'Same' }
          | {
              readonly from: 'Selector';
              readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
            };
      };
    }[];
  };
}

/** gateway.networking.k8s.io/v1 */
export interface HttpRoute {
  readonly metadata: Metadata;
  readonly spec: {
    readonly parentRefs: readonly { readonly name: string; readonly namespace: string; readonly sectionName: string }[];
    readonly hostnames: readonly string[];
    readonly rules: readonly { readonly backendRefs: readonly { readonly name: string; readonly port: number }[] }[];
  };
}

interface TargetRef {
  readonly group: '';
  readonly kind: 'Service';
  readonly name: string;
}

/** networking.gke.io/v1: how the load balancer asks a pod for its health; it doesn't look at probes. */
export interface HealthCheckPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly default: {
      readonly checkIntervalSec: number;
      readonly timeoutSec: number;
      readonly healthyThreshold: number;
      readonly unhealthyThreshold: number;
      readonly config:
        | {
            readonly type: 'HTTP';
            readonly httpHealthCheck: {
              readonly portSpecification: 'USE_FIXED_PORT';
              readonly port: number;
              readonly requestPath: string;
            };
          }
        | {
            readonly type: 'GRPC';
            readonly grpcHealthCheck: { readonly portSpecification: 'USE_FIXED_PORT'; readonly port: number };
          }
        | {
            readonly type: 'TCP';
            readonly tcpHealthCheck: { readonly portSpecification: 'USE_FIXED_PORT'; readonly port: number };
          };
    };
    readonly targetRef: TargetRef;
  };
}

/** One way to get a node, of a ComputeClass. */
export interface ComputeClassPriority {
  readonly machineType: string;
  readonly gpu: { readonly type: string; readonly count: number; readonly driverVersion: 'default' | 'latest' };
  readonly location: { readonly zones: readonly string[]; readonly locationPolicy: 'ANY' };
  readonly storage: { readonly bootDiskType: 'pd-balanced' | 'hyperdisk-balanced'; readonly bootDiskSize: number };
  readonly spot?: boolean;
  readonly reservations?: {
    readonly affinity: 'Specific';
    readonly specific: readonly { readonly name: string; readonly project?: string }[];
  };
  readonly flexStart?: {
    readonly enabled: true;
    readonly nodeRecycling: { readonly leadTimeSeconds: number };
  };
  readonly maxRunDurationSeconds?: number;
}

/** cloud.google.com/v1: how GKE looks for nodes, one way after the other. */
export interface ComputeClass {
  readonly metadata: Omit<Metadata, 'namespace'>;
  readonly spec: {
    readonly priorities: readonly ComputeClassPriority[];
    readonly whenUnsatisfiable: 'DoNotScaleUp';
    readonly nodePoolAutoCreation: { readonly enabled: true };
    readonly activeMigration: { readonly optimizeRulePriority: false };
    readonly nodePoolConfig: {
      readonly serviceAccount: string;
      readonly imageType: 'cos_containerd';
      readonly imageStreaming: { readonly enabled: true };
      readonly ipType: 'private';
    };
  };
}

/** networking.gke.io/v1: what a gateway's load balancer keeps to. */
export interface GatewayPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly default: { readonly sslPolicy: string };
    readonly targetRef: {
      readonly group: 'gateway.networking.k8s.io';
      readonly kind: 'Gateway';
      readonly name: string;
    };
  };
}

/** networking.gke.io/v1: deadline and draining of a backend, and what guards a public one. */
export interface BackendPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly default: {
      readonly timeoutSec: number;
      readonly connectionDraining: { readonly drainingTimeoutSec: number };
      readonly securityPolicy?: string;
      readonly iap?: { readonly enabled: true };
      readonly logging?: { readonly enabled: true; readonly sampleRate: number };
    };
    readonly targetRef: TargetRef;
  };
}
/** monitoring.coreos.com/v1alpha1: who is told what. */
export interface AlertmanagerConfig {
  readonly metadata: Metadata;
  readonly spec: AlertRouting;
}
