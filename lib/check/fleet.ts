import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { documentsOf, findFacts } from '../assembly/find';
import type { Stops } from '../stop/record';

/** All assemblies of a run, and whether they are the whole fleet. */
export interface Fleet {
  readonly assemblies: readonly Assembly[];
  /** False where only some services or environments were rendered: then rules that need all of them don't run. */
  readonly whole: boolean;
  /** Those of other repositories, with the folders that they were read from: their own checks look at them alone, and rules of the fleet at all. */
  readonly foreign?: ReadonlyMap<Assembly, string>;
  /** The day of the run, `2027-01-31`, for rules about age; without it they say nothing. */
  readonly today?: string;
  /** What is recorded as stopped, by environment, where rendered files are looked at: synth has obeyed it otherwise. */
  readonly stops?: ReadonlyMap<string, Stops>;
}

/** The Kubernetes objects of a kind. */
export function objectsOf(assembly: Assembly, ...kinds: readonly string[]): readonly Document[] {
  return documentsOf(assembly, 'kubernetes', ...kinds);
}

/** The Terraform resources of a type. */
export function resourcesOf(assembly: Assembly, ...types: readonly string[]): readonly Document[] {
  return documentsOf(assembly, 'terraform', ...types.map((type) => `resource.${type}`));
}

/** The declarations of an environment's services. */
export function declarationsOf(assembly: Assembly): readonly Document[] {
  return documentsOf(assembly, 'declaration');
}

/** The environment's facts. */
export function factsOf(assembly: Assembly): Document {
  const facts = findFacts(assembly);
  if (facts === undefined) throw new Error(`the assembly of ${assembly.environment} holds no environment`);
  return facts;
}
