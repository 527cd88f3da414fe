import { readPolicy } from '../../lib/check/vault-policy';
import { capabilitiesAt, toAcl } from '../../lib/vault/acl';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service } from '../support/environment';

const rights = () =>
  findAll(render(service('echo')), 'resource.google_project_iam_member')
    .map(({ object }) => object as Read)
    .filter(({ member }) => member.startsWith('serviceAccount:taxiway-platform@'));

const acl = () => toAcl([readPolicy(objectOf(render([]), 'resource.vault_policy', 'platform').policy as string) ?? []]);

describe('what the jobs of the platform act as', () => {
  it('applies clusters, accounts, pools and rights, and owns no project', () => {
    expect(rights().map(({ role }) => role)).toEqual([
      'roles/container.admin',
      'roles/iam.serviceAccountAdmin',
      'roles/iam.serviceAccountUser',
      'roles/iam.workloadIdentityPoolAdmin',
      'roles/logging.configWriter',
      'roles/resourcemanager.projectIamAdmin',
    ]);
    for (const { depends_on: after } of rights()) expect(after).toEqual(['google_service_account.platform']);
  });

  it('keeps the state of Terraform, and reaches into no other bucket', () => {
    const [state, ...others] = findAll(render([]), 'resource.google_storage_bucket_iam_member');

    expect(others).toEqual([]);
    expect(state?.object).toMatchObject({ bucket: 'harbour-models-state', role: 'roles/storage.objectAdmin' });
  });

  it('logs in to Vault as one protected environment of one project', () => {
    expect(objectOf(render([]), 'resource.vault_jwt_auth_backend_role', 'platform')).toMatchObject({
      backend: 'jwt-harbour-deploys',
      role_type: 'jwt',
      bound_audiences: ['https://vault.harbour.example:8200'],
      bound_claims: {
        project_id: '4711',
        ref_type: 'branch',
        ref: 'trunk',
        ref_protected: 'true',
        environment_protected: 'true',
        environment: 'harbour/platform',
      },
      depends_on: ['vault_jwt_auth_backend.deploys'],
      token_no_default_policy: true,
      token_explicit_max_ttl: 1800,
    });
  });

  it.each([
    ['a policy of its environment', 'sys/policies/acl/taxiway.pods.harbour.echo.api', 'create'],
    ['a role of its environment', 'auth/jwt-harbour-pods/role/taxiway.pods.harbour.echo.api', 'create'],
    ['its store of secrets', 'sys/mounts/kv-harbour', 'update'],
    ['its own token', 'auth/token/lookup-self', 'read'],
  ])('may manage %s', (_, path, capability) => {
    expect(capabilitiesAt(acl(), path)).toContain(capability);
  });

  it.each([
    ['a secret', 'kv-harbour/data/env/harbour/service/echo/api-key'],
    ['what is known of a secret', 'kv-harbour/metadata/env/harbour/service/echo/api-key'],
    ['a policy of another environment', 'sys/policies/acl/taxiway.pods.reef.echo.api'],
    ['a policy of an environment whose name goes on', 'sys/policies/acl/taxiway.pods.harbour-two.echo.api'],
    ['a policy that is not ours', 'sys/policies/acl/admin'],
    ['another store', 'sys/mounts/kv-reef'],
    ['the audit log', 'sys/audit/file'],
    ['new tokens', 'auth/token/create'],
  ])('may not touch %s', (_, path) => {
    expect(capabilitiesAt(acl(), path)).toEqual([]);
  });

  it('says which facts it comes from', () => {
    const role = find(render([]), 'resource.vault_jwt_auth_backend_role', 'platform');

    expect(reasonOf(role, 'bound_claims')).toMatchObject({ fact: 'gitlab.deployProject' });
  });
});
