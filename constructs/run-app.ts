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
  const terraform = variables.CDKTF_OUTDIR;
  const manifests = variables.CDK8S_OUTDIR ?? (terraform === undefined ? 'cdk8s.out' : undefined);
  if (terraform !== undefined) makeFolder(terraform);
  const said = PLATFORM_PLACES.find((place) => place === variables.TAXIWAY_PLATFORM);
  const env = buildEnvironment(placements, spec, terraform, { platform: rendersPlatform(specs, said) });
  if (env.mistakes.length > 0) throw new InvalidInput(env.mistakes);
  if (terraform !== undefined) env.synth();
  if (manifests !== undefined) writeManifests(env, manifests);
}

function environmentOf({ CDKTF_CONTEXT_JSON: context, TAXIWAY_ENV: named }: RunVariables): string | undefined {
  // cdktf writes an object here.
  const given = context === undefined ? undefined : (JSON.parse(context) as Record<string, unknown>)['environment'];
  return typeof given === 'string' ? given : named;
}
