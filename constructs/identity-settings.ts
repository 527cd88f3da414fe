import { isRecord } from '../lib/facts/refuse';
import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import { toMilliseconds, type Duration } from '../lib/units';
import { textsObjection } from './run-settings';
import type { Callee, IdentityProps } from './workload-props';

/** What an account of one's own is needed for: all else, the pods do as themselves. */
export const ACTING_FOR = ['signed-urls', 'domain-wide-delegation', 'api-without-federation'] as const;
/** One of the reasons to act as an account. */
export type ActingFor = (typeof ACTING_FOR)[number];

/** What pods may do at Google, and whether as an account of their own. */
export interface GoogleSettings {
  readonly googleRoles: readonly string[];
  readonly actsFor?: ActingFor;
}

/** Google roles, of the pods themselves or of the account that they act as. */
export function readGoogle(read: Props, given: IdentityProps['google']): GoogleSettings {
  // A program that no type checker has read may give anything.
  const loose: unknown = given;
  if (!isRecord(loose) || Array.isArray(loose)) return { googleRoles: readRoles(read, 'identity.google', loose) };
  read.known('identity.google', loose, ['actAs', 'because', 'roles']);
  const fallback = { value: 'account', because: '' } as const;
  read.take<unknown>('identity.google.actAs', loose['actAs'] ?? '', fallback, (as) =>
    as === 'account'
      ? undefined
      : {
          code: 'VALUE_INVALID',
          problem: `is ${show(as)}`,
          fix: "use 'account', or give roles alone: the pods act as themselves",
        },
  );
  const because = read.take<unknown>(
    'identity.google.because',
    loose['because'] ?? '',
    { value: ACTING_FOR[0], because: '' },
    (reason) =>
      ACTING_FOR.some((one) => one === reason)
        ? undefined
        : {
            code: 'VALUE_INVALID',
            problem: `is ${show(reason)}`,
            fix: chooseFix(reason, ACTING_FOR, 'without one of these, the pods act as themselves:'),
            allowed: ACTING_FOR,
          },
  );
  // What is none of them was refused, and stands for the first.
  const actsFor = ACTING_FOR.find((one) => one === because) ?? ACTING_FOR[0];
  return { googleRoles: readRoles(read, 'identity.google.roles', loose['roles']), actsFor };
}

function readRoles(read: Props, at: string, given: unknown): readonly string[] {
  const fallback = { value: [] as readonly string[], because: 'closed by default: no identity outside the cluster' };
  return read.take<readonly string[]>(at, given as readonly string[] | undefined, fallback, rolesObjection);
}

function rolesObjection(roles: readonly string[]): Objection | undefined {
  const wrong =
    textsObjection(roles) === undefined ? roles.find((role) => !/^roles\/[a-z]+\.[A-Za-z.]+$/.test(role)) : roles;
  if (wrong !== undefined)
    return {
      code: 'VALUE_INVALID',
      problem: `names ${show(wrong)}`,
      fix: "give predefined roles such as 'roles/storage.objectViewer'",
    };
  const twice = roles.find((role, index) => roles.indexOf(role) !== index);
  if (twice !== undefined)
    return { code: 'VALUE_INVALID', problem: `names '${twice}' twice`, fix: 'name each role once' };
  return undefined;
}

const TEN_MINUTES = 600_000;
const HOUR = 3_600_000;

/** Seconds that a token for the internal API lives; undefined where none is asked for. */
export function readInternalApi(
  read: Props,
  given: Duration | undefined,
  calls: readonly Callee[],
): number | undefined {
  if (given === undefined) return undefined;
  const taken = read.take<Duration>('identity.internalApi', given, { value: '1h', because: '' }, (lifetime) => {
    const length = toMilliseconds(lifetime);
    if (length === undefined || length < TEN_MINUTES || length > HOUR || length % 1000 !== 0)
      return {
        code: 'DURATION_INVALID',
        problem: `is ${show(lifetime)}`,
        fix: "give how long a token lives, '10m' to '1h': Kubernetes gives none that is shorter, and nobody needs a longer one",
      };
    if (calls.includes('gitlab-api')) return undefined;
    return {
      code: 'INTERNAL_API_NOT_CALLED',
      problem: 'asks for a token of the internal API, which the workload may not call',
      fix: "add 'gitlab-api' to calls, or leave the token out",
    };
  });
  return (toMilliseconds(taken) ?? HOUR) / 1000;
}
