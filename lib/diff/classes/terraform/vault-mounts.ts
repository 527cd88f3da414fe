import { documentsOf } from '../../../assembly/find';
import type { Document } from '../../../assembly/document';
import { asText } from '../../../check/json';
import { isPattern } from '../../../check/vault-path';
import { policyOf } from '../../../check/vault-policy';
import { listed, shown, type Situation } from '../sentence';
import type { Judge, LeafSituation, Sides } from '../table';
import {
  all,
  availability,
  dataLoss,
  member,
  neutral,
  observability,
  scaled,
  security,
  switched,
  when,
} from '../vocabulary';
import type { ResourceClasses } from './resource';

const lease = (what: string): Judge<LeafSituation> =>
  scaled(`{it}: ${what} is {after:s} instead of {before:s}`, {
    up: [security.wider],
    down: [security.narrower],
  });

/** Audit logs hold hashes, but for what is named here. */
const unhashed = member<LeafSituation>({
  added: security.wider('{after} of {it} stands in the audit log as it is, and not as a hash'),
  removed: security.narrower('{before} of {it} stands in the audit log as a hash'),
});

/** Any mount. */
const ANY: Readonly<Record<string, Judge<LeafSituation>>> = {
  local: availability.other('{it} is copied to other clusters: {after}, was {before}'),
  namespace: security.other('{it} is in the namespace {after} instead of {before}'),
};

/** What mounts of secrets say themselves, and logins in a block. */
const TUNED: Readonly<Record<string, Judge<LeafSituation>>> = {
  audit_non_hmac_request_keys: unhashed,
  audit_non_hmac_response_keys: unhashed,
  listing_visibility: security.other('who may see that {it} is there: {after} instead of {before}'),
  passthrough_request_headers: security.other('{it} sees the header {after}, was {before}'),
  allowed_response_headers: security.other('{it} answers with the header {after}, was {before}'),
};

/** The secrets of a mount that some policy names one by one. */
function secretsUnder({ object }: Document, { base }: Sides): number {
  const prefix = `${asText(object['path']) ?? ''}/data/`;
  const found = new Set<string>();
  for (const document of documentsOf(base, 'terraform', 'resource.vault_policy'))
    for (const { path } of policyOf(document) ?? []) if (path.startsWith(prefix) && !isPattern(path)) found.add(path);
  return found.size;
}

const secrets = (situation: LeafSituation): string => {
  const count = secretsUnder(situation.documents.before, situation.sides);
  const those = count === 1 ? 'the one secret that is' : `the ${count} secrets that are`;
  return count === 0 ? 'what is in it' : `${those} declared under it`;
};

/** Who logs in at a mount, by the names of its roles. */
function loginsAt(situation: LeafSituation): string {
  const path = asText(situation.documents.before.object['path']);
  const services = new Set<string>();
  for (const { kind, object, service } of documentsOf(situation.sides.base, 'terraform'))
    if (kind.endsWith('_auth_backend_role') && object['backend'] === path && service !== undefined)
      services.add(service);
  const names = [...services].sort();
  if (names.length === 0) return '';
  const rest = names.length > 5 ? [`${names.length - 5} more`] : [];
  return ` of ${listed([...names.slice(0, 5).map((name) => shown(name)), ...rest])}`;
}

const movedLogin: Judge<LeafSituation> = all(
  availability.less<LeafSituation>(
    (situation) =>
      `the Vault login moves from {before} to {after}: tokens and leases are revoked, and no login${loginsAt(situation)} works until its roles are made anew`,
  ),
);

const AUTH: Readonly<Record<string, Judge<LeafSituation>>> = {
  ...ANY,
  path: movedLogin,
  type: security.other('{it} is of type {after} instead of {before}'),
  disable_remount: switched({
    unset: false,
    on: availability.less('{it} is destroyed and made anew where its path changes, and not moved'),
    off: availability.more('{it} is moved where its path changes'),
  }),
  'tune.default_lease_ttl': security.other('{it}: a login is good for {after} instead of {before}'),
  'tune.max_lease_ttl': security.other('{it}: a login is good for {after} at most instead of {before}'),
  ...Object.fromEntries(Object.entries(TUNED).map(([name, judge]) => [`tune.${name}`, judge])),
  tune: security.other('{it}: {argument} is {after} instead of {before}'),
};

