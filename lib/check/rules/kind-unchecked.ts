import { state } from '../say';
import { examine } from '../schema/examine';
import type { Rule } from '../rule';

/** Names the objects that no schema was held against. */
export const kindUnchecked: Rule = {
  code: 'KIND_UNCHECKED',
  severity: 'warning',
  title: 'every object is of a kind whose schema is known',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const { document, apiVersion, kind, gap } of examine(assembly).objects) {
      if (gap === undefined || gap.known) continue;
      yield {
        document: document.id,
        path: 'apiVersion',
        problem: `${state(apiVersion === '' ? undefined : apiVersion)}; no schema of its ${kind} is known, and no field was checked`,
        fix: gap.instead ?? 'have an API server check it: kubectl apply --dry-run=server --validate=strict',
      };
    }
  },
};
