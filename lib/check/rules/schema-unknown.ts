import { factsOf } from '../fleet';
import { said, state } from '../say';
import { knownMinors } from '../schema/catalogue';
import { examine } from '../schema/examine';
import type { Rule } from '../rule';

/** Makes sure that the cluster serves every kind, and that there is something to check it by. */
export const schemaUnknown: Rule = {
  code: 'SCHEMA_UNKNOWN',
  severity: 'error',
  title: 'every kind is served in its API version by the minor version of the cluster',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    const { minor, minorKnown, objects } = examine(assembly);
    const minors = knownMinors().join(', ');
    if (!minorKnown) {
      yield {
        document: factsOf(assembly).id,
        path: 'cluster.version',
        problem: `is ${said(minor)}, of which no schemas are there: no object was checked`,
        fix: `there are schemas of ${minors}; take a version of taxiway that has those of ${minor}`,
      };
    }
    for (const { document, apiVersion, kind, gap } of objects) {
      if (gap?.known !== true) continue;
      yield {
        document: document.id,
        path: 'apiVersion',
        problem: `${state(apiVersion === '' ? undefined : apiVersion)}; Kubernetes ${minor} serves no ${kind} there`,
        fix: gap.instead ?? `take a kind that one of ${minors} serves`,
      };
    }
  },
};