const trusts = (what: string): Judge<LeafSituation> =>
  member<LeafSituation>({
    added: security.wider(`{it} trusts tokens of ${what} {after}`),
    removed: all(
      security.narrower(`{it} does not trust tokens of ${what} {before} any more`),
      availability.less(`{it} refuses tokens of ${what} {before}`),
    ),
    changed: all(
      security.other(`{it} trusts tokens of ${what} {after} instead of {before}`),
      availability.less(`{it} refuses tokens of ${what} {before}`),
    ),
  });

const twoToOne = ({ before, after }: LeafSituation): boolean => before === '2' && after !== '2';

const login = security.wider<Situation>('whoever {it} trusts may log in to Vault in {environment}');

/** Where secrets are kept and logins are made. */
export const VAULT_MOUNTS: readonly ResourceClasses[] = [
  {
    type: 'vault_mount',
    noun: 'the Vault mount',
    named: 'path',
    comes: neutral('{it} comes to {environment}'),
    rest: security.other,
    rows: {
      ...ANY,
      ...TUNED,
      path: all(
        dataLoss.more(
          (situation) =>
            `the Vault mount moves from {before} to {after} with ${secrets(situation)}: whoever reads {before} finds nothing, and all leases are revoked`,
        ),
        availability.less('whoever reads {before} finds nothing until it reads {after}'),
      ),
      type: dataLoss.more(
        (situation) => `{it} is of type {after} instead of {before}, and does not keep ${secrets(situation)}`,
      ),
      options: availability.other('{it}: {key} is {after} instead of {before}'),
      'options.version': when(
        twoToOne,
        availability.less('{it} can not go back from version 2: the server refuses it, and every apply fails'),
        availability.less('{it} becomes version {after}: secrets stay, and are read below data/ from now on'),
      ),
      default_lease_ttl_seconds: lease('what it leases'),
      max_lease_ttl_seconds: lease('what it leases at most'),
      seal_wrap: switched({
        unset: false,
        on: security.narrower('{it} is encrypted once more'),
        off: security.wider('{it} is not encrypted once more'),
      }),
      identity_token_key: security.other('{it}: {argument} is {after} instead of {before}'),
    },
  },
  {
    type: 'vault_kv_secret_backend_v2',
    noun: 'the settings of the Vault mount',
    named: 'mount',
    comes: neutral('{it} are kept here'),
    goes: neutral('{it} are not kept here any more; they stay as they are'),
    rest: availability.other,
    rows: {
      max_versions: scaled('{it} keep {after} versions of a secret instead of {before}', {
        up: [dataLoss.less],
        down: [dataLoss.more],
      }),
      delete_version_after: dataLoss.more('{it} delete versions of a secret after {after} instead of {before}'),
      cas_required: availability.other('{it}: whoever writes a secret has to know its version: {after}, was {before}'),
    },
  },
  {
    type: 'vault_jwt_auth_backend',
    noun: 'the Vault login',
    named: 'path',
    comes: login,
    rest: security.other,
    rows: {
      ...AUTH,
      oidc_discovery_url: trusts('the issuer'),
      bound_issuer: trusts('the issuer'),
      jwks_url: trusts('whoever holds the keys at'),
      jwks_pairs: trusts('whoever holds the keys at'),
      jwt_validation_pubkeys: trusts('whoever holds the key'),
      jwks_ca_pem: security.other('{it} trusts another certificate of its issuer'),
      oidc_discovery_ca_pem: security.other('{it} trusts another certificate of its issuer'),
      default_role: security.other('whoever names no role logs in as {after} instead of {before} at {it}'),
    },
  },
  {
    type: 'vault_auth_backend',
    noun: 'the Vault login',
    named: 'path',
    comes: login,
    rest: security.other,
    rows: AUTH,
  },
  {
    type: 'vault_kubernetes_auth_backend_config',
    noun: 'the settings of the Vault login',
    named: 'backend',
    comes: neutral('{it} are kept here'),
    goes: neutral('{it} are not kept here any more; they stay as they are'),
    rest: security.other,
    rows: {
      kubernetes_host: security.other('{it} ask the cluster at {after} who somebody is, instead of {before}'),
      token_reviewer_jwt: security.other('{it} ask the cluster with another token'),
      kubernetes_ca_cert: security.other('{it} trust another certificate of the cluster'),
      pem_keys: security.other('{it} trust other keys of the cluster'),
    },
  },
  {
    type: 'vault_audit',
    noun: 'the audit log of Vault',
    named: 'path',
    comes: observability.more('Vault writes down who does what to {it} in {environment}'),
    rest: observability.other,
    rows: {
      options: observability.other('{it}: {key} is {after} instead of {before}'),
      'options.log_raw': security.wider('{it} holds secrets as they are: {after}, was {before}'),
    },
  },
];
