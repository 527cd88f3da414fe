import type { Rule } from '../rule';
import { blockFaults } from '../terraform/blocks';

/** Makes sure that whatever is set is something that the provider reads. */
export const argumentUnknown: Rule = {
  code: 'ARGUMENT_UNKNOWN',
  severity: 'error',
  title: "every Terraform block is of a type of the pinned provider, and sets nothing that the provider's schema lacks",
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const { code, ...objection } of blockFaults(assembly)) if (code === 'ARGUMENT_UNKNOWN') yield objection;
  },
};
