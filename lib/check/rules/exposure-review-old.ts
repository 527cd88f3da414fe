import { addDays, daysBetween, isDay } from '../../secrets/day';
import { declarationsOf } from '../fleet';
import { asText, at } from '../json';
import type { Rule } from '../rule';

/** Days that a security review of something public holds. */
const GOOD_FOR = 365;

/** Says that what is public was last looked at long ago. It needs the day, which no rule looks up: `--now` names it. */
export const exposureReviewOld: Rule = {
  code: 'EXPOSURE_REVIEW_OLD',
  severity: 'warning',
  title: `the security review of what is public is at most ${GOOD_FOR} days old`,
  requirement: 'R340',
  scope: 'environment',
  *check(assembly, { today }) {
    if (!isDay(today)) return;
    for (const { id, object } of declarationsOf(assembly)) {
      const date = asText(at(object, 'exposure', 'review', 'date'));
      if (!isDay(date)) continue;
      const age = daysBetween(date, today);
      const fix = 'have it reviewed again, and name the new review in exposure.securityReview';
      const path = 'exposure.review.date';
      if (age < 0)
        yield { document: id, path, problem: `is ${date}, a day after ${today}`, fix: 'name the day of the review' };
      else if (age > GOOD_FOR)
        yield {
          document: id,
          path,
          problem: `is ${date}: it was good until ${addDays(date, GOOD_FOR)}, and it is ${today}`,
          fix,
        };
    }
  },
};
