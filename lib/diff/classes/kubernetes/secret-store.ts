import { duration } from '../amount';
import type { KindClasses } from '../table';
import { availability, comesAndGoes, member, neutral, scaled, security } from '../vocabulary';
import { OBJECT } from './metadata';

const elsewhere = 'secrets of {who} come from another Vault: {after} instead of {before}';
const login = 'vault: {who} logs in with {key} {after} instead of {before}';

const paths: KindClasses['paths'] = {
  'spec.provider.vault.server': security.other(elsewhere),
  'spec.provider.vault.path': security.other('secrets of {who} come from the mount {after} instead of {before}'),
  'spec.provider.vault.version': availability.other('secrets of {who} are read as version {after} instead of {before}'),
  'spec.provider.vault.namespace': security.other(elsewhere),
  'spec.provider.vault.auth.jwt.role': security.other(
    '{who} logs in to Vault with the role {after} instead of {before}, and gets its rights',
  ),
  'spec.provider.vault.auth.kubernetes.role': security.other(
    '{who} logs in to Vault with the role {after} instead of {before}, and gets its rights',
  ),
  'spec.provider.vault.auth.jwt.path': security.other('{who} logs in to Vault at {after} instead of {before}'),
  'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.audiences[]': member({
    added: security.wider('whoever is {after} may take the token of {who} as its own'),
    removed: security.narrower('the token of {who} is not meant for {before} any more'),
    changed: security.other(
      'the token of {who} is meant for {after} instead of {before}: Vault refuses it where its role does not say the same',
    ),
  }),
  'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.expirationSeconds': scaled(
    'the token of {who} for Vault is good for {after:s} instead of {before:s}',
    { unset: 600, up: [security.wider], down: [security.narrower] },
  ),
  'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.**': security.other(
    '{who} logs in to Vault as {after} instead of {before}',
  ),
  'spec.provider.vault.auth.tokenSecretRef.**': security.wider(
    '{who} logs in to Vault with a token that does not expire: {after}, was {before}',
  ),
  'spec.provider.vault.auth.**': security.other(login),
  'spec.provider.vault.caBundle': security.other('{who} trusts another certificate of Vault'),
  'spec.provider.vault.caProvider.**': security.other(
    '{who} trusts another certificate of Vault: {key} {after}, was {before}',
  ),
  'spec.provider.vault.readYourWrites': neutral('{who} reads from Vault what was just written: {after}, was {before}'),
  'spec.provider.vault.forwardInconsistent': neutral(
    '{who} reads from Vault what was just written: {after}, was {before}',
  ),
  'spec.provider.**': security.other('secrets of {who} come from elsewhere: {key} {after}, was {before}'),
  'spec.refreshInterval': neutral('the way to Vault of {who} is tried every {after} instead of {before}'),
  'spec.retrySettings.maxRetries': availability.other('{who} tries Vault again {after} times instead of {before}'),
  'spec.retrySettings.retryInterval': scaled('{who} tries Vault again after {after} instead of {before}', {
    by: duration,
    up: [availability.less],
    down: [availability.more],
  }),
  'spec.conditions[].**': security.wider('other namespaces may read through {name}: {after}, was {before}'),
  'spec.controller': security.other('secrets of {who} are brought by {after} instead of {before}'),
  ...OBJECT,
};

/** The way to Vault: where, and as whom. */
export const SECRET_STORES: readonly KindClasses[] = [
  {
    domain: 'kubernetes',
    kind: 'SecretStore',
    whole: comesAndGoes({
      added: security.wider('{who} may log in to Vault', { effect: 'creates' }),
      removed: security.narrower('{who} may not log in to Vault any more', { effect: 'deletes' }),
    }),
    paths,
  },
  {
    domain: 'kubernetes',
    kind: 'ClusterSecretStore',
    whole: comesAndGoes({
      added: security.wider('every namespace of {environment} may read secrets through {name}', { effect: 'creates' }),
      removed: security.narrower('no namespace of {environment} may read secrets through {name} any more', {
        effect: 'deletes',
      }),
    }),
    paths,
  },
];
