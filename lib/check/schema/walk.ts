import type { Json } from '../../assembly/document';
import { said } from '../say';
import { secretShape } from '../secret-shapes';
import type { Fault } from './fault';

/** Where a check is, and what was found so far. */
export interface Walk {
  /** Fields and indices from the root; changed in place. */
  readonly path: (string | number)[];
  readonly faults: Fault[];
}

/** Looks at one value; what is wrong with it and with all below it goes to the walk. */
export type Check = (value: Json, walk: Walk) => void;

/** What holds the entries of a Secret or a ConfigMap. */
const ENTRIES = new Set<string | number | undefined>(['data', 'stringData', 'binaryData']);
/** Fields that a secret may be written into, against all rules. */
const DELICATE = new Set<string | number>(['value', 'args', 'command']);

/** Notes a value that can't be. */
export function invalid(walk: Walk, problem: string, fix: string, ...below: readonly (string | number)[]): void {
  walk.faults.push({ unknown: false, path: shownPath([...walk.path, ...below]), problem, fix });
}

/** A path as it may be told: it ends before a key that looks like a secret. */
export function shownPath(path: readonly (string | number)[]): string {
  const secret = path.findIndex((step) => typeof step === 'string' && secretShape(step) !== undefined);
  return (secret < 0 ? path : path.slice(0, secret)).join('.');
}

/** A value as it may be told where the walk is: short, and not at all where it could be a secret. */
export function shownValue(value: Json, { path }: Walk): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const delicate = ENTRIES.has(path[0]) || path.some((step) => DELICATE.has(step));
  if (!delicate || value === null) return said(value);
  return typeof value === 'string' ? `a text of ${value.length} characters` : `a ${typeof value}`;
}
