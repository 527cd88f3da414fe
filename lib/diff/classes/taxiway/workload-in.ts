import { bracketAt } from '../place';
import { documentOf, shown } from '../sentence';
import type { LeafSituation } from '../table';

/** `{service}`, or `{service}/reranker` for another workload than the first: the one whose row in a declaration changed. */
function workloadIn(situation: LeafSituation): string {
  const index = situation.path.indexOf('workloads') + 1;
  const name = bracketAt(situation.path, index, [documentOf(situation).object]);
  return name === 'api' || name === '' ? '{service}' : `{service}/${shown(name)}`;
}

/** A sentence in which `{user}` is the workload. */
export const ofWorkload =
  (says: string) =>
  (situation: LeafSituation): string =>
    says.replaceAll('{user}', workloadIn(situation));
