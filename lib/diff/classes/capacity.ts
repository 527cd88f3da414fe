import { provisioningOf, sayCapacity, type Capacity } from '../../gpu/shape';
import type { Effect } from '../change';
import { shown } from './sentence';
import type { Judge, LeafSituation } from './table';
import { availability, cost } from './vocabulary';

type Judges = readonly Judge<LeafSituation>[];

/** What happens to nodes when Google wants them, or when their time is over. */
const ENDS: Readonly<Record<string, string>> = {
  spot: 'Google takes spot nodes back at any time',
  'flex-start': 'flex-start nodes live seven days at most',
};

/** What it means that nodes, as `whose` calls them, come in other ways than before. */
export function judgeCapacity(before: Capacity, after: Capacity, whose: string, effect: Effect = 'in-place'): Judges {
  return judgesOf(before, after, `${whose} are ${listed(after)} instead of ${shown(sayCapacity(before))}`).map(
    (judge) => (situation) => [judge(situation)].flat().map((said) => ({ ...said, effect })),
  );
}

/** A list with commas ends with one. */
function listed(capacity: Capacity): string {
  const text = shown(sayCapacity(capacity));
  return text.includes(',') ? `${text},` : text;
}

function judgesOf(before: Capacity, after: Capacity, sentence: string): Judges {
  const [old, now] = [provisioningOf(before), provisioningOf(after)];
  const added = now.filter((way) => !old.includes(way));
  const gone = old.filter((way) => !now.includes(way));
  const taken = added.filter(isTaken);
  if (taken.length > 0)
    return [
      availability.less(`${sentence}: ${taken.map((way) => ENDS[way]).join(', and ')}`),
      now.every(isTaken) ? cost.less(sentence) : cost.other(sentence),
    ];
  if (old.some(isTaken) && !now.some(isTaken))
    return [
      availability.more(`${sentence}: nobody takes them back any more`),
      old.every(isTaken) ? cost.more(sentence) : cost.other(sentence),
    ];
  if (added.length + gone.length === 0) return judgeOrder(old.findIndex(isTaken), now.findIndex(isTaken), sentence);
  if (gone.length === 0) return [availability.more(`${sentence}: one way more to get them`), cost.other(sentence)];
  if (added.length === 0) return [availability.less(`${sentence}: one way less to get them`), cost.other(sentence)];
  return [availability.other(sentence), cost.other(sentence)];
}

/** The same ways in another order: the first one that has nodes wins. */
function judgeOrder(before: number, after: number, says: string): Judges {
  if (after < before)
    return [
      availability.less(`${says}: nodes that Google takes back are tried earlier`),
      cost.less(`${says}: cheaper nodes are tried earlier`),
    ];
  if (after > before)
    return [
      availability.more(`${says}: nodes that Google takes back are tried later`),
      cost.more(`${says}: cheaper nodes are tried later`),
    ];
  return [availability.other(says), cost.other(says)];
}

function isTaken(way: string): boolean {
  return Object.hasOwn(ENDS, way);
}
