import type { Assembly } from '../assembly/assembly';
import { holdsStack } from '../assembly/find';
import type { Demand } from '../demand';

/** What services of another repository are in one environment: what they were rendered to, and what they ask for. */
export interface Foreign {
  /** The folder that it was read from, as it was typed. */
  readonly from: string;
  readonly assembly: Assembly;
  /** Ids of its services. */
  readonly services: readonly string[];
  readonly demands: readonly Demand[];
}

/** Whether an assembly holds what all services of its environment share. */
export function holdsPlatform(assembly: Assembly): boolean {
  return holdsStack(assembly, 'platform');
}
