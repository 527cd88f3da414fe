import type { Json } from '../../assembly/document';
import type { Objection } from '../finding';
import { objectsOf } from '../fleet';
import { at, isObject } from '../json';
import type { Rule } from '../rule';

/** Terraform types that make or hold a credential which lives until somebody takes it back. */
const KEYS = new Set([
  'google_service_account_key',
  'google_storage_hmac_key',
  'google_apikeys_key',
  'vault_token',
  'vault_approle_auth_backend_role_secret_id',
  'vault_approle_auth_backend_login',
  'vault_generic_secret',
  'vault_kv_secret',
  'vault_kv_secret_v2',
  'tls_private_key',
  'random_password',
]);
/** Ways of a store to log in with something that is kept somewhere. */
const STATIC = /^(?:tokenSecretRef|secretRef|secretIdRef|appRole|userPass|ldap|cert|iam|.*SecretRef)$/;

/** Makes sure that everything logs in by a short-lived token of its own, and that no key is made anywhere. */
export const noKeyResource: Rule = {
  code: 'NO_KEY_RESOURCE',
  severity: 'error',
  title: 'no key, no static token and no long-lived login is made or kept',
  requirement: 'R300',
  scope: 'environment',
  *check(assembly) {
    for (const { id, domain, kind } of assembly.documents) {
      const type = kind.replace(/^(?:resource|data|ephemeral)\./, '');
      if (domain !== 'terraform' || !KEYS.has(type)) continue;
      const fix = 'leave it out: pods and jobs log in by OIDC, and values are written to Vault by their owners';
      yield { document: id, problem: `is a ${type}, a credential that ends up in the state and lives on`, fix };
    }
    for (const store of objectsOf(assembly, 'SecretStore', 'ClusterSecretStore')) {
      const provider = at(store.object, 'spec', 'provider');
      if (provider !== undefined) yield* staticLogins(store.id, provider, ['spec', 'provider']);
    }
    for (const secret of objectsOf(assembly, 'Secret')) {
      if (secret.object['type'] !== 'kubernetes.io/service-account-token') continue;
      const problem = 'keeps a token of a service account that never ends';
      yield { document: secret.id, path: 'type', problem, fix: 'leave it out: tokens are projected, and short' };
    }
  },
};

function* staticLogins(document: string, value: Json, path: readonly string[]): Generator<Objection> {
  if (!Array.isArray(value) && !isObject(value)) return;
  for (const [key, item] of Object.entries(value) as [string, Json][]) {
    if (isObject(value) && STATIC.test(key)) {
      const fix = 'use jwt with kubernetesServiceAccountToken: the store asks for a short token each time';
      yield {
        document,
        path: [...path, key].join('.'),
        problem: `logs in by ${key}, which has to be kept somewhere`,
        fix,
      };
    } else yield* staticLogins(document, item, [...path, key]);
  }
}
