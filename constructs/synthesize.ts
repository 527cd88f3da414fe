import { assemble } from '../lib/assemble';
import type { Assembly } from '../lib/assembly/assembly';
import { dropStackTraces, forgetTokens, rememberTokens } from '../lib/engine/shortcut';
import { Environment } from '../lib/environment';
import { callSiteOf, compareEnvironments, type EnvironmentSpec } from '../lib/environment-spec';
import { messageOf, mistakesOf, type Mistake } from '../lib/errors';
import { oneLine } from '../lib/nearest';
import type { Foreign } from '../lib/foreign/foreign';
import { gpuPlans, refuseUnfit } from '../lib/gpu-pools';
import { isPlaced, noteMade, type Placement } from '../lib/placement';
import { obeyStops, unplacedStops } from '../lib/stop/obey';
import type { Stops } from '../lib/stop/record';
import { locate } from '../lib/source/locate';
import { positionInProgram } from '../lib/source/thrown';
import { Platform } from './platform';

/** What a synth of one environment ends in: an assembly, or all the mistakes that stand in its way. */
export type Outcome =
  | { readonly environment: string; readonly assembly: Assembly }
  | { readonly environment: string; readonly mistakes: readonly Mistake[] };

/** What one repository renders of an environment that several share. */
export interface Share {
  /** Whether the platform is rendered here; never in two repositories.
   *  @defaultValue true */
  readonly platform?: boolean;
  /** Services of other repositories, whose demands the platform meets.
   *  @defaultValue none */
  readonly foreign?: readonly Foreign[];
  /** Services that are stopped, as `environments/<environment>.stops.json` says.
   *  @defaultValue none */
  readonly stops?: Stops;
}

/** The environments of a placement table, the least important first. */
export function environmentsOf(placements: readonly Placement[]): readonly EnvironmentSpec[] {
  const specs = [...new Set(placements.flatMap(({ environments }) => environments))];
  return specs.sort(compareEnvironments);
}

/** Builds the tree of one environment and its platform. Nothing is written. */
export function buildEnvironment(
  placements: readonly Placement[],
  spec: EnvironmentSpec,
  outdir?: string,
  share: Share = {},
): Environment {
  const { platform = true, foreign = [] } = share;
  const env = new Environment(spec, outdir);
  refuseTwin(env, placements);
  // What is not there can't be read: the services' own mistakes are found once the facts are whole.
  if (!env.whole) return env;
  const placed = new Set<unknown>();
  for (const placement of placements) {
    const times = placement.environments.filter((one) => one === spec).length;
    if (times === 0) continue;
    const first = !placed.has(placement.type);
    placed.add(placement.type);
    if (times > 1 || !first) refuseSecond(env, placement);
    if (first) addService(env, placement);
  }
  refuseForeignTwins(env, foreign);
  // Half a tree has no sensible platform; its mistakes are reported without one.
  if (env.mistakes.length === 0) {
    const demands = [...env.demands, ...foreign.flatMap((one) => one.demands)];
    if (platform) new Platform(env, 'platform', { demands });
    else refuseUnfit(env, gpuPlans(demands, env.spec.gpus));
    env.finish();
  }
  return env;
}

/**
 * Renders one environment in memory.
 * @example
 * ```ts
 * const outcome = synthesize(placements, staging);
 * ```
 */
export function synthesize(placements: readonly Placement[], spec: EnvironmentSpec, share: Share = {}): Outcome {
  dropStackTraces();
  const before = rememberTokens();
  try {
    const env = buildEnvironment(placements, spec, undefined, share);
    if (env.mistakes.length > 0) return { environment: spec.name, mistakes: env.mistakes };
    const assembly = assemble(env, { consume: true });
    const { stops = {} } = share;
    const mistakes = unplacedStops(assembly, stops);
    if (mistakes.length > 0) return { environment: spec.name, mistakes };
    return { environment: spec.name, assembly: obeyStops(assembly, stops) };
  } catch (error) {
    const mistakes = mistakesOf(error);
    if (mistakes === undefined) throw error;
    return { environment: spec.name, mistakes };
  } finally {
    forgetTokens(before);
  }
}

function addService(env: Environment, placement: Placement): void {
  const before = env.declarations.length;
  try {
    placement.addTo(env);
    const [declaration, ...others] = env.declarations.slice(before);
    if (declaration && others.length === 0 && isPlaced(placement)) noteMade(declaration, placement);
  } catch (error) {
    const known = mistakesOf(error);
    if (known !== undefined) {
      for (const mistake of known) env.refuse(mistake);
      return;
    }
    env.refuse({
      code: 'SERVICE_THREW',
      at: placement.service,
      problem: `its constructor threw: ${oneLine(messageOf(error), 300)}`,
      fix: 'mend the service file; the other services were still read',
      source: positionInProgram(error) ?? locate(placement.site)?.position,
      environment: env.name,
    });
  }
}

function refuseSecond(env: Environment, placement: Placement): void {
  env.refuse({
    code: 'SERVICE_PLACED_TWICE',
    at: `placements.${placement.service}`,
    problem: `${placement.service} is placed in ${env.name} twice`,
    fix: 'name each environment of a service once, in one row',
    source: locate(placement.site)?.position,
    environment: env.name,
  });
}

/** A service lives in one repository; two would fight for its namespace and its states. */
function refuseForeignTwins(env: Environment, foreign: readonly Foreign[]): void {
  for (const { service, site } of env.declarations) {
    const twin = foreign.find(({ services }) => services.includes(service));
    if (twin === undefined) continue;
    env.refuse({
      code: 'SERVICE_DUPLICATE',
      at: service,
      problem: `is placed here and is in ${twin.from}`,
      fix: 'rename one of them, or let one repository have it',
      given: service,
      source: locate(site)?.position,
      environment: env.name,
    });
  }
}

/** Two environments of one name would write to one folder. */
function refuseTwin(env: Environment, placements: readonly Placement[]): void {
  const twins = environmentsOf(placements).filter(({ name }) => name === env.name);
  if (twins.length < 2) return;
  const site = callSiteOf(env.spec);
  env.refuse({
    code: 'ENVIRONMENT_DUPLICATE',
    at: `${env.name}.name`,
    problem: `${twins.length} environments are called '${env.name}'`,
    fix: 'give each a name of its own: it is its folder and part of its names',
    source: site && locate(site, ['name'])?.position,
    environment: env.name,
  });
}
