import type { Document, Domain } from './document';

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

/** An assembly that knows where things are, and need not make all documents to find some. */
export interface IndexedAssembly extends Assembly {
  /** The services that own documents. */
  readonly services: ReadonlySet<string>;
  /** Whether a stack holds something that is applied. */
  holdsStack(stack: string): boolean;
  /** The kinds of a domain that it may hold. */
  kindsOf(domain: Domain): readonly string[];
  /** The documents of a domain, or of some kinds of it, by id; no kinds are all. */
  find(domain: Domain, kinds: readonly string[]): readonly Document[];
}

export function isIndexed(assembly: Assembly): assembly is IndexedAssembly {
  return 'find' in assembly;
}
