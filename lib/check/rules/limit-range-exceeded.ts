import { objectsOf } from '../fleet';
import { asList, asObject, at } from '../json';
import { containersOf, podsOf } from '../pods';
import { showQuantity, toQuantity } from '../quantity';
import type { Rule } from '../rule';
import { state } from '../say';
import { groupBy, namespaceOf } from '../stacks';

/** Makes sure that no container takes more than its namespace gives to one. */
export const limitRangeExceeded: Rule = {
  code: 'LIMIT_RANGE_EXCEEDED',
  severity: 'error',
  title: 'no container takes more than the limit range of its namespace allows',
  requirement: 'R320',
  scope: 'environment',
  *check(assembly) {
    const ranges = groupBy(objectsOf(assembly, 'LimitRange'), (range) => namespaceOf(range) ?? '');
    for (const pod of podsOf(assembly)) {
      for (const range of ranges.get(namespaceOf(pod.document) ?? '') ?? []) {
        for (const [resource, most] of maximaOf(range.object)) {
          for (const { object, path } of containersOf(pod)) {
            const given = at(object, 'resources', 'limits', resource);
            const amount = toQuantity(given);
            if (amount === undefined || amount <= most) continue;
            yield {
              document: pod.document.id,
              path: `${path}.resources.limits.${resource}`,
              problem: `${state(given)}; the limit range gives a container ${showQuantity(most)} at most`,
              fix: `change run.${resource === 'memory' ? 'memory' : 'cpu'}, from which the limit range is made`,
            };
          }
        }
      }
    }
  },
};

function* maximaOf(range: Parameters<typeof at>[0]): Generator<readonly [resource: string, most: bigint]> {
  for (const limit of asList(at(range, 'spec', 'limits'))) {
    const { type, max } = asObject(limit);
    if (type !== 'Container') continue;
    for (const [resource, value] of Object.entries(asObject(max))) {
      const most = toQuantity(value);
      if (most !== undefined) yield [resource, most];
    }
  }
}
