import type { Rule } from '../rule';
import { blockFaults } from '../terraform/blocks';

/** Makes sure that what is set has the shape that the provider reads, and that nothing required is missing. */
export const argumentInvalid: Rule = {
  code: 'ARGUMENT_INVALID',
  severity: 'error',
  title: "every argument of a Terraform block has the type that the provider's schema gives it, and none is missing",
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const { code, ...objection } of blockFaults(assembly)) if (code === 'ARGUMENT_INVALID') yield objection;
  },
};
