import type { KindClasses } from '../table';
import { CLUSTERS } from './cluster';
import { IAM } from './iam';
import { IDENTITIES } from './identity';
import { LANGUAGE } from './language';
import { NODE_POOL } from './node-pool';
import { NETWORK, OBSERVABILITY } from './observability';
import { resource, type ResourceClasses } from './resource';
import { STORAGE } from './storage';
import { VAULT_IDENTITIES } from './vault-identities';
import { VAULT_MOUNTS } from './vault-mounts';
import { VAULT_POLICY } from './vault-policy';
import { VAULT_ROLES } from './vault-role';

/** What changes of resources mean, a type each. */
export const RESOURCES: readonly ResourceClasses[] = [
  NODE_POOL,
  ...CLUSTERS,
  ...IAM,
  ...IDENTITIES,
  ...STORAGE,
  ...OBSERVABILITY,
  ...NETWORK,
  VAULT_POLICY,
  ...VAULT_ROLES,
  ...VAULT_MOUNTS,
  ...VAULT_IDENTITIES,
];

/** What changes of Terraform blocks mean. */
export const TERRAFORM: readonly KindClasses[] = [...RESOURCES.map(resource), ...LANGUAGE];
