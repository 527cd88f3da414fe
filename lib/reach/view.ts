import type { Edge } from './edge';
import type { Reach } from './reach';

/** Edges between the ends that a person asks about. */
export interface ReachView {
  readonly reach: Reach;
  readonly edges: readonly Edge[];
}

/** The edges of some services, or of all of them. */
export function viewOf(reach: Reach, services: readonly string[] | undefined): ReachView {
  if (services === undefined || services.length === 0) return { reach, edges: reach.edges };
  const own = new Set(
    reach.pods.filter(({ source }) => services.includes(source?.document.service ?? '')).map(({ id }) => id),
  );
  return { reach, edges: reach.edges.filter(({ from, to }) => own.has(from) || own.has(to)) };
}
