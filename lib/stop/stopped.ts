import type { Assembly } from '../assembly/assembly';
import { declarationsOf } from '../check/fleet';
import { asText, at } from '../check/json';
import { isStopLevel } from './level';
import type { StopRecord, Stops } from './record';

/** What an assembly says that is stopped in it. */
export function stopsIn(assembly: Assembly): Stops {
  return Object.fromEntries(
    declarationsOf(assembly).flatMap(({ service = '', object }): readonly [string, StopRecord][] => {
      const [level, who, why, when] = ['level', 'who', 'why', 'when'].map((key) => asText(at(object, 'stopped', key)));
      if (!isStopLevel(level) || who === undefined || why === undefined || when === undefined) return [];
      return [[service, { level, who, why, when }]];
    }),
  );
}
