import { JwtAuthBackendRole } from '@cdktf/provider-vault/lib/jwt-auth-backend-role';
import { KubernetesAuthBackendRole } from '@cdktf/provider-vault/lib/kubernetes-auth-backend-role';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import { Construct } from 'constructs';
import { trace, type Cause } from '../lib/engine/trace';
import type { Props } from '../lib/props';
import { fact, requireScope, rule, why, type ServiceScope } from './service-scope';
import { toHcl, type PathGrant } from './vault-policy';

/** Who may log in: the pods of one service account, or the deploy jobs of one project, branch and environment. */
export type Bound =
  | { readonly namespace: string; readonly account: string }
  | { readonly claims: Readonly<Record<string, string>> };

/** A Vault role, and the one policy that it gives. */
export interface VaultOidcRoleProps {
  /** Name of role and policy. */
  readonly name: string;
  /** Terraform address of both, `api`. */
  readonly address: string;
  /** Auth mount, which trusts the tokens. */
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
    const { name, address, bound, grants } = props;
    this.policy = new Policy(service.blocks, `${address}-policy`, { name, policy: toHcl(grants) });
    this.policy.overrideLogicalId(address);
    trace(
      this.policy,
      why(this, service, props.props, { policy: props.grantedBy, name: rule('role and policy are one to one') }),
    );
    const byReview = 'account' in bound && service.spec.vault.podLogin !== undefined;
    this.role = byReview ? reviewedRole(service, props, bound) : jwtRole(service, props);
    this.role.overrideLogicalId(address);
    const own = byReview ? REVIEWED : 'account' in bound ? JWT : { ...JWT, ...CLAIMS };
    trace(this.role, why(this, service, props.props, { ...CAUSES, ...own }));
  }
}

const CAUSES = {
  bound_audiences: fact('vault.address'),
  backend: fact('vault.mounts.pods'),
  token_no_default_policy: rule('nothing that is not written out here'),
  token_ttl: rule('renewal does not look at claims again, so tokens are short'),
};
const JWT = {
  bound_subject: rule('one service account of one namespace'),
  role_type: rule("the provider's own default is oidc, which no workload can log in with"),
};
const CLAIMS = {
  backend: fact('vault.mounts.deploys'),
  bound_claims: fact('gitlab.deployProject'),
  disable_bound_claims_parsing: rule('a comma in a value would make the role wider'),
};
const REVIEWED = {
  audience: fact('vault.address'),
  bound_service_account_names: rule('one service account of one namespace'),
  alias_name_source: rule('an account that is made anew is somebody else'),
};

/** What any role says of the tokens that it gives. */
function tokens({ name, ttl }: VaultOidcRoleProps) {
  return {
    roleName: name,
    tokenPolicies: [name],
    tokenNoDefaultPolicy: true,
    tokenTtl: ttl.usual,
    tokenMaxTtl: ttl.most,
    tokenExplicitMaxTtl: ttl.most,
  };
}

function jwtRole({ blocks, spec }: ServiceScope, props: VaultOidcRoleProps): JwtAuthBackendRole {
  const { address, mount, bound } = props;
  return new JwtAuthBackendRole(blocks, `${address}-role`, {
    backend: mount,
    roleType: 'jwt',
    boundAudiences: [spec.vault.address],
    ...('account' in bound
      ? { boundSubject: `system:serviceaccount:${bound.namespace}:${bound.account}`, userClaim: 'sub' }
      : {
          boundClaims: { ...bound.claims },
          boundClaimsType: 'string',
          disableBoundClaimsParsing: true,
          userClaim: 'project_id',
        }),
    ...tokens(props),
  });
}

/** For a cluster that Vault asks about each token. */
function reviewedRole(
  { blocks, spec }: ServiceScope,
  props: VaultOidcRoleProps,
  { namespace, account }: { readonly namespace: string; readonly account: string },
): KubernetesAuthBackendRole {
  return new KubernetesAuthBackendRole(blocks, `${props.address}-role`, {
    backend: props.mount,
    audience: spec.vault.address,
    boundServiceAccountNames: [account],
    boundServiceAccountNamespaces: [namespace],
    aliasNameSource: 'serviceaccount_uid',
    ...tokens(props),
  });
}
