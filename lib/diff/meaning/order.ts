import type { Json } from '../../assembly/document';
import type { ItemPair } from './items';
import { keyOf } from './items';
import type { Meaning } from './meaning';

/** The items that both lists have, by key, in the order of each, where that order differs and means something. */
export function orderOf(
  pairs: readonly ItemPair[],
  before: readonly Json[],
  after: readonly Json[],
  meaning: Meaning,
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  const { list } = meaning.rule;
  if (list?.kind !== 'keyed' || list.order === undefined) return undefined;
  const common = pairs.flatMap(({ before: old, after: now }) =>
    old === undefined || now === undefined ? [] : [{ old, now }],
  );
  const byOld = [...common].sort((one, other) => one.old - other.old);
  const byNow = [...common].sort((one, other) => one.now - other.now);
  if (byOld.every((pair, index) => pair === byNow[index])) return undefined;
  if (list.order !== true && !list.order(before, after)) return undefined;
  const [fields = []] = list.by;
  const name = (index: number): string => keyOf(after[index], fields, meaning.item()) ?? String(index);
  return { before: byOld.map(({ now }) => name(now)), after: byNow.map(({ now }) => name(now)) };
}

const REFERENCE = /(\$*)\$\(([^)]+)\)/g;

/** Whether variables that refer to others by `$(NAME)` find others before them than they did: only what stands before counts. */
export function refersOtherwise(before: readonly Json[], after: readonly Json[]): boolean {
  const [olds, nows] = [resolvable(before), resolvable(after)];
  return [...olds].some(([variable, found]) => {
    const now = nows.get(variable);
    return now !== undefined && [...found].some(([name, is]) => now.has(name) && now.get(name) !== is);
  });
}

/** By variable, whether each name that it refers to stands before it; names that are nowhere are none. */
function resolvable(list: readonly Json[]): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const names = list.map((one) => field(one, 'name'));
  return new Map(
    list.map((one, index) => {
      const found = new Map<string, boolean>();
      for (const [, escape = '', name = ''] of field(one, 'value').matchAll(REFERENCE)) {
        if (escape.length % 2 === 0 && names.includes(name)) found.set(name, names.indexOf(name) < index);
      }
      return [names[index] ?? '', found];
    }),
  );
}

function field(value: Json, name: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const found = (value as { readonly [key: string]: Json })[name];
  return typeof found === 'string' ? found : '';
}
