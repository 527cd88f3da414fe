import type { Versions } from './profile';

/** A version as servers are numbered, without what comes before and after the numbers. */
export type ServerVersion = `${number}.${number}`;

const VERSION = /^\d{1,4}(?:\.\d{1,4}){1,2}$/;

/** Whether a value is the number of a version: two or three numbers, `0.9.2`. */
export function isVersion(value: unknown): value is ServerVersion {
  return typeof value === 'string' && VERSION.test(value);
}

/** Below 0 where one version is older than another, 0 where they are the same as far as both are told. */
function compareTold(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((number, place) => number !== (other[place] ?? number));
  return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number);

/** Whether a version is older than another, as far as it is told: `0.10` may be any of its line, and is not older than 0.10.1. */
export function isOlder(version: string, than: string): boolean {
  return compareTold(numbersOf(version), numbersOf(than)) < 0;
}

/** Whether a version is among those that know something, whichever of its line it is: `0.9` may be 0.9.0, which is before 0.9.2. */
export function knows(version: string, { since, until }: Versions): boolean {
  const first = [...numbersOf(version), 0].slice(0, 3);
  if (since !== undefined && compareTold(first, numbersOf(since)) < 0) return false;
  return until === undefined || isOlder(version, until);
}
