import type { Json } from '../../assembly/document';
import type { Schema, TypeName } from './schema';
import { invalid, shownValue, type Walk } from './walk';

const WORDS: Readonly<Record<TypeName, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

/** Makes a check of a value's type; false where it is another one, so that nothing else is asked of the value. */
export function typeCheck({ type }: Schema): (value: Json, walk: Walk) => boolean {
  if (type === undefined) return () => true;
  const types = typeof type === 'string' ? [type] : type;
  const allowed = types
    .filter((one) => one !== 'null')
    .map((one) => WORDS[one])
    .join(' or ');
  return (value, walk) => {
    for (const one of types) if (isOf(one, value)) return true;
    // The same text twice says nothing: '8080' is a text that looks like a number.
    invalid(walk, `is ${shownValue(value, walk)}, which is not ${allowed}`, `give ${allowed}${hintFor(value, types)}`);
    return false;
  };
}

function isOf(type: TypeName, value: Json): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function hintFor(value: Json, types: readonly TypeName[]): string {
  if (value === null) return ', or leave the field out';
  if (types.includes('string') && typeof value !== 'object') return ': put it in quotes';
  if (typeof value === 'string') return ', without quotes';
  return '';
}
