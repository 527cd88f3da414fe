import { TaxiwayError } from '../errors';
import { show } from '../nearest';
import { isDay, type Day } from '../secrets/day';

/** The day that a run is told of; nothing here looks at a clock. */
export function requireDay(today: string | undefined): Day | undefined {
  if (today === undefined || isDay(today)) return today;
  const problem = `${show(today)} is no day`;
  throw new TaxiwayError({ code: 'USAGE', at: '--today', problem, fix: 'write it as 2027-01-31', given: today });
}
