import { isExpired } from '../../inventory/state';
import { isDay } from '../../secrets/day';
import { secretsOf } from '../../secrets/declared';
import { declarationsOf } from '../fleet';
import type { Rule } from '../rule';

/** Says that nobody may count on a secret any more. It needs the day, which no rule looks up: `--now` names it. */
export const secretExpired: Rule = {
  code: 'SECRET_EXPIRED',
  severity: 'error',
  title: 'no long-lived secret is used after the day on which it expires',
  requirement: 'R410',
  scope: 'environment',
  *check(assembly, { today }) {
    if (!isDay(today)) return;
    for (const declaration of declarationsOf(assembly)) {
      for (const { secret, at, workload } of secretsOf(declaration)) {
        const { terms } = secret;
        if (terms === undefined || !isExpired(terms, today)) continue;
        yield {
          document: declaration.id,
          path: `${at}.terms.expires`,
          problem: `${secret.name} of ${workload} expired on ${terms.expires}, and it is ${today}`,
          fix: `have ${terms.owner} rotate it (taxiway rotate plan ${secret.name}), then write the new day; or drop it`,
        };
      }
    }
  },
};
