import type { Rule } from '../rule';
import { danglingIn } from '../terraform/references';
import { terraformStacks } from '../terraform/stack';

/** Makes sure that what a block refers to is in its own stack. */
export const referenceUnknown: Rule = {
  code: 'REFERENCE_UNKNOWN',
  severity: 'error',
  title: 'every reference in a Terraform block leads to a block of the same stack, and to something that its type has',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const stack of terraformStacks(assembly)) {
      for (const document of stack.documents) {
        for (const dangling of danglingIn(document, stack)) yield { document: document.id, ...dangling };
      }
    }
  },
};
