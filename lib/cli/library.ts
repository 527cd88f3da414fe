import type { Assembly } from '../assembly/assembly';
import type { EnvironmentSpec } from '../environment-spec';
import type { Mistake } from '../errors';
import type { Foreign } from '../foreign/foreign';
import type { Placement } from '../placement';
import type { Stops } from '../stop/record';

/** What a synth of one environment ends in, as the command line sees it. */
export type SynthOutcome =
  | { readonly environment: string; readonly assembly: Assembly }
  | { readonly environment: string; readonly mistakes: readonly Mistake[] };

/** What is rendered of an environment that several repositories share. */
export interface Share {
  readonly platform?: boolean;
  readonly foreign?: readonly Foreign[];
  readonly stops?: Stops;
}

/** What the command line needs of the layer above it; bin/taxiway.ts brings it. */
export interface LibraryApi {
  environmentsOf(placements: readonly Placement[]): readonly EnvironmentSpec[];
  synthesize(placements: readonly Placement[], spec: EnvironmentSpec, share?: Share): SynthOutcome;
}

/** The package as a program imports it. */
export interface Library {
  readonly name: string;
  readonly exports: LibraryApi & object;
}
