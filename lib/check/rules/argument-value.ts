import type { JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import type { Rule } from '../rule';
import { state } from '../say';
import { isTemplate } from '../terraform/convert';
import { reach } from '../terraform/reach';
import { resourcesByType } from '../terraform/stack';
import { valueRows, type ValueRow } from '../terraform/values';

/** Makes sure of what a type can't say: words that mean something, numbers in a range, names of a shape. */
export const argumentValue: Rule = {
  code: 'ARGUMENT_VALUE',
  severity: 'error',
  title: 'every argument whose values are a closed set, a range or a shape has one of them',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    for (const [type, documents] of resourcesByType(assembly)) {
      const rows = valueRows(type);
      if (rows.length === 0) continue;
      for (const { id, object } of documents) {
        for (const fault of wrongValues(object, rows)) yield { document: id, ...fault };
      }
    }
  },
};

function* wrongValues(body: JsonObject, rows: readonly ValueRow[]): Generator<Omit<Objection, 'document'>> {
  for (const [path, predicate] of rows) {
    for (const [here, value] of reach(body, path, predicate.whole)) {
      if (isTemplate(value) || predicate.holds(value)) continue;
      yield { path: here, problem: state(value), fix: `use ${predicate.allowed}` };
    }
  }
}
