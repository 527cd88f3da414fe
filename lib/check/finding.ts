import type { SourcePosition } from '../errors';

/** `error` gates; `warning` is shown and passes. */
export type Severity = 'error' | 'warning';

/** One thing that a rule objects to. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly environment: string;
  readonly service?: string;
  readonly owner?: string;
  /** Id of the document; absent where the finding is about several. */
  readonly document?: string;
  /** Dotted path into its object. */
  readonly path?: string;
  /** Lower case, no full stop; shows the value that is wrong. */
  readonly problem: string;
  readonly fix: string;
  /** The requirement of the blueprint that it serves, `R340`. */
  readonly requirement: string;
  /** Where in a source file it comes from. */
  readonly source?: SourcePosition;
  /** Anchor in docs/checks.md. */
  readonly docs: string;
}

/** What a rule says of one document; the runner adds what every finding has. */
export interface Objection {
  readonly document: string;
  readonly path?: string;
  readonly problem: string;
  readonly fix: string;
}
