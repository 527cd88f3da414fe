import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../assembly/document';
import { chooseFix } from '../../nearest';
import { isObject } from '../json';
import { FORMATS } from './formats';
import type { Schema } from './schema';
import { invalid, shownValue, type Check } from './walk';

/** Makes the checks of a value by itself: which values, how long, how large. */
export function valueChecks(schema: Schema): Check[] {
  const { enum: values, pattern, format, minimum, maximum } = schema;
  const checks: Check[] = [];
  if (values !== undefined) checks.push(enumCheck(values));
  if (pattern !== undefined) checks.push(patternCheck(pattern));
  if (format !== undefined) checks.push(formatCheck(format));
  checks.push(...rangeCheck(minimum, maximum, 'number', (value) => (typeof value === 'number' ? value : undefined)));
  checks.push(...rangeCheck(schema.minLength, schema.maxLength, 'characters', lengthOf));
  checks.push(
    ...rangeCheck(schema.minItems, schema.maxItems, 'items', (value) =>
      Array.isArray(value) ? value.length : undefined,
    ),
  );
  checks.push(
    ...rangeCheck(schema.minProperties, schema.maxProperties, 'fields', (value) =>
      isObject(value) ? Object.keys(value).length : undefined,
    ),
  );
  return checks;
}

function enumCheck(values: readonly Json[]): Check {
  const words = values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return (value, walk) => {
    if (values.includes(value) || values.some((one) => isDeepStrictEqual(one, value))) return;
    invalid(walk, `is ${shownValue(value, walk)}, which is not allowed`, chooseFix(value, words));
  };
}

function patternCheck(pattern: string): Check {
  const expected = new RegExp(pattern, 'u');
  return (value, walk) => {
    if (typeof value !== 'string' || expected.test(value)) return;
    invalid(walk, `is ${shownValue(value, walk)}, which does not match ${pattern}`, 'spell it as the pattern says');
  };
}

function formatCheck(format: string): Check {
  const known = FORMATS[format];
  if (known === undefined) throw new Error(`there is no format ${format}`);
  return (value, walk) => {
    if (known.fits(value)) return;
    invalid(walk, `is ${shownValue(value, walk)}, which is not ${known.what}`, `give ${known.what}`);
  };
}

/** A check of what `measure` finds in a value, where there is a bound at all. */
function* rangeCheck(
  least: number | undefined,
  most: number | undefined,
  unit: string,
  measure: (value: Json) => number | undefined,
): Generator<Check> {
  if (least === undefined && most === undefined) return;
  const allowed =
    least === undefined ? `at most ${most ?? ''}` : most === undefined ? `at least ${least}` : `${least} to ${most}`;
  const counted = unit === 'number' ? '' : ` ${unit}`;
  yield (value, walk) => {
    const found = measure(value);
    if (found === undefined || ((least ?? found) <= found && found <= (most ?? found))) return;
    const problem = unit === 'number' ? `is ${found}` : `has ${found}${counted}`;
    invalid(
      walk,
      `${problem}; ${allowed} are allowed`,
      `give ${unit === 'number' ? 'a number, ' : ''}${allowed}${counted}`,
    );
  };
}

/** Characters as the API server counts them, whatever they take in UTF-16. */
function lengthOf(value: Json): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}
