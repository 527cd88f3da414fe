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
  /** The stacks that hold something that is applied. */
  readonly stacks: ReadonlySet<string>;
  /** The documents of a domain, or of some kinds of it, by id; no kinds are all. */
  find(domain: Domain, kinds: readonly string[]): readonly Document[];
  /** Whether a text may stand in a document of a domain; a quick no saves looking. */
  holds(domain: Domain, text: string): boolean;
}

export function isIndexed(assembly: Assembly): assembly is IndexedAssembly {
  return 'find' in assembly;
}
