import { declarationsOf } from '../fleet';
import { asList, asTexts, at } from '../json';
import type { Rule } from '../rule';

const WORDS = new Set(['rails', 'sidekiq']);

/** Warns of a caller that runs elsewhere only: the way stays open for whoever gets that namespace. */
export const callerNotPlaced: Rule = {
  code: 'CALLER_NOT_PLACED',
  severity: 'warning',
  title: 'every service that is named as a caller is placed in the same environment',
  requirement: 'R370',
  scope: 'fleet',
  *check(assembly, fleet) {
    const servicesIn = (environment?: string): ReadonlySet<string> => {
      const some = fleet.assemblies.filter((one) => environment === undefined || one.environment === environment);
      return new Set(some.flatMap(declarationsOf).map(({ service = '' }) => service));
    };
    const here = servicesIn(assembly.environment);
    const anywhere = servicesIn();
    for (const { id, object } of declarationsOf(assembly)) {
      for (const [index, workload] of asList(object['workloads']).entries()) {
        for (const [position, caller] of asTexts(at(workload, 'callers')).entries()) {
          // A name that nobody has anywhere is an error of its own: CALLS_BOTH_ENDS.
          if (WORDS.has(caller) || here.has(caller) || !anywhere.has(caller)) continue;
          const problem = `names '${caller}', which is placed in other environments only`;
          const fix = `choose callers by env.select(…), or place ${caller} here too`;
          yield { document: id, path: `workloads.${index}.callers.${position}`, problem, fix };
        }
      }
    }
  },
};
