import type { JwtAuthBackendRole } from '@cdktf/provider-vault/lib/jwt-auth-backend-role';
import type { KubernetesAuthBackendRole } from '@cdktf/provider-vault/lib/kubernetes-auth-backend-role';
import type { Policy } from '@cdktf/provider-vault/lib/policy';
import { Construct } from 'constructs';
import { trace, type Cause } from '../lib/engine/trace';
import type { Props } from '../lib/props';
import { requireScope, rule, why } from './service-scope';
import { vaultRole, type VaultRoleParts } from './vault-role';

/** A Vault role of a service, and the one policy that it gives. */
export interface VaultOidcRoleProps extends VaultRoleParts {
  /** Where the grants were typed. */
  readonly props: Props;
  /** The prop that the grants come from. */
  readonly grantedBy: Cause;
}

/**
 * A login to Vault by OIDC: one role, bound to exactly one identity and audience, and one policy with exact paths.
 * @example
 * ```ts
 * new VaultOidcRole(this, 'vault', { name, address: 'api', mount: 'jwt-staging', bound: { namespace, account }, grants, ttl, props, grantedBy });
 * ```
 */
export class VaultOidcRole extends Construct {
  /** The Vault policy. */
  readonly policy: Policy;
  /** The Vault role. */
  readonly role: JwtAuthBackendRole | KubernetesAuthBackendRole;

  constructor(scope: Construct, id: string, props: VaultOidcRoleProps) {
    super(scope, id);
    const service = requireScope(this);
    const { policy, role, causes } = vaultRole(service.blocks, service.spec, props);
    this.policy = policy;
    this.role = role;
    const named = { policy: props.grantedBy, name: rule('role and policy are one to one') };
    trace(policy, why(this, service, props.props, named));
    trace(role, why(this, service, props.props, causes));
  }
}
