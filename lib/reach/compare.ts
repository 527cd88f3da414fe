import type { Assembly } from '../assembly/assembly';
import { isNone, minus, type Connections } from './connections';
import { edgeKey, type Edge } from './edge';
import { reachOf, type Reach } from './reach';

/** What two sides of an environment reach that the other does not. */
export interface ReachChange {
  readonly environment: string;
  /** Of the head; an edge that is wider has only what is new of it. */
  readonly gained: readonly Edge[];
  /** Of the base; an edge that is narrower has only what is gone of it. */
  readonly lost: readonly Edge[];
}

/** The two sides of an environment. */
export interface ReachSides {
  readonly name: string;
  readonly base?: Assembly;
  readonly head?: Assembly;
}

/** The edges that come and go between two sides; none where one side is missing, since all of the other is new or gone. */
export function reachChangeOf({ name, base, head }: ReachSides): ReachChange {
  if (base === undefined || head === undefined) return { environment: name, gained: [], lost: [] };
  const [before, after] = [reachOf(base), reachOf(head)];
  return { environment: name, gained: beyond(after, before), lost: beyond(before, after) };
}

/** The edges of one that the other lacks, or has on fewer ports. */
function beyond({ edges }: Reach, other: Reach): readonly Edge[] {
  const known = new Map(other.edges.map((edge) => [edgeKey(edge), edge]));
  return edges.flatMap((edge): readonly Edge[] => {
    const there = known.get(edgeKey(edge));
    if (there === undefined) return [edge];
    const more: Connections = minus(edge.connections ?? {}, there.connections ?? {});
    return isNone(more) ? [] : [{ ...edge, connections: more }];
  });
}
