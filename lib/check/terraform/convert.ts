import type { Json } from '../../assembly/document';
import { asList, isObject } from '../json';
import { typeName, type TypeConstraint } from './schema';

/** Why a value can't become what its argument is, and where in it; or a field that nothing reads. */
export interface Mismatch {
  /** Path below the argument, empty for the argument itself. */
  readonly path: string;
  readonly expected: string;
  /** A field of an object that is not there, or one that nothing reads; otherwise the value is of another type. */
  readonly field?: 'missing' | 'unread';
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BOOLEANS = new Set(['true', 'false', '1', '0']);

/** Whether a text has parts that Terraform works out, so that nobody knows yet what it becomes. */
export function isTemplate(value: Json | undefined): boolean {
  if (typeof value !== 'string' || !value.includes('{')) return false;
  return /(?:^|[^$])(?:\$\$)*\$\{|(?:^|[^%])(?:%%)*%\{/.test(value);
}

/**
 * Compares a value with a type by Terraform's own conversions: a text that spells a number is a number, a number is
 * a text, null is left out. A null in a list converts too, but the providers refuse it.
 */
export function* mismatches(value: Json, type: TypeConstraint, path = ''): Generator<Mismatch> {
  if (value === null || type === 'dynamic' || isTemplate(value)) return;
  if (typeof type === 'string') {
    if (!isScalar(value, type)) yield { path, expected: `a ${typeName(type)}` };
    return;
  }
  switch (type[0]) {
    case 'map':
      if (!isObject(value)) yield { path, expected: `a ${typeName(type)}` };
      else for (const [key, item] of Object.entries(value)) yield* mismatches(item, type[1], join(path, key));
      return;
    case 'object':
      yield* objectMismatches(value, type[1], path);
      return;
    default:
      if (!Array.isArray(value)) {
        yield { path, expected: `a ${typeName(type)}` };
        return;
      }
      for (const [index, item] of asList(value).entries()) {
        const here = join(path, String(index));
        if (item === null) yield { path: here, expected: `a ${typeName(type[1])}` };
        else yield* mismatches(item, type[1], here);
      }
  }
}

function* objectMismatches(
  value: Json,
  fields: { readonly [name: string]: TypeConstraint },
  path: string,
): Generator<Mismatch> {
  if (!isObject(value)) {
    yield { path, expected: `an object of ${Object.keys(fields).join(', ')}` };
    return;
  }
  for (const [name, type] of Object.entries(fields)) {
    const item = value[name];
    if (item === undefined)
      yield { path: join(path, name), expected: `a ${typeName(type)}, or null`, field: 'missing' };
    else yield* mismatches(item, type, join(path, name));
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name)) continue;
    yield { path: join(path, name), expected: Object.keys(fields).join(', '), field: 'unread' };
  }
}

function isScalar(value: Json, type: 'string' | 'number' | 'bool'): boolean {
  switch (type) {
    case 'string':
      return typeof value !== 'object';
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value));
    case 'bool':
      return typeof value === 'boolean' || (typeof value === 'string' && BOOLEANS.has(value));
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
