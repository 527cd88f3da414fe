import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type Rendering } from '../support/environment';
import { refusalsIn } from '../support/errors';

const login = { by: 'kubernetes', apiServer: 'https://10.0.0.2', reviewer: 'own-pod' } as const;
const asked = (podLogin: unknown = login): Rendering =>
  render(service('echo', { secrets: ['api-key'] }), testEnvironment({ vault: { podLogin: podLogin as never } }));

describe('pods of a cluster whose issuer Vault can not read', () => {
  it('log in where Vault asks the cluster, with a token of its own pod and none that is kept', () => {
    const rendering = asked();

    expect(objectOf(rendering, 'resource.vault_auth_backend', 'pods')).toEqual({
      path: 'jwt-harbour-pods',
      type: 'kubernetes',
      lifecycle: { prevent_destroy: true },
    });
    expect(objectOf(rendering, 'resource.vault_kubernetes_auth_backend_config', 'pods')).toEqual({
      backend: 'jwt-harbour-pods',
      kubernetes_host: 'https://10.0.0.2',
      disable_local_ca_jwt: false,
      depends_on: ['vault_auth_backend.pods'],
    });
  });

  it('are one service account of one namespace, with one audience', () => {
    expect(objectOf(asked(), 'resource.vault_kubernetes_auth_backend_role', 'api')).toMatchObject({
      backend: 'jwt-harbour-pods',
      role_name: 'taxiway.pods.harbour.echo.api',
      audience: 'https://vault.harbour.example:8200',
      bound_service_account_names: ['api'],
      bound_service_account_namespaces: ['echo'],
      alias_name_source: 'serviceaccount_uid',
      token_policies: ['taxiway.pods.harbour.echo.api'],
      token_no_default_policy: true,
      token_explicit_max_ttl: 3600,
    });
    expect(objectOf(asked(), 'SecretStore', 'api').spec.provider.vault.auth).toEqual({
      kubernetes: {
        mountPath: 'jwt-harbour-pods',
        role: 'taxiway.pods.harbour.echo.api',
        serviceAccountRef: { name: 'api', audiences: ['https://vault.harbour.example:8200'] },
      },
    });
  });

  it('leave the login of deploy jobs as it is', () => {
    const backends = findAll(asked(), 'resource.vault_jwt_auth_backend').map(({ object }) => (object as Read).path);

    expect(backends).toEqual(['jwt-harbour-deploys']);
    expect(reasonOf(find(asked(), 'resource.vault_auth_backend'), 'type')).toMatchObject({ fact: 'vault.podLogin' });
  });

  it.each([
    ['nobody who may ask about tokens', { ...login, reviewer: undefined }, 'VAULT_REVIEWER_MISSING', 'reviewer'],
    ['a token that is kept', { ...login, reviewer: 'token' }, 'VAULT_REVIEWER_MISSING', 'reviewer'],
    ['no address', { ...login, apiServer: undefined }, 'FACT_INVALID', 'apiServer'],
    ['the DNS endpoint', { ...login, apiServer: 'https://gke-1.us-east1.gke.goog' }, 'FACT_INVALID', 'apiServer'],
    ['another way', { ...login, by: 'oidc' }, 'FACT_INVALID', 'by'],
    ['a misspelt fact', { ...login, apiserver: 'x' }, 'FACT_INVALID', 'apiserver'],
  ])('VLT-2: is refused with %s', (_, given, code, at) => {
    expect(refusalsIn(asked(given))).toEqual([`${code} harbour.vault.podLogin.${at}`]);
  });
});
