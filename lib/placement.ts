import type { Construct } from 'constructs';
import type { Environment } from './environment';
import type { EnvironmentSpec } from './environment-spec';
import { captureCallSite, type CallSite } from './source/call-site';

/** One row of the placement table: a service class and the environments it runs in. */
export interface Placement {
  /** Name of the class. */
  readonly service: string;
  /** The class itself; two may have one name. */
  readonly type: unknown;
  /** Where it runs. */
  readonly environments: readonly EnvironmentSpec[];
  /** The line of the row. */
  readonly site: CallSite;
  /** Builds the service in an environment. */
  addTo(env: Environment): Construct;
}

/**
 * Places a service. An environment that the service's constructor doesn't accept doesn't compile.
 * @example
 * place(CodeSuggestions, [staging, production])
 */
export function place<Name extends string>(
  service: new (env: Environment<Name>) => Construct,
  environments: readonly EnvironmentSpec<Name>[],
): Placement {
  return {
    service: service.name,
    type: service,
    environments,
    site: captureCallSite(place),
    // Sound: synth calls this only for the environments of the row.
    addTo: (env) => new service(env as unknown as Environment<Name>),
  };
}
