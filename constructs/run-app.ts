import { InvalidInput, TaxiwayError } from '../lib/errors';
import { chooseFix } from '../lib/nearest';
import type { Placement } from '../lib/placement';
import { PLATFORM_PLACES, rendersPlatform } from '../lib/platform-choice';
import { makeFolder, writeManifests } from '../lib/engine/manifests';
import { buildEnvironment, environmentsOf } from './synthesize';

/** What the engines' own command lines tell the program that they run. */
export interface RunVariables {
  readonly CDK8S_OUTDIR?: string;
  readonly CDKTF_OUTDIR?: string;
  readonly CDKTF_CONTEXT_JSON?: string;
  readonly TAXIWAY_ENV?: string;
  /** Where the project says that the platform is rendered; `taxiway run` reads it from package.json. */
  readonly TAXIWAY_PLATFORM?: string;
  /** Stopped services by environment, as JSON; `taxiway run` reads them from the records. */
  readonly TAXIWAY_STOPPED?: string;
}

/**
 * The program behind `cdk8s synth` and `cdktf synth`: renders one environment through the engines' own ways, into the folder that the command names.
 * The environment is cdktf's context value `environment`, or the variable TAXIWAY_ENV; without either it is the least important one of the placement table.
 * @example
 * ```ts
 * runApp(placements, process.env);
 * ```
 */
export function runApp(placements: readonly Placement[], variables: RunVariables): void {
  const specs = environmentsOf(placements);
  const asked = environmentOf(variables);
  const spec = asked === undefined ? specs[0] : specs.find(({ name }) => name === asked);
  if (spec === undefined) {
    const allowed = specs.map(({ name }) => name);
    throw new TaxiwayError({
      code: 'ENVIRONMENT_UNKNOWN',
      at: 'environment',
      problem: `'${asked ?? ''}' is no environment of the placement table`,
      fix: chooseFix(asked, allowed),
      given: asked,
      allowed,
    });
  }
  refuseStopped(spec.name, variables);
  const terraform = variables.CDKTF_OUTDIR;
  const manifests = variables.CDK8S_OUTDIR ?? (terraform === undefined ? 'cdk8s.out' : undefined);
  if (terraform !== undefined) makeFolder(terraform);
  const said = PLATFORM_PLACES.find((place) => place === variables.TAXIWAY_PLATFORM);
  const env = buildEnvironment(placements, spec, terraform, { platform: rendersPlatform(specs, said) });
  if (env.mistakes.length > 0) throw new InvalidInput(env.mistakes);
  if (terraform !== undefined) env.synth();
  if (manifests !== undefined) writeManifests(env, manifests);
}

/** A stop changes documents, and the engines write their own: what they would write starts it again. */
function refuseStopped(environment: string, { TAXIWAY_STOPPED: stopped = '{}' }: RunVariables): void {
  // `taxiway run` writes lists of names here.
  const services = (JSON.parse(stopped) as Record<string, readonly string[]>)[environment] ?? [];
  if (services.length === 0) return;
  throw new TaxiwayError({
    code: 'STOP_UNOBEYED',
    at: `${environment}.stops.json`,
    problem: `${services.join(', ')} ${services.length === 1 ? 'is' : 'are'} stopped, and cdk8s and cdktf would start ${services.length === 1 ? 'it' : 'them'} again`,
    fix: 'render with taxiway synth, which obeys stops, or run taxiway restore first',
    environment,
  });
}

function environmentOf({ CDKTF_CONTEXT_JSON: context, TAXIWAY_ENV: named }: RunVariables): string | undefined {
  // cdktf writes an object here.
  const given = context === undefined ? undefined : (JSON.parse(context) as Record<string, unknown>)['environment'];
  return typeof given === 'string' ? given : named;
}
