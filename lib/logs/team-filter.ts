import type { EnvironmentSpec } from '../environment-spec';
import { OWNER_LABEL, ownerLabel } from '../labels';

/** What pods of an environment's cluster write, as Google's logging is asked for it. */
export function clusterFilter({ cluster, google }: EnvironmentSpec): string {
  const of = {
    project_id: google.project,
    location: cluster.location,
    cluster_name: cluster.name,
  };
  const labels = Object.entries(of).map(([label, value]) => `resource.labels.${label}="${value}"`);
  return ['resource.type="k8s_container"', ...labels].join(' AND ');
}

/** GKE puts a pod's labels beside each line, with `_` for each dot. */
const OWNER = `labels."k8s-pod/${OWNER_LABEL.replaceAll('.', '_')}"`;

/** What pods of services write, whoever owns them. */
export function servicesFilter(spec: EnvironmentSpec): string {
  return `${clusterFilter(spec)} AND ${OWNER}:*`;
}

/**
 * What pods of a team's services write. The label says whose it is, so that nothing here follows from which services there are, and a new one needs no platform.
 */
export function teamFilter(spec: EnvironmentSpec, owner: string): string {
  return `${clusterFilter(spec)} AND ${OWNER}="${ownerLabel(owner)}"`;
}
