import { messageOf } from '../errors';
import { isPlain, show } from '../nearest';
import { isWritable } from '../text';
import type { Refuse } from './refuse';

/** Deeper than any fact is; what goes further contains itself. */
const DEPTH_LIMIT = 20;

const FIX = 'facts are plain data: texts, numbers, lists and groups of them';

/** Facts that are no plain data, or that throw where they are read; the other checks look at data only, and don't run without it. */
export function checkPlain(value: unknown, refuse: Refuse, path: readonly string[] = []): boolean {
  const fail = (problem: string): false => {
    refuse(path.join('.'), problem, FIX);
    return false;
  };
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
      return true;
    case 'string':
      return isWritable(value) || fail(`is ${show(value)}, which no file can hold`);
    case 'number':
      return Number.isFinite(value) || fail(`is ${show(value)}`);
    case 'object':
      if (value === null) return true;
      if (path.length > DEPTH_LIMIT) return fail('contains itself');
      return isPlain(value) ? checkMembers(value, refuse, path) : fail(`is ${show(value)}`);
    default:
      return fail(`is ${show(value)}`);
  }
}

function checkMembers(value: object, refuse: Refuse, path: readonly string[]): boolean {
  let plain = true;
  for (const key of Object.keys(value)) {
    const at = [...path, key];
    const read = readOne(value, key);
    if (!isWritable(key)) {
      plain = false;
      refuse(path.join('.'), `has the key ${show(key)}, which no file can hold`, FIX);
    } else if ('thrown' in read) {
      plain = false;
      refuse(at.join('.'), `throws where it is read: ${messageOf(read.thrown)}`, FIX);
    } else if (!checkPlain(read.value, refuse, at)) plain = false;
  }
  return plain;
}

function readOne(value: object, key: string): { readonly value: unknown } | { readonly thrown: unknown } {
  try {
    return { value: (value as Readonly<Record<string, unknown>>)[key] };
  } catch (thrown) {
    return { thrown };
  }
}
