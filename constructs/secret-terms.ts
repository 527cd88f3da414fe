import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import { addDays, isDay, toDays } from '../lib/secrets/day';
import type { LongLivedTerms } from '../lib/secrets/secret';
import { toMilliseconds } from '../lib/units';
import { isText } from './run-settings';

/** What only a long-lived secret has. */
export const TERMS: readonly string[] = [
  'reason',
  'owner',
  'expires',
  'rotateEvery',
  'rotated',
  'overlap',
  'signedFor',
] satisfies readonly (keyof LongLivedTerms)[];

/** A reason that says something; shorter ones are excuses. */
const SHORTEST_REASON = 10;

/** The terms of a long-lived secret, or undefined where one of them is missing or wrong. */
export function readTerms(
  read: Props,
  at: string,
  fields: Readonly<Record<string, unknown>>,
  teams: readonly string[],
): LongLivedTerms | undefined {
  const wrong = [
    ...Object.entries({
      reason: reasonProblem(fields['reason']),
      expires: dayProblem(fields['expires'], 'no day is given'),
      rotateEvery: daysProblem(fields['rotateEvery']),
      rotated: fields['rotated'] === undefined ? undefined : dayProblem(fields['rotated'], ''),
      overlap: durationProblem(fields['overlap']),
      signedFor: durationProblem(fields['signedFor']),
    }),
    ['owner', ownerProblem(fields['owner'], teams)] as const,
  ].filter((one): one is [string, Objection] => one[1] !== undefined);
  for (const [field, objection] of wrong) read.refuse(`${at}.${field}`, objection, fields[field]);
  if (wrong.length > 0) return undefined;
  // Each was looked at above.
  const terms = Object.fromEntries(TERMS.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])));
  const found = terms as unknown as LongLivedTerms;
  return rotatesInTime(read, at, found) ? found : undefined;
}

/** A value that is used for longer than it is good fails where nobody looks. */
function rotatesInTime(read: Props, at: string, { rotated, rotateEvery, expires }: LongLivedTerms): boolean {
  if (rotated === undefined) return true;
  const due = addDays(rotated, toDays(rotateEvery) ?? 0);
  if (due <= expires) return true;
  const problem = `is ${show(rotateEvery)}: rotated on ${rotated}, the next time is ${due}, after it expires on ${expires}`;
  const fix = 'rotate it more often, or have it issued for longer';
  read.refuse(`${at}.rotateEvery`, { code: 'SECRET_ROTATION_LATE', problem, fix }, rotateEvery);
  return false;
}

function invalid(problem: string, fix: string): Objection {
  return { code: 'SECRET_TERMS_INVALID', problem, fix };
}

function reasonProblem(given: unknown): Objection | undefined {
  if (isText(given) && given.trim().length >= SHORTEST_REASON && !given.includes('\n')) return undefined;
  return invalid(
    given === undefined ? 'is missing' : `is ${show(given)}`,
    'say in one line why nothing short-lived will do',
  );
}

function dayProblem(given: unknown, missing: string): Objection | undefined {
  if (isDay(given)) return undefined;
  return invalid(
    given === undefined ? `is missing: ${missing}` : `is ${show(given)}`,
    "write a day of the calendar as '2027-01-31'",
  );
}

function daysProblem(given: unknown): Objection | undefined {
  if (toDays(given) !== undefined) return undefined;
  return invalid(given === undefined ? 'is missing' : `is ${show(given)}`, "give whole days such as '90d', above 0");
}

function durationProblem(given: unknown): Objection | undefined {
  if (given === undefined || toMilliseconds(given) !== undefined) return undefined;
  const fix = "give a duration such as '30m' or '48h', without blanks, above 0";
  return { code: 'DURATION_INVALID', problem: `is ${show(given)}`, fix };
}

function ownerProblem(given: unknown, teams: readonly string[]): Objection | undefined {
  if (isText(given) && teams.includes(given)) return undefined;
  const problem = given === undefined ? 'is missing' : `is ${show(given)}, a team that nobody knows`;
  return { code: 'OWNER_UNKNOWN', problem, fix: chooseFix(given, teams, 'the teams are'), allowed: teams };
}
