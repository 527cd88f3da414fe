import type { Assembly } from '../assembly/assembly';
import type { Json, JsonObject } from '../assembly/document';
import { findFacts } from '../assembly/find';
import { leavesOf } from '../origin';

/** A fact that two environments don't share. */
export interface DifferingFact {
  readonly path: string;
  readonly values: readonly [Json | undefined, Json | undefined];
}

/** The facts that the two environments don't share, the longest first, so that a part of one is not taken for another. */
export function differingFacts(one: Assembly, other: Assembly): readonly DifferingFact[] {
  const [here, there] = [one, other].map((assembly) => new Map(leavesOf(factsIn(assembly))));
  const paths = [...new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])])];
  return paths
    .map((path): DifferingFact => ({ path, values: [here?.get(path), there?.get(path)] }))
    .filter(({ values: [left, right] }) => JSON.stringify(left) !== JSON.stringify(right))
    .sort((left, right) => lengthOf(right) - lengthOf(left) || (left.path < right.path ? -1 : 1));
}

function lengthOf({ values }: DifferingFact): number {
  return typeof values[0] === 'string' ? values[0].length : 0;
}

/** A text with the facts of one environment in the place of the other's, and which were; no further than where it is `wanted`. */
export function translated(
  given: string,
  facts: readonly DifferingFact[],
  wanted?: string,
): { readonly text: string; readonly used: readonly DifferingFact[] } {
  let text = given;
  const used: DifferingFact[] = [];
  for (const fact of facts) {
    const [left, right] = fact.values;
    if (typeof left !== 'string' || typeof right !== 'string' || left === '' || !text.includes(left)) continue;
    text = text.replaceAll(left, right);
    used.push(fact);
    if (text === wanted) break;
  }
  return { text, used };
}

/** The facts of an environment. */
export function factsIn(assembly: Assembly): JsonObject {
  return findFacts(assembly)?.object ?? {};
}
