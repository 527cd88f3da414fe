import type { Json, JsonObject } from '../assembly/document';
import { asList, asNumber, isObject } from '../check/json';
import { fitsGlob } from './glob';
import type { JwtRole } from './jwt-role';

/** What the server knows beside the role, of a token whose signature is good. */
export interface LoginContext {
  /** The issuer that the mount is bound to. */
  readonly issuer: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Seconds that Vault takes where a role says nothing: of a clock that is off, and of a time that a token lacks. */
const SKEW = 60;
const MISSING_TIME = 150;

/** Why a role refuses a token, or undefined where it logs in; in the server's own order. */
export function refusalOf(role: JwtRole, claims: JsonObject, { issuer, now }: LoginContext): string | undefined {
  if (role.type === 'oidc') return 'the role is of type oidc, which no token logs in with';
  const late = timeRefusal(role, claims, now);
  if (late !== undefined) return late;
  if (issuer !== '' && claims['iss'] !== issuer) return 'another issuer';
  if (role.subject !== '' && claims['sub'] !== role.subject) return 'another subject';
  const audience = audienceRefusal(role, claims['aud']);
  if (audience !== undefined) return audience;
  for (const [name, values] of Object.entries(role.claims)) {
    const claim = claimOf(claims, name);
    if (claim === undefined || claim === null) return `the claim ${name} is missing`;
    const actual = Array.isArray(claim) ? asList(claim) : [claim];
    if (!values.some((value) => actual.some((one) => fits(role, value, one)))) return `another ${name}`;
  }
  const user = claimOf(claims, role.userClaim);
  if (typeof user !== 'string' || user === '')
    return `the claim ${role.userClaim} is no text that somebody could be known by`;
  return undefined;
}

/** Whether a role lets a token in. */
export function canLogin(role: JwtRole, claims: JsonObject, context: LoginContext): boolean {
  return refusalOf(role, claims, context) === undefined;
}

/** Only texts equal what a role is bound to: a number never does, however it is written. */
function fits({ glob }: JwtRole, value: string, actual: Json): boolean {
  return typeof actual === 'string' && (glob ? fitsGlob(value, actual) : value === actual);
}

function audienceRefusal({ audiences }: JwtRole, claim: Json | undefined): string | undefined {
  const given = typeof claim === 'string' ? [claim] : asList(claim);
  if (audiences.length === 0) return given.length > 0 ? 'meant for somebody, and the role for nobody' : undefined;
  return given.some((one) => typeof one === 'string' && audiences.includes(one)) ? undefined : 'another audience';
}

function timeRefusal({ leeway }: JwtRole, claims: JsonObject, now: number): string | undefined {
  const [issued = 0, begins = 0, ends = 0] = ['iat', 'nbf', 'exp'].map((name) => asNumber(claims[name]) ?? 0);
  if (issued === 0 && begins === 0 && ends === 0) return 'no time in it';
  const skew = given(leeway.skew, SKEW);
  const end = ends === 0 ? Math.max(issued, begins) + given(leeway.expiration, MISSING_TIME) : ends;
  const begin = begins === 0 ? (issued === 0 ? end - given(leeway.notBefore, MISSING_TIME) : issued) : begins;
  if (now + skew < begin) return 'not good yet';
  if (now - skew > end) return 'expired';
  if (issued !== 0 && now + skew < issued) return 'issued in the future';
  return undefined;
}

function given(leeway: number, usual: number): number {
  return leeway < 0 ? 0 : leeway === 0 ? usual : leeway;
}

/** A claim by its name, or by a JSON pointer. */
function claimOf(claims: JsonObject, name: string): Json | undefined {
  if (!name.startsWith('/')) return claims[name];
  let found: Json | undefined = claims;
  for (const step of name
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')))
    found = isObject(found) ? found[step] : Array.isArray(found) ? asList(found)[Number(step)] : undefined;
  return found;
}
