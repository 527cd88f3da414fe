import type { Assembly } from '../assembly/assembly';
import { at } from '../check/json';
import { declarationsOf } from '../check/fleet';
import { keptIn, placedAssembly } from './placed';

interface Sides {
  readonly base?: Assembly | undefined;
  readonly head?: Assembly | undefined;
}

/**
 * Both sides with the services as they are placed that are stopped at one level on both: what changes of them is reviewed
 * for what it means once they are restored, since nobody reviews a restore.
 */
export function asPlaced({ base, head }: Sides): Sides {
  if (base === undefined || head === undefined) return { base, head };
  const [before, after] = [keptIn(base), keptIn(head)];
  if (before.size === 0 || after.size === 0) return { base, head };
  const [olds, nows] = [levelsIn(base), levelsIn(head)];
  const same = new Set(
    [...before.keys()].filter((service) => after.has(service) && olds.get(service) === nows.get(service)),
  );
  return { base: placedAssembly(base, same), head: placedAssembly(head, same) };
}

function levelsIn(assembly: Assembly): ReadonlyMap<string, unknown> {
  return new Map(declarationsOf(assembly).map(({ service = '', object }) => [service, at(object, 'stopped', 'level')]));
}
