import * as fc from 'fast-check';
import type { JsonObject } from '../../../lib/assembly/document';
import type { Changes } from './tokens';

/** A role, a token for it, policies and paths: whatever anybody might write, from few words so that they meet. */
export interface GeneratedCase {
  readonly role: JsonObject;
  readonly claims: Changes;
  readonly policies: readonly string[];
  readonly paths: readonly string[];
}

export const ISSUER = 'https://issuer.example';
const AUDIENCES = ['https://vault.example', 'https://other.example'];
const PROJECTS = ['22', '23', '22, 23', '2*', '*'] as const;
const REFS = ['main', 'feature/x', 'feature/*', 'main,feature/x', '*/x', 'm*n'] as const;
const PLACES = ['staging/a', 'staging/ab', 'production/a', 'staging/*', '*/a'] as const;

const maybe = <T>(value: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq });

/** The first word in most cases, so that tokens and roles meet. */
const often = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });

const bound = fc.record(
  {
    project_id: often(...PROJECTS),
    ref: often(...REFS),
    ref_protected: often('true', 'false'),
    environment: often(...PLACES),
    runner_id: fc.constantFrom('9', '*'),
    '/nested/name': fc.constantFrom('a', 'a*'),
  },
  { requiredKeys: [] },
);

const role = fc
  .record({
    role_type: fc.constantFrom(...Array.from({ length: 15 }, () => 'jwt'), 'oidc'),
    bound_audiences: maybe(often([AUDIENCES[0]], [...AUDIENCES], [AUDIENCES[1]]), 12),
    bound_subject: maybe(often('job:a', 'job:b'), 1),
    bound_claims: maybe(bound, 4),
    bound_claims_type: fc.constantFrom('string', 'glob'),
    disable_bound_claims_parsing: fc.boolean(),
    user_claim: often('sub', 'project_id', 'runner_id', 'nobody'),
    expiration_leeway: maybe(fc.constantFrom(0, -1, 900), 1),
    clock_skew_leeway: maybe(fc.constantFrom(0, -1, 900), 1),
    not_before_leeway: maybe(fc.constantFrom(0, -1, 900), 1),
  })
  // The server refuses a role that binds nothing.
  .filter(
    ({ bound_audiences, bound_subject, bound_claims }) =>
      bound_audiences !== undefined || bound_subject !== undefined || Object.keys(bound_claims ?? {}).length > 0,
  );

/** Distances are far from every leeway, so that the time that a test takes decides nothing. */
const claims = fc.record({
  iss: often(ISSUER, 'https://issuer.example/'),
  aud: often<unknown>(AUDIENCES[0], [AUDIENCES[0]], [AUDIENCES[1], 'x'], AUDIENCES[1], undefined),
  sub: often('job:a', 'job:b', undefined),
  exp: often(300, -20, -500, -3000, undefined),
  nbf: often(-10, 20, 500, 3000, undefined),
  iat: often(-10, -3000, 500, undefined),
  project_id: often<unknown>('22', '23', 22, ['22', '24'], '', undefined),
  ref: often('main', 'feature/x', 'feature/x/y', 'main, feature/x', undefined),
  ref_protected: often<unknown>('true', 'false', true),
  environment: often('staging/a', 'staging/ab', 'production/a', undefined),
  runner_id: fc.constantFrom<unknown>(9, '9', undefined),
  nested: fc.constantFrom<unknown>({ name: 'a' }, { name: ['ab'] }, 'a', undefined),
});

const segment = fc.constantFrom('a', 'b', 'ab', 'data', '+');
const place = fc
  .tuple(
    fc.constantFrom('kv', 'kv', '+'),
    fc.array(segment, { maxLength: 3 }),
    fc.constantFrom('', '', '*', '/*', 'a*', '/'),
  )
  .map(([mount, parts, end]) => [mount, ...parts].join('/') + end)
  // The server refuses a star right after a plus sign.
  .filter((path) => !path.includes('+*') && !/\+a\*/.test(path));
const CAPABILITIES = ['create', 'read', 'update', 'patch', 'delete', 'list', 'sudo'];
const rule = fc
  .tuple(
    place,
    fc.oneof(
      { weight: 5, arbitrary: fc.uniqueArray(fc.constantFrom(...CAPABILITIES), { minLength: 1 }) },
      { weight: 1, arbitrary: fc.constant(['deny']) },
    ),
  )
  .map(
    ([path, capabilities]) =>
      `path "${path}" {\n  capabilities = [${capabilities.map((one) => `"${one}"`).join(', ')}]\n}\n`,
  );
const policy = fc.array(rule, { minLength: 1, maxLength: 5 }).map((rules) => rules.join('\n'));
const path = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'ab', 'data', 'aba'), { maxLength: 4 }), fc.constantFrom('', '', '', '/'))
  .map(([parts, end]) => ['kv', ...parts].join('/') + end);

/** The same cases in every run. */
export function generatedCases(count: number): readonly GeneratedCase[] {
  const one = fc.record({
    role,
    claims,
    policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
    paths: fc.uniqueArray(path, { minLength: 6, maxLength: 6 }),
  });
  return fc.sample(one, { seed: 20_261_128, numRuns: count }).map(({ role: given, ...rest }) => ({
    // What is undefined is not written; claims of a case are JSON.
    role: JSON.parse(JSON.stringify(given)) as JsonObject,
    ...rest,
  }));
}
