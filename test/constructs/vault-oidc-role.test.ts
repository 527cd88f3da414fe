import { Workload } from '../../constructs/index';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type Rendering } from '../support/environment';
import '../support/errors';

const ROLE = 'resource.vault_jwt_auth_backend_role';
const POLICY = 'resource.vault_policy';

const fleet = (): Rendering =>
  render([
    service('echo', { secrets: ['api-key', 'hub-token'] }, (of, env) => {
      new Workload(of, 'feeder', { image: env.image('echo'), secrets: ['api-key'] });
    }),
    service('echo-eval', { secrets: ['api-key'] }),
  ]);

/** The paths of a policy in Vault's own language, and what they allow. */
function pathsOf(policy: string): readonly (readonly [path: string, capabilities: string])[] {
  return [...policy.matchAll(/path "([^"]+)" \{\n {2}capabilities = \[([^\]]*)\]\n\}/g)].map(
    ([, path = '', capabilities = '']) => [path, capabilities],
  );
}

describe('a login to Vault', () => {
  it('VLT-1: binds exactly the audience that the token is asked for', () => {
    const rendering = fleet();
    const { vault } = testEnvironment();

    for (const { object } of findAll(rendering, ROLE))
      expect((object as Read).bound_audiences).toEqual([vault.address]);
    for (const { object } of findAll(rendering, 'SecretStore')) {
      const { jwt } = (object as Read).spec.provider.vault.auth;
      expect(jwt.kubernetesServiceAccountToken.audiences).toEqual([vault.address]);
    }
    expect(findAll(rendering, 'SecretStore')).toHaveLength(4);
  });

  it('VLT-1: refuses an address with a trailing slash, whose audience no token would match', () => {
    expect(
      render(service('echo'), testEnvironment({ vault: { address: 'https://vault.harbour.example:8200/' } })),
    ).toRefuse('FACT_INVALID', 'harbour.vault.address');
  });

  it('is one service account of one namespace, for pods', () => {
    expect(objectOf(fleet(), ROLE, 'feeder')).toEqual({
      backend: 'jwt-harbour-pods',
      role_name: expect.any(String),
      role_type: 'jwt',
      bound_audiences: ['https://vault.harbour.example:8200'],
      bound_subject: 'system:serviceaccount:echo:feeder',
      user_claim: 'sub',
      token_policies: [expect.any(String)],
      token_no_default_policy: true,
      token_ttl: 1200,
      token_max_ttl: 3600,
      token_explicit_max_ttl: 3600,
    });
  });

  it('is bound by more than an audience, whoever logs in', () => {
    for (const { object } of findAll(fleet(), ROLE)) {
      const { bound_subject: subject, bound_claims: claims } = object as Read;
      expect([subject, claims].filter((bound) => bound !== undefined)).toHaveLength(1);
      for (const value of [subject, ...Object.values(claims ?? {})]) expect(String(value)).not.toMatch(/[*+,]/);
    }
  });

  it('gives one policy of the same name, and no other', () => {
    const rendering = fleet();

    for (const { id, object, service: of } of findAll(rendering, ROLE)) {
      const address = id.split('/').at(-1)!;
      const { name } = objectOf(rendering, POLICY, address, of);
      expect(object).toMatchObject({ role_name: name, token_policies: [name], token_no_default_policy: true });
    }
  });

  it('VLT-3: opens exact paths, so that no service is the prefix of another', () => {
    const rendering = fleet();
    const paths = (name: string, of: string) => pathsOf(objectOf(rendering, POLICY, name, of).policy);

    expect(paths('api', 'echo')).toEqual([
      ['kv-harbour/data/env/harbour/service/echo/api-key', '"read"'],
      ['kv-harbour/metadata/env/harbour/service/echo/api-key', '"read"'],
      ['kv-harbour/data/env/harbour/service/echo/hub-token', '"read"'],
      ['kv-harbour/metadata/env/harbour/service/echo/hub-token', '"read"'],
      ['auth/token/lookup-self', '"read"'],
      ['auth/token/revoke-self', '"update"'],
    ]);
    expect(paths('feeder', 'echo').map(([path]) => path)).not.toContain(
      'kv-harbour/data/env/harbour/service/echo/hub-token',
    );
    for (const of of ['echo', 'echo-eval'])
      for (const { object } of findAll(rendering, POLICY, of)) expect((object as Read).policy).not.toMatch(/[*+]/);
  });

  it('VLT-3: opens to each service what is its own, and nothing of the one whose name begins alike', () => {
    const rendering = fleet();

    for (const { object, service: of } of findAll(rendering, POLICY)) {
      if (of === undefined) continue;
      const own = pathsOf((object as Read).policy).filter(([path]) => path.startsWith('kv-harbour/'));
      expect(own.length).toBeGreaterThan(0);
      for (const [path] of own) expect(path.split('/')[5]).toBe(of);
    }
  });

  it('never shares its name with another, whatever services and workloads are called', () => {
    const rendering = render([
      service('echo', {}, (of, env) => {
        new Workload(of, 'eval-api', { image: env.image('echo'), secrets: ['key'] });
        new Workload(of, 'eval-deploy', { image: env.image('echo'), secrets: ['key'] });
      }),
      service('echo-eval', { secrets: ['other'] }),
    ]);
    const policies = findAll(rendering, POLICY).map(({ object }) => (object as Read).name as string);

    expect(policies.filter((name, index) => policies.indexOf(name) !== index)).toEqual([]);
  });

  it('says which facts bind it', () => {
    const role = find(fleet(), ROLE, 'feeder');

    expect(reasonOf(role, 'bound_audiences')).toMatchObject({ fact: 'vault.address' });
    expect(reasonOf(role, 'backend')).toMatchObject({ fact: 'vault.mounts.pods' });
    expect(reasonOf(find(fleet(), POLICY, 'feeder'), 'policy')).toMatchObject({ prop: 'feeder.secrets' });
  });
});
