import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import { JwtAuthBackendRole } from '@cdktf/provider-vault/lib/jwt-auth-backend-role';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';
import { findMirror } from '../lib/registry';
import { mayActAs } from './act-as';
import { platformTrace } from './platform-trace';
import type { VaultMounts } from './vault-mounts';
import { toHcl, type PathGrant } from './vault-policy';

/** Where the identity is emitted, and which environment it applies. */
export interface PlatformIdentityProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
  /** Where its jobs log in to Vault. */
  readonly mounts: VaultMounts;
}

/** What applying the platform and grants takes; of data, it is the state of Terraform alone. */
const ROLES = [
  'roles/container.admin',
  'roles/iam.serviceAccountAdmin',
  'roles/iam.serviceAccountUser',
  'roles/iam.workloadIdentityPoolAdmin',
  'roles/logging.configWriter',
  'roles/resourcemanager.projectIamAdmin',
];

/** Seconds that a job's token of Vault lives: applying a fleet's grants takes minutes. */
const TTL = { usual: 900, most: 1800 };

/**
 * What the platform's deploy jobs act as: they apply the platform and every service's grants, and read no secret.
 * The first apply is a person's; from then on it needs none.
 * @example
 * ```ts
 * new PlatformIdentity(this, 'identity', { blocks, spec: env.spec });
 * ```
 */
export class PlatformIdentity extends Construct {
  /** The Google service account. */
  readonly account: ServiceAccount;
  /** The login to Vault. */
  readonly role: JwtAuthBackendRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly given: PlatformIdentityProps,
  ) {
    super(scope, id);
    this.account = this.emitAccount();
    this.role = this.emitVaultRole();
  }

  private emitAccount(): ServiceAccount {
    const { blocks, spec } = this.given;
    const { project } = spec.google;
    const email = names.accountEmail(names.platformAccount, project);
    const account = new ServiceAccount(blocks, 'platform-account', {
      accountId: names.platformAccount,
      project,
      displayName: 'Applies the platform and grants',
    });
    account.overrideLogicalId('platform');
    trace(
      account,
      platformTrace(spec, 'identity', {
        account_id: { rule: 'one for each project' },
        project: { fact: 'google.project' },
      }),
    );
    const first = { rule: 'Google refuses a member that does not exist yet' };
    const needed = { rule: 'what the jobs of the platform apply' };
    const roles = spec.gateway.public === undefined ? ROLES : [...ROLES, 'roles/compute.securityAdmin'];
    for (const role of roles) {
      const right = new ProjectIamMember(blocks, `platform-${role.replaceAll('/', '-')}`, {
        project,
        role,
        member: `serviceAccount:${email}`,
        dependsOn: [account],
      });
      right.overrideLogicalId(`platform_${role.replace('roles/', '').replaceAll('.', '_')}`);
      trace(right, platformTrace(spec, 'identity', { role: needed, depends_on: first }));
    }
    const state = new StorageBucketIamMember(blocks, 'platform-state', {
      bucket: spec.state.bucket,
      role: 'roles/storage.objectAdmin',
      member: `serviceAccount:${email}`,
      dependsOn: [account],
    });
    state.overrideLogicalId('platform_state');
    trace(
      state,
      platformTrace(spec, 'identity', { bucket: { fact: 'state.bucket' }, role: needed, depends_on: first }),
    );
    const mirror = findMirror(spec.registryMirror);
    if (mirror !== undefined) {
      const repository = new ArtifactRegistryRepositoryIamMember(blocks, 'platform-mirror', {
        ...mirror,
        role: 'roles/artifactregistry.admin',
        member: `serviceAccount:${email}`,
        dependsOn: [account],
      });
      repository.overrideLogicalId('platform_mirror');
      const causes = { repository: { fact: 'registryMirror' }, role: needed, depends_on: first };
      trace(repository, platformTrace(spec, 'identity', causes));
    }
    const bound = mayActAs(blocks, 'platform', { spec, account: 'platform', email, job: 'platform' });
    trace(
      bound,
      platformTrace(spec, 'identity', { member: { rule: 'the jobs of the protected environment, by no key' } }),
    );
    return account;
  }

  private emitVaultRole(): JwtAuthBackendRole {
    const { blocks, spec, mounts } = this.given;
    const login = mounts.logins.get('deploys');
    const name = names.vaultPlatform(spec.name);
    const policy = new Policy(blocks, 'platform-policy', { name, policy: toHcl(platformGrants(spec)) });
    policy.overrideLogicalId('platform');
    trace(
      policy,
      platformTrace(spec, 'identity', {
        name: { rule: 'role and policy are one to one' },
        policy: { rule: 'it makes what this environment has in Vault, by name, and opens no secret to itself' },
      }),
    );
    const role = new JwtAuthBackendRole(blocks, 'platform-role', {
      backend: spec.vault.mounts.deploys,
      roleName: name,
      roleType: 'jwt',
      boundAudiences: [spec.vault.address],
      boundClaims: deployClaims(spec, 'platform'),
      boundClaimsType: 'string',
      disableBoundClaimsParsing: true,
      userClaim: 'project_id',
      tokenPolicies: [name],
      tokenNoDefaultPolicy: true,
      tokenTtl: TTL.usual,
      tokenMaxTtl: TTL.most,
      tokenExplicitMaxTtl: TTL.most,
      dependsOn: login === undefined ? [] : [login],
    });
    role.overrideLogicalId('platform');
    return trace(
      role,
      platformTrace(spec, 'identity', {
        backend: { fact: 'vault.mounts.deploys' },
        bound_audiences: { fact: 'vault.address' },
        bound_claims: { fact: 'gitlab.deployProject' },
        role_type: { rule: "the provider's own default is oidc, which no job can log in with" },
        depends_on: { rule: 'the mount is named, not referred to' },
        token_ttl: { rule: 'renewal does not look at claims again, so tokens are short' },
      }),
    );
  }
}

