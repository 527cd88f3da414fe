import { createPublicKey } from 'node:crypto';
import type { Json } from '../../assembly/document';
import { isObject } from '../json';

/** What a value has to be, beyond its type. */
export interface Predicate {
  /** What is allowed, as the end of "use …". */
  readonly allowed: string;
  holds(value: Json): boolean;
  /** Whether a list is looked at as one, instead of item by item. */
  readonly whole?: true;
}

/** A value as Terraform turns it into a text; what it can't turn into one is ARGUMENT_INVALID, and nothing is said of it here. */
function textOf(value: Json): string | undefined {
  return typeof value === 'object' ? undefined : String(value);
}

/** One of these words, letter by letter. */
export function oneOf(...words: readonly string[]): Predicate {
  return {
    allowed: words.map((word) => `'${word}'`).join(', '),
    holds: (value) => typeof value === 'string' && words.includes(value),
  };
}

/** A number, or a text that spells one, that is not smaller. */
export function atLeast(least: number): Predicate {
  return { allowed: `${least} or more`, holds: (value) => !(Number(textOf(value)) < least) };
}

/** A text of this shape, which `allowed` puts into words. */
export function shaped(pattern: RegExp, allowed: string): Predicate {
  return {
    allowed,
    holds: (value) => {
      const text = textOf(value);
      return text === undefined || pattern.test(text);
    },
  };
}

/** Public keys in PEM, one after the other, without a blank line or a newline around them. */
export const trimmedPublicKey: Predicate = {
  allowed:
    'a public key or certificate in PEM, without a newline at its end: the server trims it, and every plan differs',
  holds: (value) => {
    if (typeof value !== 'string' || value !== value.trim()) return false;
    try {
      createPublicKey(value);
      return true;
    } catch {
      return false;
    }
  },
};

/** An object in which something is set. */
export const notAllNull: Predicate = {
  allowed: 'an object in which something is set',
  holds: (value) => !isObject(value) || Object.values(value).some((item) => item !== null),
};
