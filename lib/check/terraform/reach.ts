import type { Json, JsonObject } from '../../assembly/document';
import { asList, isObject } from '../json';
import { below } from './fault';

/** A value of a body, and the path that it was found at. */
export type Found = readonly [path: string, value: Json];

const NOTHING: readonly Found[] = [];

/** What a body has at a path that names no indices: each block and each item of a list on the way, one by one. */
export function reach(body: JsonObject, path: string, whole = false): readonly Found[] {
  const keys = path.split('.');
  // Nearly every path is one key, or begins with one that is not there.
  const first = body[keys[0] ?? ''];
  if (first === undefined || first === null) return NOTHING;
  let found: readonly Found[] = [[keys[0] ?? '', first]];
  for (const key of keys.slice(1)) {
    found = found.flatMap(([at, value]) =>
      spread([at, value]).flatMap(([here, item]): readonly Found[] => {
        const next = isObject(item) ? item[key] : undefined;
        return next === undefined || next === null ? [] : [[below(here, key), next]];
      }),
    );
    if (found.length === 0) return found;
  }
  return whole ? found : found.flatMap(spread);
}

function spread([path, value]: Found): readonly Found[] {
  if (!Array.isArray(value)) return [[path, value]];
  return asList(value).map((item, index) => [below(path, index), item]);
}