/** The claims of a deploy job's token: one project, its protected branch, and one protected environment. */
export function deployClaims({ name, gitlab }: EnvironmentSpec, job: string): Readonly<Record<string, string>> {
  return {
    project_id: gitlab.deployProject,
    ref_type: 'branch',
    ref: gitlab.deployBranch,
    ref_protected: 'true',
    environment_protected: 'true',
    environment: `${name}/${job}`,
  };
}

/** Whoever writes policies could write one for every path; the names keep environments apart, and the review shows the text. */
function platformGrants({ name, vault }: EnvironmentSpec): readonly PathGrant[] {
  const { secrets, pods, deploys } = vault.mounts;
  const write = ['create', 'read', 'update'] as const;
  const manage = [...write, 'delete'] as const;
  return [
    ...['pods', 'deploys'].map((kind) => ({
      path: `sys/policies/acl/taxiway.${kind}.${name}.*`,
      capabilities: manage,
    })),
    { path: `sys/policies/acl/${names.vaultPlatform(name)}`, capabilities: write },
    { path: `auth/${pods}/role/taxiway.pods.${name}.*`, capabilities: manage },
    { path: `auth/${deploys}/role/taxiway.deploys.${name}.*`, capabilities: manage },
    { path: `auth/${deploys}/role/${names.vaultPlatform(name)}`, capabilities: write },
    { path: `sys/mounts/${secrets}`, capabilities: write },
    { path: `sys/mounts/${secrets}/tune`, capabilities: write },
    ...[pods, deploys].flatMap((mount) => [
      { path: `sys/auth/${mount}`, capabilities: [...write, 'sudo'] as const },
      { path: `sys/auth/${mount}/tune`, capabilities: [...write, 'sudo'] as const },
      { path: `sys/mounts/auth/${mount}/tune`, capabilities: write },
      { path: `auth/${mount}/config`, capabilities: write },
    ]),
    { path: 'sys/mounts', capabilities: ['read'] },
    { path: 'sys/auth', capabilities: ['read'] },
    { path: 'auth/token/lookup-self', capabilities: ['read'] },
    { path: 'auth/token/revoke-self', capabilities: ['update'] },
  ];
}
