import type { EnvironmentSpec } from '../environment-spec';
import type { Matcher } from './metric';

/** The labels that Google gives to whatever is scraped in a cluster. */
export function clusterOf({ google, cluster }: EnvironmentSpec): readonly Matcher[] {
  const labels = { project_id: google.project, location: cluster.location, cluster: cluster.name };
  return Object.entries(labels).map(([label, value]): Matcher => ({ label, by: '=', value }));
}
