import { closest, distance } from 'fastest-levenshtein';

/** The allowed word that was probably meant, or undefined where none is near. */
export function nearest(given: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0) return undefined;
  const candidate = closest(given, allowed);
  return distance(given, candidate) <= Math.max(2, Math.floor(given.length / 3)) ? candidate : undefined;
}

/** A fix that names the nearest allowed word, and all of them. */
export function chooseFix(given: unknown, allowed: readonly string[], otherwise = 'use one of'): string {
  const near = typeof given === 'string' ? nearest(given, allowed) : undefined;
  const list = allowed.length > 0 ? `${otherwise} ${allowed.join(', ')}` : 'nothing is allowed here';
  return near === undefined ? list : `did you mean '${near}'? ${list}`;
}

/** Any value as it can be shown in a message: one line, 80 characters. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : textOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** JSON where there is one; numbers that JSON doesn't know, functions and what contains itself are named. */
function textOf(value: unknown): string {
  // JSON has no text for these.
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object that contains itself';
  }
}
