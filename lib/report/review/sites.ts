import { sha256 } from '../../assembly/digest';
import type { SourcePosition } from '../../errors';
import type { Review } from '../../diff/review';
import type { Entry, Place } from '../../diff/review/entry';
import { isQuiet } from '../../diff/review/topic';
import { sentenceOf } from './words';

/** One line of a source file, and what it does in one respect to one service. */
export interface Site {
  readonly entry: Entry;
  /** Of one service, caused by one line. */
  readonly places: readonly Place[];
  readonly source: SourcePosition;
  readonly sentence: string;
  /** The same in every run, and of no other site of it. */
  readonly fingerprint: string;
  readonly gates: boolean;
}

/** Everything that is not neutral, at the lines that caused it; `otherwise` is the file of what no line is known for. */
export function sitesOf({ entries }: Review, otherwise: string): readonly Site[] {
  const taken = new Map<string, number>();
  return entries
    .filter((entry) => !isQuiet(entry))
    .flatMap((entry) =>
      [...byLine(entry)].map(([, places]) => {
        const source = places[0]?.source ?? { file: otherwise, line: 1, column: 1, approximate: true };
        const base = sha256(places.map(({ fingerprint }) => fingerprint).join(' '));
        // Two assessments of one change may be equal but for their sentences.
        const times = taken.get(base) ?? 0;
        taken.set(base, times + 1);
        return {
          entry,
          places,
          source,
          sentence: sentenceOf(entry, places),
          fingerprint: times === 0 ? base : sha256(`${base} ${times}`),
          gates: places.some(({ gate, accepted }) => gate !== undefined && accepted === undefined),
        };
      }),
    );
}

function byLine({ places }: Entry): ReadonlyMap<string, readonly Place[]> {
  const lines = new Map<string, Place[]>();
  for (const place of places) {
    const { service, source } = place;
    const key = `${service ?? ''} ${source === undefined ? '' : `${source.file}:${source.line}:${source.column}`}`;
    const others = lines.get(key);
    if (others === undefined) lines.set(key, [place]);
    else others.push(place);
  }
  return lines;
}
