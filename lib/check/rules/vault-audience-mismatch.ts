import type { Assembly } from '../../assembly/assembly';
import type { Document, JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { factsOf, objectsOf, resourcesOf } from '../fleet';
import { asNumber, asObject, asText, asTexts, at } from '../json';
import type { Rule } from '../rule';
import { said, state } from '../say';
import { groupBy } from '../stacks';

/** Claims that say whose job or pod it is; an audience alone anybody can ask for. */
const OWNING = ['project_id', 'namespace_id'];

/** A login that a document asks Vault for. */
interface Login {
  readonly store: Document;
  readonly key: string;
  readonly audiences: readonly string[];
  /** How it logs in. */
  readonly login: 'jwt' | 'kubernetes';
}

/** Makes sure that each Vault role lets in the tokens that are asked for, and no others. */
export const vaultAudienceMismatch: Rule = {
  code: 'VAULT_AUDIENCE_MISMATCH',
  severity: 'error',
  title: 'every Vault role is bound to one identity and to the audience that its tokens have',
  requirement: 'R300',
  scope: 'environment',
  *check(assembly) {
    const roles = resourcesOf(assembly, 'vault_jwt_auth_backend_role');
    const logins = loginsOf(assembly);
    const byKey = groupBy(logins, ({ key }) => key);
    const policies = new Set(resourcesOf(assembly, 'vault_policy').map(({ object }) => asText(object['name'])));
    const usual = asText(at(factsOf(assembly).object, 'vault', 'address')) ?? '';
    for (const { id, object } of roles) {
      const asking = byKey.get(keyOf(object['backend'], object['role_name'])) ?? [];
      const audiences = asking.length === 0 ? [usual] : asking.flatMap((login) => login.audiences);
      for (const fault of [
        ...audienceFaults(object, audiences),
        ...boundFaults(object),
        ...tokenFaults(object, policies),
      ]) {
        yield { document: id, ...fault };
      }
    }
    const reviewed = resourcesOf(assembly, 'vault_kubernetes_auth_backend_role');
    const known = new Set([...roles, ...reviewed].map(({ object }) => keyOf(object['backend'], object['role_name'])));
    for (const { store, key, login } of logins) {
      if (known.has(key)) continue;
      const path = `spec.provider.vault.auth.${login}.role`;
      yield {
        document: store.id,
        path,
        problem: `asks for the role ${key}, which no document makes`,
        fix: 'name the role of the grants',
      };
    }
    for (const { id, object } of reviewed) {
      const asking = byKey.get(keyOf(object['backend'], object['role_name'])) ?? [];
      const audiences = asking.flatMap((login) => login.audiences);
      for (const fault of [...kubernetesFaults(object, audiences), ...tokenFaults(object, policies)])
        yield { document: id, ...fault };
    }
  },
};

type Fault = Omit<Objection, 'document'>;

function keyOf(backend: JsonObject[string] | undefined, role: JsonObject[string] | undefined): string {
  return `auth/${asText(backend) ?? ''}/role/${asText(role) ?? ''}`;
}

function loginsOf(assembly: Assembly): readonly Login[] {
  return objectsOf(assembly, 'SecretStore').flatMap((store) => {
    const { jwt, kubernetes } = asObject(at(store.object, 'spec', 'provider', 'vault', 'auth'));
    const { path, role, kubernetesServiceAccountToken } = asObject(jwt);
    const { mountPath, role: reviewed, serviceAccountRef } = asObject(kubernetes);
    const tokens = asTexts(at(kubernetesServiceAccountToken, 'audiences'));
    const asked = asTexts(at(serviceAccountRef, 'audiences'));
    return [
      ...(jwt === undefined ? [] : [{ store, key: keyOf(path, role), audiences: tokens, login: 'jwt' } as const]),
      ...(kubernetes === undefined
        ? []
        : [{ store, key: keyOf(mountPath, reviewed), audiences: asked, login: 'kubernetes' } as const]),
    ];
  });
}

function* audienceFaults(role: JsonObject, asked: readonly string[]): Generator<Fault> {
  if (role['role_type'] !== 'jwt') {
    const problem = `${state(role['role_type'])}; 'jwt' is allowed, and the provider's own default is 'oidc'`;
    yield { path: 'role_type', problem, fix: "write 'jwt' out" };
  }
  const bound = asTexts(role['bound_audiences']);
  const missing = asked.filter((audience) => !bound.includes(audience));
  const surplus = bound.filter((audience) => !asked.includes(audience));
  if (bound.length > 0 && missing.length === 0 && surplus.length === 0) return;
  const problem = `${state(bound)}; the tokens ask for ${said(asked)}, letter by letter`;
  yield {
    path: 'bound_audiences',
    problem,
    fix: `bind ${listed(asked)}, as roles and tokens get it from the address of the Vault`,
  };
}

/** Audiences in quotes, as they are typed. */
function listed(audiences: readonly string[]): string {
  return audiences.map(said).join(' and ');
}

function* boundFaults(role: JsonObject): Generator<Fault> {
  const claims = asObject(role['bound_claims']);
  const owned = OWNING.some((claim) => (asText(claims[claim]) ?? '') !== '');
  if ((asText(role['bound_subject']) ?? '') === '' && !owned) {
    const problem = `names neither bound_subject nor ${OWNING.join(' nor ')}`;
    yield {
      path: 'bound_claims',
      problem,
      fix: 'bind one identity: an audience alone lets in everybody who asks for it',
    };
  }
  const type = role['bound_claims_type'];
  if (type !== undefined && type !== 'string') {
    const fix = "use 'string': a pattern crosses slashes and holds for every claim";
    yield { path: 'bound_claims_type', problem: `${state(type)}; 'string' is allowed`, fix };
  }
  for (const [claim, value] of Object.entries(claims)) {
    const path = `bound_claims.${claim}`;
    // A list or an object is ARGUMENT_INVALID.
    if (typeof value === 'object') continue;
    if (typeof value !== 'string' || value === '') {
      yield { path, problem: `${state(value)}, which no claim equals`, fix: 'bind claims that are texts' };
    } else if (value.includes(',') && role['disable_bound_claims_parsing'] !== true) {
      const fix = 'set disable_bound_claims_parsing: the provider splits a value at its commas';
      yield { path, problem: `${state(value)}, which becomes several values`, fix };
    }
  }
}

function* tokenFaults(role: JsonObject, policies: ReadonlySet<string | undefined>): Generator<Fault> {
  const given = asTexts(role['token_policies']);
  const [policy] = given;
  if (given.length !== 1 || !policies.has(policy)) {
    const problem = `${state(given)}; exactly one policy that a document makes is allowed`;
    yield { path: 'token_policies', problem, fix: 'give the policy of the same name' };
  }
  const ttl = asNumber(role['token_ttl']) ?? 0;
  const most = asNumber(role['token_max_ttl']) ?? 0;
  if (ttl <= 0 || most < ttl) {
    const problem = `is ${ttl || 'missing'} with a maximum of ${most || 'nothing'}`;
    yield { path: 'token_ttl', problem, fix: 'name both in seconds, the maximum at least as long' };
  }
  if (role['token_no_default_policy'] !== true) {
    const fix = 'set it to true: a token gets nothing that is not written out here';
    yield {
      path: 'token_no_default_policy',
      problem: `${state(role['token_no_default_policy'])}; true is allowed`,
      fix,
    };
  }
}

function* kubernetesFaults(role: JsonObject, asked: readonly string[]): Generator<Fault> {
  const audience = asText(role['audience']) ?? '';
  const stranger = asked.find((one) => one !== audience);
  if (audience !== '' && stranger !== undefined) {
    const problem = `${state(audience)}; the tokens ask for ${said(stranger)}, letter by letter`;
    yield {
      path: 'audience',
      problem,
      fix: `bind ${said(stranger)}, as roles and tokens get it from the address of the Vault`,
    };
  }
  if (audience === '') {
    yield {
      path: 'audience',
      problem: 'is missing',
      fix: 'name the audience of the tokens: without one any token logs in',
    };
  }
  for (const path of ['bound_service_account_names', 'bound_service_account_namespaces']) {
    const bound = asTexts(role[path]);
    // A star anywhere is a pattern to Vault.
    if (bound.length > 0 && !bound.some((name) => name.includes('*'))) continue;
    yield { path, problem: state(bound), fix: 'name the service account and its namespace' };
  }
}
