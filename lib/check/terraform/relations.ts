import type { Json, JsonObject } from '../../assembly/document';
import { said } from '../say';
import { isTemplate } from './convert';
import { reach } from './reach';

/** What is wrong between arguments of one block. */
export interface Broken {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** Something that holds between arguments of one block. */
export type Relation = (body: JsonObject) => Broken | undefined;

/** Exactly one of these is there. */
function exactlyOne(...paths: readonly string[]): Relation {
  return (body) => {
    const given = paths.filter((path) => valueOf(body, path) !== undefined);
    const [first, second] = given;
    const list = paths.join(', ');
    if (first === undefined) {
      return { path: paths[0] ?? '', problem: `is missing, and so is every other of ${list}`, fix: 'give one of them' };
    }
    if (second === undefined) return undefined;
    return {
      path: second,
      problem: `is set together with ${first}`,
      fix: `leave one out: exactly one of ${list} is allowed`,
    };
  };
}

/** The first is not greater than the second, where the second is a limit at all: 0 is none. */
function upTo(least: string, most: string): Relation {
  return (body) => {
    const [low, high] = [Number(valueOf(body, least) ?? 0), Number(valueOf(body, most) ?? 0)];
    if (!(high > 0 && low > high)) return undefined;
    return { path: least, problem: `is ${low}, above ${most} ${high}`, fix: `lower it, or raise ${most}` };
  };
}

/** Where an argument has a value, another says nothing. */
function without(when: string, value: Json, path: string, why: string): Relation {
  return (body) => {
    const given = valueOf(body, path);
    if (valueOf(body, when) !== value || given === undefined || given === 0) return undefined;
    return { path, problem: `is ${said(given)} beside ${when} ${said(value)}`, fix: `leave it out: ${why}` };
  };
}

/** What is set at a path: neither null, nor an empty list, nor something that is only known later. */
function valueOf(body: JsonObject, path: string): Json | undefined {
  const [found] = reach(body, path, true);
  const value = found?.[1];
  if (Array.isArray(value) && value.length === 0) return undefined;
  return value;
}

const BATCH = [
  without('token_type', 'batch', 'token_explicit_max_ttl', 'a batch token has no limit beside its token_ttl'),
  without('token_type', 'batch', 'token_period', 'a batch token can not be renewed'),
  without('token_type', 'batch', 'token_num_uses', 'nobody counts the uses of a batch token'),
];

/** What holds between the arguments of a resource type, and what no schema says. */
const RELATIONS: Readonly<Record<string, readonly Relation[]>> = {
  google_iam_workload_identity_pool_provider: [exactlyOne('oidc', 'aws', 'saml', 'x509')],
  vault_mount: [upTo('default_lease_ttl_seconds', 'max_lease_ttl_seconds')],
  vault_jwt_auth_backend: [exactlyOne('oidc_discovery_url', 'jwks_url', 'jwks_pairs', 'jwt_validation_pubkeys')],
  vault_jwt_auth_backend_role: BATCH,
  vault_kubernetes_auth_backend_role: [upTo('token_ttl', 'token_max_ttl'), ...BATCH],
};

/** What holds between the arguments of this type. */
export function relationsOf(type: string): readonly Relation[] {
  return Object.hasOwn(RELATIONS, type) ? (RELATIONS[type] ?? []) : [];
}

/** Every relation of a block that does not hold. */
export function* brokenIn(body: JsonObject, relations: readonly Relation[]): Generator<Broken> {
  for (const relation of relations) {
    const broken = relation(body);
    // A value that Terraform works out may be anything.
    if (broken !== undefined && !isTemplate(valueOf(body, broken.path))) yield broken;
  }
}
