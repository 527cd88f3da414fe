import { JwtAuthBackendRole } from '@cdktf/provider-vault/lib/jwt-auth-backend-role';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import { Construct } from 'constructs';
import { trace, type Cause } from '../lib/engine/trace';
import type { Props } from '../lib/props';
import { fact, requireScope, rule, why } from './service-scope';
import { toHcl, type PathGrant } from './vault-policy';

/** Who may log in: the pods of one service account, or the deploy jobs of one project, branch and environment. */
export type Bound = { readonly subject: string } | { readonly claims: Readonly<Record<string, string>> };

/** A Vault role, and the one policy that it gives. */
export interface VaultOidcRoleProps {
  /** Name of role and policy. */
  readonly name: string;
  /** Terraform address of both, `api`. */
  readonly address: string;
  /** JWT auth mount, whose issuer signs the tokens. */
  readonly mount: string;
  /** Who may log in. */
  readonly bound: Bound;
  /** What the policy opens. */
  readonly grants: readonly PathGrant[];
  /** Seconds that a token lives, and may live at most. */
  readonly ttl: { readonly usual: number; readonly most: number };
  /** Where the grants were typed. */
  readonly props: Props;
  /** The prop that the grants come from. */
  readonly grantedBy: Cause;
}

/**
 * A login to Vault by OIDC: one role, bound to exactly one identity and audience, and one policy with exact paths.
 * @example
 * ```ts
 * new VaultOidcRole(this, 'vault', { name, address: 'api', mount: 'jwt-staging', bound: { subject }, grants, ttl, props, grantedBy });
 * ```
 */
export class VaultOidcRole extends Construct {
  /** The Vault policy. */
  readonly policy: Policy;
  /** The Vault role. */
  readonly role: JwtAuthBackendRole;

  constructor(scope: Construct, id: string, props: VaultOidcRoleProps) {
    super(scope, id);
    const service = requireScope(this);
    const { name, address, mount, bound, grants, ttl } = props;
    this.policy = new Policy(service.blocks, `${address}-policy`, { name, policy: toHcl(grants) });
    this.policy.overrideLogicalId(address);
    trace(
      this.policy,
      why(this, service, props.props, { policy: props.grantedBy, name: rule('role and policy are one to one') }),
    );
    this.role = new JwtAuthBackendRole(service.blocks, `${address}-role`, {
      backend: mount,
      roleName: name,
      roleType: 'jwt',
      boundAudiences: [service.spec.vault.address],
      ...('subject' in bound
        ? { boundSubject: bound.subject, userClaim: 'sub' }
        : {
            boundClaims: { ...bound.claims },
            boundClaimsType: 'string',
            disableBoundClaimsParsing: true,
            userClaim: 'project_id',
          }),
      tokenPolicies: [name],
      tokenNoDefaultPolicy: true,
      tokenTtl: ttl.usual,
      tokenMaxTtl: ttl.most,
      tokenExplicitMaxTtl: ttl.most,
    });
    this.role.overrideLogicalId(address);
    trace(
      this.role,
      why(this, service, props.props, {
        bound_audiences: fact('vault.address'),
        backend: fact('subject' in bound ? 'vault.mounts.pods' : 'vault.mounts.deploys'),
        bound_claims: fact('gitlab.deployProject'),
        bound_subject: rule('one service account of one namespace'),
        role_type: rule("the provider's own default is oidc, which no workload can log in with"),
        disable_bound_claims_parsing: rule('a comma in a value would make the role wider'),
        token_no_default_policy: rule('nothing that is not written out here'),
        token_ttl: rule('renewal does not look at claims again, so tokens are short'),
      }),
    );
  }
}
