import { TaxiwayError } from '../errors';
import { show } from '../nearest';
import { isDay, type Day } from '../secrets/day';

/** What a command is told of its day; nothing that is rendered looks at a clock. */
export interface DayOptions {
  /** The day of the run, or a moment of it. */
  readonly now?: string;
  /** The older name for the same. */
  readonly today?: string;
}

/** The day that a run is told of. */
export function dayOf({ now, today }: DayOptions): Day | undefined {
  const given = now ?? today;
  if (given === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(given) ? Date.parse(given) : Number.NaN;
  // A day that the calendar doesn't have is taken for one of the next month.
  const day = Number.isNaN(time) || !isDay(given.slice(0, 10)) ? '' : new Date(time).toISOString().slice(0, 10);
  if (isDay(day)) return day;
  throw new TaxiwayError({
    code: 'USAGE',
    at: now === undefined ? '--today' : '--now',
    problem: `is ${show(given)}`,
    fix: "give a day, '2026-11-28', or a time with its zone, '2026-11-28T15:00:00Z', as CI_JOB_STARTED_AT is",
    given,
  });
}
