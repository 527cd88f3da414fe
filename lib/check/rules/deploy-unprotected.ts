import type { Document, JsonObject } from '../../assembly/document';
import { claimsOf } from '../../vault/condition';
import { canLogin } from '../../vault/jwt-login';
import { jwtRoleOf, type JwtRole } from '../../vault/jwt-role';
import type { Objection } from '../finding';
import { factsOf, resourcesOf } from '../fleet';
import { asText, at, block } from '../json';
import type { Rule } from '../rule';
import { said } from '../say';
import { celFault } from '../terraform/cel';

/** What no job may say that production lets in, and what it means. */
const UNPROTECTED: readonly (readonly [claim: string, value: string, means: string])[] = [
  ['ref_protected', 'false', 'a job of an unprotected ref'],
  ['ref_type', 'tag', 'a job of a tag'],
  ['environment_protected', 'false', 'a job of an environment that anybody may deploy to'],
];

/** Makes sure that production is deployed from protected refs, and every environment by the project that its facts name. */
export const deployUnprotected: Rule = {
  code: 'DEPLOY_UNPROTECTED',
  severity: 'error',
  title: 'jobs of the deploy project alone log in, in production those of protected refs and environments alone',
  requirement: 'R300',
  scope: 'environment',
  *check(assembly) {
    const facts = factsOf(assembly).object;
    const project = asText(at(facts, 'gitlab', 'deployProject')) ?? '';
    const strict = facts['tier'] === 'production';
    for (const role of resourcesOf(assembly, 'vault_jwt_auth_backend_role')) {
      if (role.object['bound_claims'] !== undefined) yield* roleFaults(role, project, strict);
    }
    const issuer = asText(at(facts, 'gitlab', 'url'));
    for (const provider of resourcesOf(assembly, 'google_iam_workload_identity_pool_provider')) {
      if (asText(block(provider.object['oidc'])['issuer_uri']) !== issuer) continue;
      yield* conditionFaults(provider, project, strict);
    }
  },
};

function* roleFaults({ id, object }: Document, project: string, strict: boolean): Generator<Objection> {
  const role = jwtRoleOf(object);
  const token = fittingToken(role);
  const bound = role.claims['project_id'];
  const stranger = bound?.find((value) => value !== project);
  // No project at all is VAULT_AUDIENCE_MISMATCH.
  if (stranger !== undefined)
    yield {
      document: id,
      path: 'bound_claims.project_id',
      problem: `is ${said(stranger)}, a project that nobody knows`,
      fix: `bind ${project}, the deploy project of the environment`,
    };
  if (!strict) return;
  for (const [claim, value, means] of UNPROTECTED) {
    if (!canLogin(role, { ...token, [claim]: value }, { issuer: '', now: 0 })) continue;
    const fix = `bind ${claim} to '${value === 'tag' ? 'branch' : 'true'}'`;
    yield { document: id, path: `bound_claims.${claim}`, problem: `lets ${means} log in`, fix };
  }
}

/** A token that a role lets in, with the first value of everything that it is bound to. */
function fittingToken(role: JwtRole): JsonObject {
  const claims = Object.entries(role.claims).map(([claim, [value = '']]) => [claim, value] as const);
  const sub = role.subject === '' ? 'somebody' : role.subject;
  return { sub, aud: [...role.audiences], exp: 60, [role.userClaim]: 'x', ...Object.fromEntries(claims) };
}

function* conditionFaults({ id, object }: Document, project: string, strict: boolean): Generator<Objection> {
  const path = 'attribute_condition';
  const condition = asText(object[path]) ?? '';
  // None, or what is no expression, is IDENTITY_PROVIDER_UNSAFE.
  if (condition === '' || celFault(condition, ['assertion', 'attribute', 'google']) !== undefined) return;
  const asked = claimsOf(condition);
  const bound = asked.get('project_id');
  if (bound !== project) {
    const problem =
      bound === undefined ? 'lets in jobs of any project' : `names ${said(bound)}, a project that nobody knows`;
    yield { document: id, path, problem, fix: `ask for assertion.project_id == "${project}"` };
  }
  if (!strict) return;
  for (const [claim, value, means] of UNPROTECTED) {
    const wanted = value === 'tag' ? 'branch' : 'true';
    if (asked.get(claim) === wanted) continue;
    yield { document: id, path, problem: `lets ${means} in`, fix: `ask for assertion.${claim} == "${wanted}"` };
  }
}
