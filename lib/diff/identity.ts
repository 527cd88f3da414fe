import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { compareIds } from '../assembly/id';
import { differing } from '../assembly/find';
import { asText } from '../check/json';
import { alike } from './identity/alike';
import { declaredMoves } from './identity/moves';
import { renamedScopes } from './identity/scopes';
import type { Match } from './identity/match';
import type { Names } from './meaning/names';
import { isRuleFile } from './rule-file';

/** One document of two assemblies: only `after` where it is new, only `before` where it is gone. */
export interface Pair {
  readonly before?: Document;
  readonly after?: Document;
  /** How the two belong together where their ids differ, or where one of the same id is made anew under another name. */
  readonly renamed?: 'moved' | 'recreated';
  /** Names that became others where it is made anew; what follows from them is no difference. */
  readonly names?: Names;
}

/**
 * The pairs of two assemblies of one environment that may differ, by id; either side may be missing. What is gone and what
 * is new belong together where a `moved` block says so, where a whole service or workload has another name, and where
 * they are nearly the same: never a silent deletion beside a silent creation.
 */
export function pairsOf(base: Assembly | undefined, head: Assembly | undefined): readonly Pair[] {
  const unlike = differing(base, head);
  const before = new Map(unlike.before.flatMap((one) => (isRuleFile(one) ? [] : [[one.id, one] as const])));
  const pairs: Pair[] = [];
  const come: Document[] = [];
  for (const after of unlike.after) {
    if (isRuleFile(after)) continue;
    const old = before.get(after.id);
    if (old === undefined) come.push(after);
    else if (before.delete(after.id) && old.sha256 !== after.sha256) pairs.push(sameId(old, after));
  }
  const gone = [...before.values()];
  const matches = base === undefined || head === undefined ? [] : matchesOf(gone, come, { base, head });
  const [lost, found] = [new Set(matches.map((one) => one.before)), new Set(matches.map((one) => one.after))];
  const all: readonly Pair[] = [
    ...pairs,
    ...matches,
    ...come.filter((after) => !found.has(after)).map((after) => ({ after })),
    ...gone.filter((old) => !lost.has(old)).map((old) => ({ before: old })),
  ];
  return [...all].sort((one, other) => compareIds(idOf(one), idOf(other)));
}

function matchesOf(
  gone: readonly Document[],
  come: readonly Document[],
  sides: { readonly base: Assembly; readonly head: Assembly },
): readonly Match[] {
  const matches: Match[] = [];
  const rest = { gone, come };
  for (const find of [declaredMoves, renamedScopes, alike]) {
    if (rest.gone.length === 0 || rest.come.length === 0) break;
    const found = find(rest.gone, rest.come, sides);
    const [lost, there] = [new Set(found.map(({ before }) => before)), new Set(found.map(({ after }) => after))];
    rest.gone = rest.gone.filter((document) => !lost.has(document));
    rest.come = rest.come.filter((document) => !there.has(document));
    matches.push(...found);
  }
  return matches;
}

const HASHED = /^(.+)-[0-9a-f]{6,}$/;

/** A resource whose name ends with a hash of what replaces it is another one as soon as that hash changes. */
function sameId(before: Document, after: Document): Pair {
  if (!after.kind.startsWith('resource.')) return { before, after };
  const [old = '', now = ''] = [before, after].map(({ object }) => asText(object['name']));
  const [stem, other] = [old, now].map((name) => HASHED.exec(name)?.[1]);
  return old === now || stem === undefined || stem !== other
    ? { before, after }
    : { before, after, renamed: 'recreated', names: [[old, now]] };
}

function idOf({ before, after }: Pair): { readonly id: string } {
  return after ?? before ?? { id: '' };
}
