import type { Domain, Json, Stack } from '../assembly/document';
import type { SourcePosition } from '../errors';

/** What a change touches, the gravest first. `unclassified` is a path that no table knows. */
export const CLASSES = [
  'security',
  'data-loss',
  'unclassified',
  'availability',
  'cost',
  'observability',
  'neutral',
] as const;
export type ChangeClass = (typeof CLASSES)[number];

/**
 * Which way it goes: `wider` and `narrower` for security, `more` and `less` of availability, cost, observability or data
 * at risk; `other` where the two can't be ordered.
 */
export type Direction = 'wider' | 'narrower' | 'more' | 'less' | 'other';

/**
 * What applying it does. `needs-order`: works only if something else is applied before. `unknown`: nobody knows, and it
 * gates.
 */
export type Effect = 'creates' | 'in-place' | 'rolls-pods' | 'replaces' | 'deletes' | 'needs-order' | 'unknown';

/** What one change means in one respect. */
export interface Assessment {
  readonly class: ChangeClass;
  readonly direction: Direction;
  readonly effect: Effect;
  /**
   * One sentence in the service's words, without a full stop. `{service}` and `{environment}` stand for their names, so
   * that the same change in 37 services is one sentence.
   */
  readonly says: string;
  /** What is lost meanwhile, where something is replaced or deleted: `3 nodes drain first`. */
  readonly loses?: string;
}

/** `moved` keeps what there is under a new name; `recreated` is deleted and made anew under another. */
export type Operation = 'added' | 'removed' | 'changed' | 'moved' | 'recreated';

/** One thing that differs between two assemblies, and what it means. */
export interface Change {
  readonly environment: string;
  readonly stack: Stack;
  readonly service?: string;
  readonly owner?: string;
  /** Id of the document; of the base's where it is removed. */
  readonly document: string;
  /** Id that a moved or recreated document had in the base. */
  readonly from?: string;
  readonly domain: Domain;
  readonly kind: string;
  readonly operation: Operation;
  /** `spec.template.spec.containers[api].image`; absent where the whole document comes, goes or moves. */
  readonly path?: string;
  /** Absent where there was nothing, and for whole documents. */
  readonly before?: Json;
  readonly after?: Json;
  /** At least one, the gravest first. */
  readonly assessments: readonly Assessment[];
  /** The line that caused it: in the head, or in the base where the head has it no more. */
  readonly source?: SourcePosition;
}
