import { asTexts } from '../../../check/json';
import type { Judge, LeafSituation } from '../table';
import { availability, member, scaled, security, switched } from '../vocabulary';
import type { ResourceClasses } from './resource';

const lease = (what: string): Judge<LeafSituation> =>
  scaled(`{it}: ${what} lives {after:s} instead of {before:s}`, { up: [security.wider], down: [security.narrower] });

const policies = member<LeafSituation>({
  added: security.wider('{it} gains what the policy {after} allows'),
  removed: security.narrower('{it} loses what the policy {before} allows'),
});

const members = member<LeafSituation>({
  added: security.wider((situation) => `${added(situation)} belongs to {it}, and has its rights`),
  removed: security.narrower('{before} does not belong to {it} any more'),
});
const added = ({ after }: LeafSituation): string =>
  asTexts([after ?? null])[0] === undefined ? 'somebody' : '{after}';

/** Whom Vault knows, and credentials that it makes. */
export const VAULT_IDENTITIES: readonly ResourceClasses[] = [
  {
    type: 'vault_identity_entity',
    noun: 'the Vault identity',
    comes: security.other('{it} is known in {environment}'),
    rest: security.other,
    rows: {
      policies,
      disabled: switched({
        unset: false,
        on: security.narrower('{it} can not log in any more'),
        off: security.wider('{it} can log in again'),
      }),
    },
  },
  {
    type: 'vault_identity_entity_alias',
    noun: 'the Vault alias',
    comes: security.wider('whoever logs in as {it} has the rights of its identity'),
    goes: security.narrower('whoever logs in as {it} has not the rights of its identity any more'),
    rest: security.other,
    rows: {},
  },
  {
    type: 'vault_identity_group',
    noun: 'the Vault group',
    comes: security.other('{it} is known in {environment}'),
    rest: security.other,
    rows: { policies, member_entity_ids: members, member_group_ids: members },
  },
  {
    type: 'vault_database_secret_backend_connection',
    noun: 'the Vault connection',
    comes: security.wider('Vault makes credentials by {it} in {environment}'),
    rest: security.other,
    rows: {
      // Planned in place: it writes the new one, and leaves the old one with its credentials.
      name: security.wider('{it} is written under this name, and the one called {before} stays with its credentials'),
      allowed_roles: member<LeafSituation>({
        added: security.wider('the role {after} may use {it}'),
        removed: security.narrower('the role {before} may not use {it} any more'),
      }),
      verify_connection: availability.other('{it} is tried before it is written: {after}, was {before}'),
    },
  },
  {
    type: 'vault_database_secret_backend_role',
    noun: 'the database role of Vault',
    comes: security.wider('credentials of {it} can be had in {environment}'),
    rest: security.other,
    rows: {
      creation_statements: security.other('what credentials of {it} may do is said otherwise: {after}, was {before}'),
      default_ttl: lease('a credential'),
      max_ttl: lease('a credential at most'),
      db_name: security.other('{it} is for the connection {after} instead of {before}'),
      credential_config: security.other('{it}: {key} is {after} instead of {before}'),
    },
  },
];
