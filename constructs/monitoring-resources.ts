/** The parts of custom resources by which something is watched; each kind's upstream schema has more. */

import type { RuleGroup } from '../lib/slo/rules';
import type { Metadata } from './custom-resources';

/** monitoring.coreos.com/v1: rules that Prometheus of the operator picks by the labels of this object. */
export interface PrometheusRule {
  readonly metadata: Metadata;
  readonly spec: { readonly groups: readonly RuleGroup[] };
}

/** monitoring.googleapis.com/v1: rules over everything that a project measures; the only ones that see load balancers. */
export interface GlobalRules {
  readonly metadata: Omit<Metadata, 'namespace'>;
  readonly spec: { readonly groups: readonly RuleGroup[] };
}

interface Pods {
  readonly matchLabels: Readonly<Record<string, string>>;
}

interface ScrapeEndpoint {
  /** The name of a container's port. */
  readonly port: string;
  readonly path: string;
  readonly interval: string;
}

/** monitoring.coreos.com/v1: pods whose metrics Prometheus of the operator fetches. */
export interface PodMonitor {
  readonly metadata: Metadata;
  readonly spec: {
    readonly selector: Pods;
    readonly podMetricsEndpoints: readonly (ScrapeEndpoint & { readonly honorLabels: false })[];
  };
}

/** monitoring.googleapis.com/v1: pods whose metrics Google's collectors fetch. */
export interface PodMonitoring {
  readonly metadata: Metadata;
  readonly spec: {
    readonly selector: Pods;
    readonly endpoints: readonly (ScrapeEndpoint & {
      readonly params?: Readonly<Record<string, readonly string[]>>;
    })[];
    readonly targetLabels: { readonly metadata: readonly string[] };
  };
}

/** monitoring.coreos.com/v1: addresses that Prometheus of the operator has a blackbox exporter ask. */
export interface Probe {
  readonly metadata: Metadata;
  readonly spec: {
    /** The label `job` of what comes of it. */
    readonly jobName: string;
    /** Host and port of the exporter. */
    readonly prober: { readonly url: string };
    /** How it asks, by the exporter's own configuration. */
    readonly module: string;
    readonly interval: string;
    readonly targets: { readonly staticConfig: { readonly static: readonly string[] } };
  };
}
