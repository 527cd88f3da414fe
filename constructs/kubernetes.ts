import type * as k8s from 'cdk8s-plus-27/lib/imports/k8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../lib/engine/object';
import { trace, type Cause, type Trace } from '../lib/engine/trace';
import type { ObjectChart } from '../lib/engine/unit';
import type * as admission from './admission-kinds';
import type * as custom from './custom-resources';
import type * as scaling from './scaling-resources';
import type * as monitoring from './monitoring-resources';

/** Whether two types are one; an object that merely has a `value` is no quantity. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

/** An upstream type as plain data: what cdk8s wraps in a class is a text or a number. */
export type Plain<T> = T extends unknown ? PlainOne<T> : never;

type PlainOne<T> =
  Same<T, k8s.Quantity> extends true
    ? string | number
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Plain<T[Key]> }
        : T;

/** A Deployment, with the fields that came after Kubernetes 1.27. */
type Deployment = Omit<Plain<k8s.KubeDeploymentProps>, 'spec'> & {
  readonly spec: Omit<Plain<k8s.DeploymentSpec>, 'template'> & {
    readonly template: { readonly metadata: Plain<k8s.ObjectMeta>; readonly spec: PodSpec };
  };
};

/** A pod's spec, with the fields that came after Kubernetes 1.27. */
export type PodSpec = Omit<Plain<k8s.PodSpec>, 'containers' | 'volumes'> & {
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
};

/** A volume, with the one name that cdk8s spells in its own way. */
export type Volume = Omit<Plain<k8s.Volume>, 'downwardApi'> & {
  readonly downwardAPI?: Plain<k8s.DownwardApiVolumeSource>;
};

/** A container, with the sleep action that Kubernetes has had since 1.30. */
export type Container = Omit<Plain<k8s.Container>, 'lifecycle'> & {
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
};

/** Every kind that is emitted: its API version, and the type that its body is checked against. */
interface Kinds {
  Namespace: Plain<k8s.KubeNamespaceProps>;
  ServiceAccount: Plain<k8s.KubeServiceAccountProps>;
  ResourceQuota: Plain<k8s.KubeResourceQuotaProps>;
  LimitRange: Plain<k8s.KubeLimitRangeProps>;
  NetworkPolicy: Plain<k8s.KubeNetworkPolicyProps>;
  Role: Plain<k8s.KubeRoleProps>;
  RoleBinding: Plain<k8s.KubeRoleBindingProps>;
  PriorityClass: Plain<k8s.KubePriorityClassProps>;
  Service: Plain<k8s.KubeServiceProps>;
  Deployment: Deployment;
  PodDisruptionBudget: Plain<k8s.KubePodDisruptionBudgetProps>;
  HorizontalPodAutoscaler: Plain<k8s.KubeHorizontalPodAutoscalerV2Props>;
  ScaledObject: scaling.ScaledObject;
  SecretStore: custom.SecretStore;
  ExternalSecret: custom.ExternalSecret;
  FQDNNetworkPolicy: custom.FqdnNetworkPolicy;
  Gateway: custom.Gateway;
  HTTPRoute: custom.HttpRoute;
  HealthCheckPolicy: custom.HealthCheckPolicy;
  GCPBackendPolicy: custom.BackendPolicy;
  GCPGatewayPolicy: custom.GatewayPolicy;
  ComputeClass: custom.ComputeClass;
  ValidatingAdmissionPolicy: admission.ValidatingAdmissionPolicy;
  ValidatingAdmissionPolicyBinding: admission.ValidatingAdmissionPolicyBinding;
  AlertmanagerConfig: custom.AlertmanagerConfig;
  ConfigMap: Plain<k8s.KubeConfigMapProps>;
  PrometheusRule: monitoring.PrometheusRule;
  GlobalRules: monitoring.GlobalRules;
  PodMonitor: monitoring.PodMonitor;
  PodMonitoring: monitoring.PodMonitoring;
  Probe: monitoring.Probe;
}

const API_VERSIONS: Readonly<Record<keyof Kinds, string>> = {
  Namespace: 'v1',
  ServiceAccount: 'v1',
  ResourceQuota: 'v1',
  LimitRange: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  PriorityClass: 'scheduling.k8s.io/v1',
  Service: 'v1',
  Deployment: 'apps/v1',
  PodDisruptionBudget: 'policy/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  ScaledObject: 'keda.sh/v1alpha1',
  SecretStore: 'external-secrets.io/v1',
  ExternalSecret: 'external-secrets.io/v1',
  FQDNNetworkPolicy: 'networking.gke.io/v1alpha1',
  Gateway: 'gateway.networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  HealthCheckPolicy: 'networking.gke.io/v1',
  GCPBackendPolicy: 'networking.gke.io/v1',
  GCPGatewayPolicy: 'networking.gke.io/v1',
  ComputeClass: 'cloud.google.com/v1',
  PrometheusRule: 'monitoring.coreos.com/v1',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io/v1',
  ValidatingAdmissionPolicyBinding: 'admissionregistration.k8s.io/v1',
  GlobalRules: 'monitoring.googleapis.com/v1',
  AlertmanagerConfig: 'monitoring.coreos.com/v1alpha1',
  ConfigMap: 'v1',
  PodMonitor: 'monitoring.coreos.com/v1',
  PodMonitoring: 'monitoring.googleapis.com/v1',
  Probe: 'monitoring.coreos.com/v1',
};

/**
 * Emits one Kubernetes object as plain data, checked against the upstream types while compiling.
 * cdk8s-plus-27's own classes drop GPU counts and fields newer than 1.27 (docs/decisions/0003).
 */
export function emit<Kind extends keyof Kinds>(
  chart: ObjectChart,
  kind: Kind,
  body: Kinds[Kind],
  why: Trace,
): KubernetesObject {
  const name = (body as { metadata?: { name?: string } }).metadata?.name ?? '';
  // The type of a body says what the API takes; cdk8s wants only data.
  const props = { apiVersion: API_VERSIONS[kind], kind, ...(body as object) } as ConstructorParameters<
    typeof KubernetesObject
  >[2];
  return trace(new KubernetesObject(chart, `${kind.toLowerCase()}-${name}`, props), {
    ...why,
    causes: { ...COMMON, ...why.causes },
  });
}

/** What holds for every object unless its construct says otherwise. */
const COMMON: Readonly<Record<string, Cause>> = {
  apiVersion: { rule: 'the version of this kind that every supported cluster serves' },
  kind: { rule: 'what the construct emits' },
  'metadata.name': { rule: 'every derived name follows docs/decisions/0006' },
  'metadata.namespace': { rule: 'the namespace is the service' },
  'metadata.labels': { rule: 'whose it is, and how it is found' },
  'metadata.annotations': { rule: 'who owns it, as it was typed' },
};

/** How a construct names itself in the documents that it emits. */
export function labelOf(construct: Construct, service: string): string {
  return `${construct.constructor.name} ${service}/${construct.node.id}`;
}
