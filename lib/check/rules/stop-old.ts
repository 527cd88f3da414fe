import { asText, at } from '../json';
import { declarationsOf } from '../fleet';
import type { Rule } from '../rule';

const DAY = 24 * 60 * 60 * 1000;
/** Two weeks: whoever stopped it has had time to mend it, or to take it out of the placement table. */
const LIMIT = 14;

/** Says that nobody came back to a stopped service. It needs the day, which no rule looks up: `--now` names it. */
export const stopOld: Rule = {
  code: 'STOP_OLD',
  severity: 'warning',
  title: 'no service stays stopped for longer than two weeks',
  requirement: 'R110',
  scope: 'environment',
  *check(assembly, { today }) {
    if (today === undefined) return;
    for (const { id, service = '', object } of declarationsOf(assembly)) {
      const [level, who, when, why] = ['level', 'who', 'when', 'why'].map((key) => asText(at(object, 'stopped', key)));
      const days = Math.floor((Date.parse(today) - Date.parse((when ?? today).slice(0, 10))) / DAY);
      if (level === undefined || days <= LIMIT) continue;
      yield {
        document: id,
        path: 'stopped.when',
        problem: `${service} is stopped (${level}) by ${who ?? ''} for ${days} days: ${why ?? ''}`,
        fix: `mend it and run taxiway restore ${service} --env ${assembly.environment}, or take it out of the placement table`,
      };
    }
  },
};
