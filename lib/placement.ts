import type { Construct } from 'constructs';
import type { Declaration } from './declaration';
import type { Environment } from './environment';
import type { EnvironmentSpec } from './environment-spec';
import { TaxiwayError, messageOf } from './errors';
import { isRecord } from './facts/refuse';
import { oneLine, show } from './nearest';
import { captureCallSite, type CallSite } from './source/call-site';
import { locate } from './source/locate';

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
  const site = captureCallSite(place);
  requireRow(service, environments, site);
  const row: Placement = {
    service: service.name,
    type: service,
    environments,
    site,
    // Sound: synth calls this only for the environments of the row.
    addTo: (env) => new service(env as unknown as Environment<Name>),
  };
  rows.add(row);
  return row;
}

const rows = new WeakSet<Placement>();

/** Whether a row is one that `place` returned, which does nothing but build its class. */
export function isPlaced(row: Placement): boolean {
  return rows.has(row);
}

const made = new WeakMap<Declaration, Placement>();

/** Notes that a row made a service of its class, and nothing else. */
export function noteMade(declaration: Declaration, row: Placement): void {
  made.set(declaration, row);
}

/** The row that made a service of its class, and nothing else. */
export function findRow(declaration: Declaration): Placement | undefined {
  return made.get(declaration);
}

/** What an import in a circle or a program that no type checker has read puts into a row. */
function requireRow(service: unknown, environments: unknown, site: CallSite): void {
  const refuse = (at: string, problem: string, fix: string): never => {
    throw new TaxiwayError({ code: 'VALUE_INVALID', at, problem, fix, source: locate(site)?.position });
  };
  if (typeof service !== 'function')
    return refuse('place', `the service is ${show(service)}`, 'give the class; an import in a circle gives nothing');
  const at = `placements.${service.name}`;
  const list = 'give a list of environments: place(MyService, [staging, production])';
  if (!Array.isArray(environments)) return refuse(at, `the environments are ${show(environments)}`, list);
  for (const [index, spec] of (environments as readonly unknown[]).entries()) {
    const problem = specProblem(spec);
    if (problem !== undefined)
      refuse(`${at}.${index}`, problem, 'give what defineEnvironment returned; an import in a circle gives nothing');
  }
}

/** What can't even be told apart from other environments. */
function specProblem(spec: unknown): string | undefined {
  if (!isRecord(spec)) return `is ${show(spec)}, no environment`;
  try {
    const { name, tier } = spec;
    return typeof name === 'string' && typeof tier !== 'symbol' ? undefined : `has the name ${show(name)}`;
  } catch (error) {
    return `throws where its name and tier are read: ${oneLine(messageOf(error), 300)}`;
  }
}
