import { toDays } from '../../secrets/day';
import { secretsOf } from '../../secrets/declared';
import { AGE_LIMITS } from '../../secrets/secret';
import { declarationsOf } from '../fleet';
import { asText } from '../json';
import type { Rule } from '../rule';

/** Makes sure that the more people rely on a service, the shorter one value is used. */
export const secretAgeLimit: Rule = {
  code: 'SECRET_AGE_LIMIT',
  severity: 'error',
  title: 'no value of a long-lived secret is used for longer than the maturity of its service allows',
  requirement: 'R410',
  scope: 'environment',
  *check(assembly) {
    for (const declaration of declarationsOf(assembly)) {
      const maturity = asText(declaration.object['maturity']) ?? '';
      const limit = AGE_LIMITS[maturity] ?? 0;
      for (const { secret, at, workload } of secretsOf(declaration)) {
        const { terms } = secret;
        if (terms === undefined || (toDays(terms.rotateEvery) ?? Number.POSITIVE_INFINITY) <= limit) continue;
        yield {
          document: declaration.id,
          path: `${at}.terms.rotateEvery`,
          problem: `${secret.name} of ${workload} is rotated every ${terms.rotateEvery}, and at ${maturity} a value is used for ${limit} days at most`,
          fix: `give rotateEvery: '${limit}d' or less`,
        };
      }
    }
  },
};
