import { Workload } from '../../constructs/index';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';
import { refusalsIn } from '../support/errors';

const echo = service('echo', { secrets: ['api-key', 'hub-token'] });

describe('the secrets of a workload', () => {
  it('ESO-1: arrive in Secrets named after service, workload and secret, each owned by one ExternalSecret', () => {
    const rendering = render(
      service('echo', { secrets: ['api-key'] }, (of, env) => {
        new Workload(of, 'feeder', { image: env.image('echo'), secrets: ['api-key'] });
      }),
    );
    const targets = findAll(rendering, 'ExternalSecret', 'echo').map(({ object }) => (object as Read).spec.target);

    expect(targets).toEqual([
      { name: 'echo-api.api-key', creationPolicy: 'Owner', deletionPolicy: 'Delete' },
      { name: 'echo-feeder.api-key', creationPolicy: 'Owner', deletionPolicy: 'Delete' },
    ]);
    expect(findAll(rendering, 'Secret')).toEqual([]);
  });

  it('ESO-1: never meet in one target, whatever workloads and secrets are called', () => {
    const rendering = render(
      service('echo', { secrets: ['v2-key'] }, (of, env) => {
        new Workload(of, 'api-v2', { image: env.image('echo'), secrets: ['key'] });
      }),
    );

    expect(refusalsIn(rendering)).toEqual([]);
    expect(
      new Set(findAll(rendering, 'ExternalSecret', 'echo').map(({ object }) => (object as Read).spec.target.name)).size,
    ).toBe(2);
  });

  it('ESO-2: write out the defaults that moved between versions of the operator', () => {
    expect(objectOf(render(echo), 'ExternalSecret', 'echo-api.api-key').spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { name: 'api', kind: 'SecretStore' },
      target: { name: 'echo-api.api-key', creationPolicy: 'Owner', deletionPolicy: 'Delete' },
      data: [
        {
          secretKey: 'api-key',
          remoteRef: {
            key: 'env/harbour/service/echo/api-key',
            property: 'value',
            conversionStrategy: 'Default',
            decodingStrategy: 'None',
            metadataPolicy: 'None',
          },
        },
      ],
    });
  });

  it('come through a store of their own namespace, as the workload itself', () => {
    const rendering = render(echo);

    expect(find(rendering, 'SecretStore', 'api').path).toBe('echo/grants/kubernetes.yaml');
    expect(find(rendering, 'ExternalSecret', 'echo-api.hub-token').path).toBe('echo/kubernetes.yaml');
    expect(objectOf(rendering, 'SecretStore', 'api').spec.provider.vault).toEqual({
      server: 'https://vault.harbour.example:8200',
      path: 'kv-harbour',
      version: 'v2',
      auth: {
        jwt: {
          path: 'jwt-harbour-pods',
          role: objectOf(rendering, 'resource.vault_jwt_auth_backend_role', 'api').role_name,
          kubernetesServiceAccountToken: {
            serviceAccountRef: { name: 'api' },
            audiences: ['https://vault.harbour.example:8200'],
            expirationSeconds: 600,
          },
        },
      },
    });
    expect(findAll(rendering, 'ClusterSecretStore')).toEqual([]);
  });

  it('outlive a deleted ExternalSecret in production, and only there', () => {
    const policyOf = (tier: 'sandbox' | 'production') =>
      objectOf(render(echo, testEnvironment({ tier })), 'ExternalSecret', 'echo-api.api-key').spec.target
        .deletionPolicy;

    expect(policyOf('production')).toBe('Retain');
    expect(policyOf('sandbox')).toBe('Delete');
  });

  it('are read by role, store and object at one path', () => {
    const rendering = render(echo);
    const { policy } = objectOf(rendering, 'resource.vault_policy', 'api');
    const { path: mount } = objectOf(rendering, 'SecretStore', 'api').spec.provider.vault;

    for (const { object } of findAll(rendering, 'ExternalSecret', 'echo')) {
      const { key } = (object as Read).spec.data[0].remoteRef;
      expect(policy).toContain(`path "${mount}/data/${key}" {`);
    }
  });

  it('leave nothing behind where there are none', () => {
    for (const secrets of [undefined, []]) {
      const rendering = render(service('echo', { secrets }));
      expect(findAll(rendering, 'SecretStore', 'echo')).toEqual([]);
      expect(findAll(rendering, 'ExternalSecret', 'echo')).toEqual([]);
      expect(JSON.stringify(objectOf(rendering, 'Deployment'))).not.toContain('secrets');
    }
  });

  it('never stand in a document: only their names and places do', () => {
    for (const { kind } of render(echo).documents) expect(kind).not.toMatch(/^(Secret|resource\.vault_kv.*)$/);
  });

  it('say which prop they come from', () => {
    const rendering = render(echo);

    expect(reasonOf(find(rendering, 'ExternalSecret', 'echo-api.api-key'), 'spec.data')).toMatchObject({
      prop: 'secrets',
    });
    expect(reasonOf(find(rendering, 'SecretStore', 'api'), 'spec.provider.vault.server')).toMatchObject({
      fact: 'vault.address',
    });
  });

  it.each([
    ['a path', ['../other/key'], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['a pattern', ['api-*'], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['one segment of any name', ['good', '+'], 'SECRET_NAME_INVALID', 'echo.secrets.1'],
    ['capitals', ['API_KEY'], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['nothing', [''], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['an object with a path', [{ name: 'a/b' }], 'SECRET_NAME_INVALID', 'echo.secrets.0.name'],
    ['two paths in one', ['a,b'], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['an expression of Terraform', ['${a}'], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['a text', 'api-key', 'SECRET_NAME_INVALID', 'echo.secrets'],
    ['a quotation mark', ['a" { capabilities = ["sudo'], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['a name of 64 characters', ['a'.repeat(64)], 'SECRET_NAME_INVALID', 'echo.secrets.0'],
    ['a name twice', ['api-key', 'hub', 'api-key'], 'SECRET_DUPLICATE', 'echo.secrets.2'],
  ] as const)('refuse %s', (_, secrets, code, at) => {
    expect(refusalsIn(render(service('echo', { secrets })))).toEqual([`${code} ${at}`]);
  });

  it('take a name of 63 characters', () => {
    expect(render(service('echo', { secrets: ['a'.repeat(63)] })).mistakes).toEqual([]);
  });
});
