import type { Json } from '../../assembly/document';
import { asList, asText, at, isObject } from '../../check/json';
import type { Path } from '../path';

/** Fields that tell the items of a list apart, the first that is there. */
const KEYS = ['name', 'key', 'mountPath', 'topologyKey', 'containerPort', 'port'];

/** What stands at a path of an object; items of lists are found by their key, or by their number. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const step of path) {
    if (!step.startsWith('[')) found = at(found, step);
    else {
      const key = step.slice(1, -1);
      const list = asList(found);
      found = list.find((item) => itemKey(item) === key) ?? list[Number(key)];
    }
  }
  return found;
}

/** What tells an item of a list apart, where it is an object with a name or the like, or a plain value. */
export function itemKey(item: Json | undefined): string | undefined {
  if (typeof item === 'string') return item;
  if (typeof item === 'number' || typeof item === 'boolean') return String(item);
  if (!isObject(item)) return undefined;
  const [found] = KEYS.flatMap((field) => item[field] ?? []);
  return asText(found) ?? (typeof found === 'number' ? String(found) : undefined);
}

/** What stands in the brackets of a step, as people call it: its key, even where the path has a number. */
export function bracketAt(path: Path, index: number, objects: readonly Json[]): string {
  // The order of a list is a step of its own, `[]order`, and names no item.
  const key = /^\[(.*)\]$/s.exec(path[index] ?? '')?.[1] ?? '';
  if (!/^\d+$/.test(key)) return key;
  const named = objects.flatMap((object) => itemKey(valueAt(object, path.slice(0, index + 1))) ?? []);
  return named[0] ?? key;
}
