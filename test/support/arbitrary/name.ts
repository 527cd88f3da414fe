import * as fc from 'fast-check';

/** Names of this library and of clusters, which nobody else may take. */
const TAKEN = new Set(
  'platform taxiway taxiway-system default rails sidekiq gitlab gitlab-api internet deploy grants objects workloads namespace constructor api'.split(
    ' ',
  ),
);

/** Names that are right: lower case, digits and single hyphens, a letter first. */
export function legalName(most: number): fc.Arbitrary<string> {
  return fc
    .oneof(
      { arbitrary: fc.stringMatching(/^[a-z](?:-?[a-z0-9]){0,7}$/), weight: 4 },
      { arbitrary: fc.constantFrom('vllm', 'a', 'x-1', 'kubernetes', 'service', 'true', 'null', 'on', 'y'), weight: 1 },
      { arbitrary: fc.integer({ min: 0, max: 99 }).map((tail) => longName(most, tail)), weight: 1 },
    )
    .map((name) => name.slice(0, most).replace(/-+$/, ''))
    .filter((name) => !TAKEN.has(name) && !/^(?:kube|gke)-/.test(name));
}

/** As long as is allowed, and the same as others but for its end: what is cut may meet. */
function longName(most: number, tail: number): string {
  const digits = String(tail).padStart(2, '0');
  return `${'long-name-of-a-service-that-goes-on-and-on-and-on-and-on'.slice(0, most - 2).replace(/-$/, 'n')}${digits}`;
}

/** Names that are nearly right. */
export const NEARLY_NAMES: readonly unknown[] = [
  '',
  ' ',
  'Upper',
  'under_score',
  '-a',
  'a-',
  'a--b',
  '1a',
  'a.b',
  'a/b',
  '../a',
  'a b',
  'é',
  'a\n',
  'a,b',
  '\ud800',
  '${a}',
  'platform',
  'default',
  'rails',
  'kube-system',
  'gke-a',
  'constructor',
  '__proto__',
  'toString',
  'hasownproperty',
  'x'.repeat(28),
  'x'.repeat(31),
  'x'.repeat(3_000),
  undefined,
  null,
  0,
  NaN,
  true,
  1n,
  [],
  ['a'],
  {},
  Symbol('name'),
];
