import { addDays, daysBetween, toDays, type Day } from '../secrets/day';
import type { LongLivedTerms } from '../secrets/secret';

/**
 * Where a long-lived secret stands on a day. `expired`: nobody may count on it. `overdue`: its value is used for longer than was
 * promised. `due`: it expires or has to be rotated within the notice. `undated`: nobody said when it was rotated, or no day is given.
 */
export type RotationState = 'by the platform' | 'undated' | 'current' | 'due' | 'overdue' | 'expired';

/** Days before an end on which people are told of it. */
export const NOTICE = 30;

/** The day on which a value has to be replaced: by its age, where that is known, and never after it expires. */
export function dueOf({ rotated, rotateEvery, expires }: LongLivedTerms): Day | undefined {
  const due = rotated === undefined ? undefined : addDays(rotated, toDays(rotateEvery) ?? 0);
  return due === undefined || due < expires ? due : expires;
}

/** Whether nobody may count on a secret any more. */
export function isExpired({ expires }: LongLivedTerms, today: Day): boolean {
  return expires <= today;
}

/** Where a secret stands; without terms the platform rotates it. */
export function stateOf(terms: LongLivedTerms | undefined, today: Day | undefined): RotationState {
  if (terms === undefined) return 'by the platform';
  if (today === undefined) return 'undated';
  if (isExpired(terms, today)) return 'expired';
  const due = dueOf(terms);
  if (due !== undefined && due < today) return 'overdue';
  if (daysBetween(today, due ?? terms.expires) <= NOTICE) return 'due';
  return due === undefined ? 'undated' : 'current';
}
