import { examine } from '../schema/examine';
import type { Rule } from '../rule';

/** Makes sure that every field has a value that its kind allows. */
export const fieldInvalid: Rule = {
  code: 'FIELD_INVALID',
  severity: 'error',
  title: 'every value is one that the schema of its kind allows, and nothing that it requires is missing',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const { document, faults } of examine(assembly).objects) {
      for (const fault of faults) {
        if (fault.unknown) continue;
        yield { document: document.id, path: fault.path, problem: fault.problem, fix: fault.fix };
      }
    }
  },
};
