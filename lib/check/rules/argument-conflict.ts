import type { Rule } from '../rule';
import { brokenIn, relationsOf } from '../terraform/relations';
import { resourcesByType } from '../terraform/stack';

/** Makes sure that the arguments of a block go together. */
export const argumentConflict: Rule = {
  code: 'ARGUMENT_CONFLICT',
  severity: 'error',
  title: 'no argument of a Terraform block contradicts another of the same block',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const [type, documents] of resourcesByType(assembly)) {
      const relations = relationsOf(type);
      for (const { id, object } of relations.length > 0 ? documents : []) {
        for (const broken of brokenIn(object, relations)) yield { document: id, ...broken };
      }
    }
  },
};
