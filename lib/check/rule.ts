import type { Assembly } from '../assembly/assembly';
import type { Objection, Severity } from './finding';
import type { Fleet } from './fleet';

/** One rule: a pure function of what was rendered. One a file, each with a passing and a failing fixture. */
export interface Rule {
  /** Upper case, stable: others filter by it and except it. */
  readonly code: string;
  readonly severity: Severity;
  /** What it makes sure of, one sentence. */
  readonly title: string;
  /** The requirement of the blueprint that it serves. */
  readonly requirement: string;
  /**
   * `environment` sees one assembly at a time, `fleet` all of them, and only where the whole fleet is there. `platform` is in
   * between: it sees all that is of an environment, and only where the platform of every one is there.
   */
  readonly scope: 'environment' | 'platform' | 'fleet';
  /** Objections, in any order. */
  check(assembly: Assembly, fleet: Fleet): Iterable<Objection>;
}
