import { closest, distance } from 'fastest-levenshtein';

/** The allowed word that was probably meant, or undefined where none is near. */
export function nearest(given: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0) return undefined;
  const candidate = closest(given, allowed);
  return distance(given, candidate) <= Math.max(2, Math.floor(given.length / 3)) ? candidate : undefined;
}

/** So many allowed words are named; nobody reads a longer list. */
const NAMED = 40;

/** A fix that names the nearest allowed word, and all of them. */
export function chooseFix(given: unknown, allowed: readonly string[], otherwise = 'use one of'): string {
  const near = typeof given === 'string' ? nearest(given, allowed) : undefined;
  const more = allowed.length > NAMED ? `, and ${allowed.length - NAMED} more` : '';
  const words = allowed.slice(0, NAMED).map((word) => oneLine(word));
  const list = allowed.length > 0 ? `${otherwise} ${words.join(', ')}${more}` : 'nothing is allowed here';
  return near === undefined ? list : `did you mean '${near}'? ${list}`;
}

const UNSHOWN = 'an object that no text can hold';
/** The longest that a value is shown. */
const SHOWN = 80;
/** What would break a line, end a text, or look like nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Any value as it can be shown in a message: one line, 80 characters. */
export function show(value: unknown): string {
  return oneLine(typeof value === 'string' ? `'${value}'` : textOf(value));
}

/** A text as it can stand in a message: one line, 80 characters unless it may have more. */
export function oneLine(text: string, most = SHOWN): string {
  const short = text.length > most ? `${text.slice(0, most - 3).replace(/[\ud800-\udbff]$/, '')}...` : text;
  return short.replaceAll(INVISIBLE, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name as it can stand in a place, whatever was given as one. */
export function shownName(name: unknown): string {
  return typeof name === 'string' && name.trim() !== '' ? oneLine(name) : show(name);
}

/** JSON where there is one; everything that JSON doesn't know is named. */
function textOf(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : textOfObject(value);
    default:
      return String(value);
  }
}

function textOfObject(value: object): string {
  try {
    if (!isPlain(value)) return `an object of class ${nameOfClass(value)}`;
    // A toJSON may give nothing, whatever the types say.
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : UNSHOWN;
  } catch (error) {
    // What contains a number too large for JSON, or throws where it is read, has no text either.
    return error instanceof TypeError && error.message.includes('circular')
      ? 'an object that contains itself'
      : UNSHOWN;
  }
}

/** Whether a value is a list or a group of others, and no date, map or instance of a class; in any realm. */
export function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What an object calls its class. */
export function nameOfClass(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'no name';
}
