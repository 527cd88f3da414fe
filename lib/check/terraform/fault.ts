import type { Json } from '../../assembly/document';
import { isObject } from '../json';
import { said } from '../say';

/** What is wrong with one place in a block, before a rule makes it an objection. */
export interface Fault {
  readonly code: 'ARGUMENT_UNKNOWN' | 'ARGUMENT_INVALID';
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** A fault of its shape or its value. */
export function invalid(path: string, problem: string, fix: string): Fault {
  return { code: 'ARGUMENT_INVALID', path, problem, fix };
}

/** A fault of its name. */
export function unknown(path: string, problem: string, fix: string): Fault {
  return { code: 'ARGUMENT_UNKNOWN', path, problem, fix };
}

/** A dotted path with one more step. */
export function below(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

/** What a value is, without repeating one that its argument keeps secret. */
export function shown(value: Json | undefined, secret = false): string {
  if (!secret) return `is ${said(value)}`;
  return `is ${Array.isArray(value) ? 'a list' : isObject(value) ? 'an object' : `a ${typeof value}`}, which is not shown`;
}
