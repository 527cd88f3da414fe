import { sortedKeys } from '../assembly/canonical';
import type { Json } from '../assembly/document';

/** What an engine makes of data that says nothing. */
export interface PlainOptions {
  /** cdk8s leaves them out, Terraform takes them for "not set". */
  readonly nulls: 'keep' | 'drop';
  /** Lists and maps without an entry. */
  readonly empty: 'keep' | 'drop';
}

/** Stands for data that an engine has to look at: a token, a lazy value, an instance of a class. */
export const FOREIGN = Symbol('not plain data');

/**
 * Copies plain data in canonical form: keys in order, nothing undefined.
 * Gives `FOREIGN` where anything in it isn't plain, and undefined where nothing of it is left.
 */
export function copyPlain(value: unknown, options: PlainOptions): Json | undefined | typeof FOREIGN {
  switch (typeof value) {
    case 'string':
      return isToken(value) ? FOREIGN : value;
    case 'number':
      // A very small number is a token; minus zero has no text of its own.
      return Number.isFinite(value) && value > -1e280 ? value + 0 : FOREIGN;
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      if (value === null) return options.nulls === 'keep' ? null : undefined;
      return Array.isArray(value) ? copyList(value, options) : copyObject(value, options);
    default:
      return FOREIGN;
  }
}

function copyList(list: readonly unknown[], options: PlainOptions): Json[] | undefined | typeof FOREIGN {
  const copy: Json[] = [];
  for (const item of list) {
    const plain = copyPlain(item, options);
    // What an engine makes of a hole depends on the engine.
    if (plain === FOREIGN || plain === undefined) return FOREIGN;
    copy.push(plain);
  }
  return copy.length === 0 && options.empty === 'drop' ? undefined : copy;
}

function copyObject(object: object, options: PlainOptions): { [key: string]: Json } | undefined | typeof FOREIGN {
  if (Object.getPrototypeOf(object) !== Object.prototype) return FOREIGN;
  const copy: { [key: string]: Json } = {};
  let count = 0;
  for (const key of sortedKeys(object)) {
    if (key === '__proto__' || key === 'constructor' || isToken(key)) return FOREIGN;
    const plain = copyPlain((object as { readonly [key: string]: unknown })[key], options);
    if (plain === FOREIGN) return FOREIGN;
    if (plain === undefined) continue;
    copy[key] = plain;
    count += 1;
  }
  return count === 0 && options.empty === 'drop' ? undefined : copy;
}

/** Whether a text holds a token of cdktf, or a number that is one. */
function isToken(text: string): boolean {
  return text.includes('TfToken[') || (text.includes('e+2') && /e\+2\d\d/.test(text));
}
