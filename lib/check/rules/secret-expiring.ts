import { dueOf, isExpired, NOTICE } from '../../inventory/state';
import { addDays, daysBetween, isDay, toDays, type Day } from '../../secrets/day';
import { secretsOf } from '../../secrets/declared';
import type { LongLivedTerms } from '../../secrets/secret';
import { declarationsOf } from '../fleet';
import type { Rule } from '../rule';

/** Says in time that a secret has to be rotated. It needs the day, which no rule looks up: `--now` names it. */
export const secretExpiring: Rule = {
  code: 'SECRET_EXPIRING',
  severity: 'warning',
  title: `a long-lived secret is rotated ${NOTICE} days before it has to be`,
  requirement: 'R410',
  scope: 'environment',
  *check(assembly, { today }) {
    if (!isDay(today)) return;
    for (const declaration of declarationsOf(assembly)) {
      for (const { secret, at, workload } of secretsOf(declaration)) {
        const found = secret.terms && objection(secret.terms, today);
        if (found === undefined) continue;
        yield {
          document: declaration.id,
          path: `${at}.terms.${found.field}`,
          problem: `${secret.name} of ${workload} ${found.problem}`,
          fix: `rotate it: taxiway rotate plan ${secret.name} --env ${assembly.environment}`,
        };
      }
    }
  },
};

function objection(terms: LongLivedTerms, today: Day): { field: string; problem: string } | undefined {
  const { expires, rotateEvery, rotated } = terms;
  // That one is an error of its own.
  if (isExpired(terms, today)) return undefined;
  const left = daysBetween(today, expires);
  if (left <= NOTICE) return { field: 'expires', problem: `expires on ${expires}, ${left} days after ${today}` };
  const due = dueOf(terms);
  if (due !== undefined) {
    const days = daysBetween(today, due);
    if (days > NOTICE) return undefined;
    const when =
      days < 0 ? `was to be rotated by ${due}, ${-days} days before` : `is to be rotated by ${due}, ${days} days after`;
    return { field: 'rotated', problem: `was rotated on ${rotated ?? ''} and ${when} ${today}` };
  }
  // Nobody said how old it is: the next rotation may be as far off as two of them are from each other.
  if (addDays(today, toDays(rotateEvery) ?? 0) <= expires) return undefined;
  return {
    field: 'rotateEvery',
    problem: `expires in ${left} days, and is only rotated every ${rotateEvery}; nobody said when it was rotated last`,
  };
}
