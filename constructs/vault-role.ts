import { JwtAuthBackendRole } from '@cdktf/provider-vault/lib/jwt-auth-backend-role';
import { KubernetesAuthBackendRole } from '@cdktf/provider-vault/lib/kubernetes-auth-backend-role';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import type { ITerraformDependable } from 'cdktf';
import type { Cause } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { fact, rule } from './service-scope';
import { toHcl, type PathGrant } from './vault-policy';

/** Who may log in: the pods of one service account, or the deploy jobs of one project, branch and environment. */
export type Bound =
  | { readonly namespace: string; readonly account: string }
  | { readonly claims: Readonly<Record<string, string>> };

/** A Vault role, and the one policy that it gives. */
export interface VaultRoleParts {
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
  /** What has to be there first.
   *  @defaultValue nothing of the same state */
  readonly after?: readonly ITerraformDependable[];
}

/** What a login to Vault consists of, and why each of its arguments is so. */
export interface VaultRole {
  readonly policy: Policy;
  readonly role: JwtAuthBackendRole | KubernetesAuthBackendRole;
  readonly causes: Readonly<Record<string, Cause>>;
}

/** Makes a role that is bound to exactly one identity and audience, and its policy; the caller traces both. */
export function vaultRole(blocks: BlockStack, { vault }: EnvironmentSpec, parts: VaultRoleParts): VaultRole {
  const { name, address, bound, grants } = parts;
  const policy = new Policy(blocks, `${address}-policy`, { name, policy: toHcl(grants) });
  policy.overrideLogicalId(address);
  const byReview = 'account' in bound && vault.podLogin !== undefined;
  const role = byReview ? reviewedRole(blocks, vault, parts, bound) : jwtRole(blocks, vault, parts);
  role.overrideLogicalId(address);
  const own = byReview ? REVIEWED : 'account' in bound ? JWT : { ...JWT, ...CLAIMS };
  return { policy, role, causes: { ...CAUSES, ...own } };
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

type Vault = EnvironmentSpec['vault'];

/** What any role says of the tokens that it gives. */
function tokens({ name, ttl, after = [] }: VaultRoleParts) {
  return {
    roleName: name,
    tokenPolicies: [name],
    tokenNoDefaultPolicy: true,
    tokenTtl: ttl.usual,
    tokenMaxTtl: ttl.most,
    tokenExplicitMaxTtl: ttl.most,
    ...(after.length === 0 ? {} : { dependsOn: [...after] }),
  };
}

function jwtRole(blocks: BlockStack, vault: Vault, parts: VaultRoleParts): JwtAuthBackendRole {
  const { address, mount, bound } = parts;
  return new JwtAuthBackendRole(blocks, `${address}-role`, {
    backend: mount,
    roleType: 'jwt',
    boundAudiences: [vault.address],
    ...('account' in bound
      ? { boundSubject: `system:serviceaccount:${bound.namespace}:${bound.account}`, userClaim: 'sub' }
      : {
          boundClaims: { ...bound.claims },
          boundClaimsType: 'string',
          disableBoundClaimsParsing: true,
          userClaim: 'project_id',
        }),
    ...tokens(parts),
  });
}

/** For a cluster that Vault asks about each token. */
function reviewedRole(
  blocks: BlockStack,
  vault: Vault,
  parts: VaultRoleParts,
  { namespace, account }: { readonly namespace: string; readonly account: string },
): KubernetesAuthBackendRole {
  return new KubernetesAuthBackendRole(blocks, `${parts.address}-role`, {
    backend: parts.mount,
    audience: vault.address,
    boundServiceAccountNames: [account],
    boundServiceAccountNamespaces: [namespace],
    aliasNameSource: 'serviceaccount_uid',
    ...tokens(parts),
  });
}
