import { packageOfFacts } from './fact-origin';
import type { EnvironmentSpec } from './environment-spec';
import { TaxiwayError } from './errors';

/** Where the part of an environment that all services share is rendered: one repository renders it, and no other may. */
export const PLATFORM_PLACES = ['here', 'elsewhere'] as const;
export type PlatformPlace = (typeof PLATFORM_PLACES)[number];

/**
 * Whether a project renders the platform. Whoever writes the facts of an environment renders it, unless the project says
 * otherwise; where they come from a package nobody can know, and the wrong guess would take other services' nodes away.
 */
export function rendersPlatform(specs: readonly EnvironmentSpec[], said: PlatformPlace | undefined): boolean {
  if (said !== undefined) return said === 'here';
  for (const spec of specs) {
    const name = packageOfFacts(spec);
    if (name === undefined) continue;
    throw new TaxiwayError({
      code: 'PLATFORM_UNDECIDED',
      at: 'package.json taxiway.platform',
      problem: `is missing, and the facts of ${spec.name} come from ${name}: is its platform rendered here?`,
      fix: `write "platform": "elsewhere" where another repository renders what all services share, else "here"`,
      allowed: PLATFORM_PLACES,
    });
  }
  return true;
}
