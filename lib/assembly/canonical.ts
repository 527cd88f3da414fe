import { nameOfClass } from '../nearest';
import type { Json } from './document';

/** Deeper than anything that we emit; what goes further contains itself. */
const DEPTH_LIMIT = 200;

/**
 * Copies plain data with the keys of every object in one order, so that equal data has equal text.
 * Keys are sorted by code unit; those that look like an array index come first, by number, as JavaScript keeps them.
 */
export function canonical(value: unknown): Json {
  return copy(value, []);
}

/** Writes the canonical form of plain data as JSON without blanks. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonical(value));
}

function copy(value: unknown, trail: (string | number)[]): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // Minus zero has no text of its own.
      if (Number.isFinite(value)) return value + 0;
      break;
    case 'object':
      if (value === null) return value;
      if (trail.length > DEPTH_LIMIT) throw new Error(`${placeOf(trail.slice(0, 8))}… contains itself`);
      if (Array.isArray(value)) return copyList(value, trail);
      if (isRecord(value)) return copyObject(value, trail);
      break;
    default:
  }
  throw new Error(`${placeOf(trail)} is ${described(value)}, which is not plain data`);
}

function copyList(list: readonly unknown[], trail: (string | number)[]): Json {
  const result: Json[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (item === undefined) continue;
    trail.push(index);
    result.push(copy(item, trail));
    trail.pop();
  }
  return result;
}

function copyObject(object: { readonly [key: string]: unknown }, trail: (string | number)[]): Json {
  const result: { [key: string]: Json } = {};
  for (const key of sortedKeys(object)) {
    const item = object[key];
    if (item === undefined) continue;
    trail.push(key);
    const copied = copy(item, trail);
    trail.pop();
    if (key === '__proto__') defineOwn(result, key, copied);
    else result[key] = copied;
  }
  return result;
}

/** Assigning to this key would set the prototype instead. */
function defineOwn(object: object, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Most objects are in order already, and looking is cheaper than sorting. */
export function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  let before = '';
  for (const key of keys) {
    if (key < before) return keys.sort();
    before = key;
  }
  return keys;
}

/** True for object literals, of another realm too; false for dates, maps and instances of classes. */
function isRecord(value: object): value is { readonly [key: string]: unknown } {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

function described(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'object' && value !== null) return `an instance of ${nameOfClass(value)}`;
  return `a ${typeof value}`;
}

function placeOf(trail: readonly (string | number)[]): string {
  return trail.length === 0 ? 'the value' : trail.join('.');
}
