import type { Tier } from '../environment-spec';
import type { Objective } from './objective';
import type { Severity } from './sli';

/** What a service promises where it says nothing: GitLab Runway's defaults. */
export const DEFAULT_OBJECTIVES = {
  experimental: 99,
  beta: 99.5,
  ga: 99.9,
} as const satisfies Readonly<Record<string, Objective>>;

/** Nobody is woken for an experiment, or for a place where nobody is served. */
export function severityOf(maturity: keyof typeof DEFAULT_OBJECTIVES, tier: Tier): Severity {
  return maturity !== 'experimental' && tier === 'production' ? 'page' : 'ticket';
}
