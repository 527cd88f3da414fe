import type { Json } from '../assembly/document';
import { show } from '../nearest';
import { secretShape } from './secret-shapes';

/** A value as a finding may show it: short, and never where it looks like a secret. */
export function said(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const kind = secretShape(typeof value === 'string' ? value : JSON.stringify(value));
  return kind === undefined ? show(value) : `${kind}, which is not shown`;
}

/** What a field is, for the beginning of a problem: its value, or that it is missing. */
export function state(value: Json | undefined): string {
  return value === undefined ? 'is missing' : `is ${said(value)}`;
}
