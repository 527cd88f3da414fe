import { dueOf, NOTICE } from '../inventory/state';
import { addDays, toDays, type Day } from '../secrets/day';
import type { LongLivedTerms } from '../secrets/secret';
import type { Severity } from './sli';

/** Days before an end on which somebody is woken, where anybody is: the ticket has been left alone for three weeks. */
export const LAST_CALL = 7;
/** Days before a rotation is late on which its ticket opens; half of the span between two, where that is less. */
export const ROTATION_NOTICE = 14;

/** A day from which somebody is told of a long-lived secret. */
export interface SecretDate {
  readonly alert:
    | 'MlServiceSecretExpires'
    | 'MlServiceSecretExpiresSoon'
    | 'MlServiceSecretRotationDue'
    | 'MlServiceSecretRotationLate';
  readonly from: Day;
  /** The day that it is about: the end, or the last one on which the value may be in use. */
  readonly of: Day;
  readonly severity: Severity;
}

/** When people are told of a long-lived secret, whose service tells by `severity` what can't wait. */
export function datesOf(terms: LongLivedTerms, severity: Severity): readonly SecretDate[] {
  return [...rotation(terms), ...expiry(terms, severity)];
}

function expiry({ expires }: LongLivedTerms, severity: Severity): readonly SecretDate[] {
  const ticket = {
    alert: 'MlServiceSecretExpires',
    from: addDays(expires, -NOTICE),
    of: expires,
    severity: 'ticket',
  } as const;
  if (severity === 'ticket') return [ticket];
  return [
    ticket,
    { alert: 'MlServiceSecretExpiresSoon', from: addDays(expires, -LAST_CALL), of: expires, severity: 'page' },
  ];
}

/** Nothing is told of a rotation whose last one nobody dated, or that the end comes before. */
function rotation(terms: LongLivedTerms): readonly SecretDate[] {
  const due = dueOf(terms);
  if (due === undefined || due === terms.expires) return [];
  const notice = Math.min(ROTATION_NOTICE, Math.floor((toDays(terms.rotateEvery) ?? 0) / 2));
  return [
    { alert: 'MlServiceSecretRotationDue', from: addDays(due, -notice), of: due, severity: 'ticket' },
    { alert: 'MlServiceSecretRotationLate', from: addDays(due, 1), of: due, severity: 'ticket' },
  ];
}
