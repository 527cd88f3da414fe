/** A day, as `2027-01-31`. */
export type Day = `${number}-${number}-${number}`;

/** A span of whole days: `'90d'`. */
export type Days = `${number}d`;

const MILLISECONDS = 24 * 60 * 60 * 1000;

/** Whether a text is a day that the calendar has; `2027-02-30` is none. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(moment) && dayAt(moment) === text;
}

/** Days of a span; undefined where it isn't one, is none at all, or is longer than a century. */
export function toDays(span: unknown): number | undefined {
  const match = typeof span === 'string' ? /^([1-9]\d{0,4})d$/.exec(span) : null;
  const days = Number(match?.[1] ?? Number.NaN);
  return days <= 36_525 ? days : undefined;
}

/** Days from one day to another; below zero where the other comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MILLISECONDS);
}

/** The day that comes so many days later. */
export function addDays(day: Day, days: number): Day {
  return dayAt(Date.parse(`${day}T00:00:00Z`) + days * MILLISECONDS);
}

/** Seconds since 1970 at which a day begins in UTC. */
export function secondsAt(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

function dayAt(moment: number): Day {
  // A moment in UTC begins with its day.
  return new Date(moment).toISOString().slice(0, 10) as Day;
}
