import { cyclesIn } from '../../reach/cycles';
import { wholeOf } from '../../reach/whole';
import { declarationsOf } from '../fleet';
import { asList, asTexts, at } from '../json';
import type { Rule } from '../rule';

/** Warns of services that wait for each other: one that is slow makes all of them slow, and none can start first. */
export const callsCycle: Rule = {
  code: 'CALLS_CYCLE',
  severity: 'warning',
  title: 'no service calls itself by way of others',
  requirement: 'R370',
  scope: 'environment',
  *check(assembly, fleet) {
    const own = new Map(declarationsOf(assembly).map((document) => [document.service ?? '', document]));
    const calls = new Map(
      declarationsOf(wholeOf(assembly, fleet)).map(({ service = '', object }) => {
        const called = asList(object['workloads']).flatMap((workload) => asTexts(at(workload, 'calls')));
        return [service, called] as const;
      }),
    );
    for (const round of cyclesIn(calls)) {
      const declaration = own.get(round[0] ?? '');
      if (declaration === undefined) continue;
      const problem = `calls itself by way of others: ${round.join(' → ')}`;
      const fix = 'take one call out of the circle; an answer may come by the way that the question came';
      yield { document: declaration.id, path: 'props.calls', problem, fix };
    }
  },
};
