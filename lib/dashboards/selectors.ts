import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import type { DashboardName } from './names';

/** By what the queries of an environment's dashboards find their series, without braces. */
export interface Selectors {
  /** What our rules record, of all services. */
  readonly environment: string;
  /** The same of the service that is chosen. */
  readonly recorded: string;
  /** What the cluster says of the chosen service's pods. */
  readonly pods: string;
  /** What Grafana calls a dashboard of the environment. */
  readonly uid: (name: DashboardName) => string;
}

/** The selectors of an environment. Several clusters may share what Google stores; a Prometheus of its own knows one. */
export function selectorsOf({ name, google, cluster, prometheus }: EnvironmentSpec): Selectors {
  const environment = `environment="${name}"`;
  const here =
    prometheus.rules === 'google'
      ? `project_id="${google.project}",location="${cluster.location}",cluster="${cluster.name}",`
      : '';
  return {
    environment,
    recorded: `${environment},service="$service"`,
    pods: `${here}namespace="$service"`,
    uid: (dashboard) => names.dashboard(name, dashboard),
  };
}

/** When a Deployment of the chosen service was changed. */
export function changesOf({ pods }: Selectors): string {
  return `changes(kube_deployment_status_observed_generation{${pods}}[5m]) > 0`;
}
