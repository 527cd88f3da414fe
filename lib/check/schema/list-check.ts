import { canonicalText } from '../../assembly/canonical';
import type { Json } from '../../assembly/document';
import { asList, isObject } from '../json';
import { said } from '../say';
import type { Schema } from './schema';
import { invalid, type Check } from './walk';

/** Makes a check that no item of a list stands there twice, or undefined where a list may repeat itself. */
export function listCheck(list: Schema, item: Schema): Check | undefined {
  const { 'x-kubernetes-list-type': kind, 'x-kubernetes-list-map-keys': keys = [] } = list;
  if (kind === 'set') return noneTwice((value) => (value === null ? undefined : textOf(value)), 'value');
  if (kind !== 'map' || keys.length === 0) return undefined;
  const defaults = keys.map((key) => item.properties?.[key]?.default);
  const keyOf = (value: Json): string | undefined => {
    if (!isObject(value)) return undefined;
    const parts = keys.map((key, index) => value[key] ?? defaults[index]);
    // What has no key is reported for that; a field that may be missing counts as missing in both.
    return parts.every((part) => part === undefined) ? undefined : parts.map((part) => textOf(part)).join(', ');
  };
  return noneTwice(keyOf, keys.join(' and '));
}

function noneTwice(keyOf: (value: Json) => string | undefined, name: string): Check {
  return (value, walk) => {
    const items = asList(value);
    if (items.length < 2) return;
    const first = new Map<string, number>();
    for (const [index, item] of items.entries()) {
      const key = keyOf(item);
      if (key === undefined) continue;
      const before = first.get(key);
      if (before === undefined) first.set(key, index);
      else {
        const problem = `has the ${name} of item ${before}: ${said(key)}`;
        invalid(walk, problem, 'keep one of them: the API server refuses the second', index);
      }
    }
  };
}

function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '-' : canonicalText(value);
}
