import type { Document } from './document';

/** The version of what `assembly.jsonl` holds; readers accept this one and the two before it. */
export const SCHEMA_VERSION = 1;

/** The immutable result of a synth of one environment. */
export interface Assembly {
  readonly schemaVersion: number;
  /** The version of this library that rendered it. */
  readonly library: string;
  readonly environment: string;
  /** Sorted by id. */
  readonly documents: readonly Document[];
}
