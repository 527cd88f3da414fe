import type { JsonObject } from '../assembly/document';
import type { Tier } from '../environment-spec';
import { toMilliseconds } from '../units';

/** How old a review may be where an environment does not say it: a month, a week, three days. */
export const DEFAULT_AGE: Readonly<Record<Tier, string>> = { sandbox: '720h', staging: '168h', production: '72h' };

/** The oldest review that the facts allow, as a duration; the shorter one where both sides say one. */
export function maxAgeOf(facts: readonly (JsonObject | undefined)[]): string {
  const ages = facts.flatMap((one) => (one === undefined ? [] : [ageOf(one)]));
  return (
    ages.sort((one, other) => (toMilliseconds(one) ?? 0) - (toMilliseconds(other) ?? 0))[0] ?? DEFAULT_AGE.production
  );
}

function ageOf({ reviewMaxAge, tier }: JsonObject): string {
  if (typeof reviewMaxAge === 'string' && toMilliseconds(reviewMaxAge) !== undefined) return reviewMaxAge;
  const known = Object.entries(DEFAULT_AGE).find(([name]) => name === tier);
  return known?.[1] ?? DEFAULT_AGE.production;
}
