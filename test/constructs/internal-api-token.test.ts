import { containerOf, find, podOf, reasonOf, variablesOf } from '../support/documents';
import { render, service } from '../support/environment';
import { refusalsIn } from '../support/errors';

const calling = (internalApi: unknown, calls: readonly string[] = ['gitlab-api']) =>
  render(service('echo', { calls, identity: { internalApi } }));

describe('a token for the internal API', () => {
  it('is of the workload itself, for the API alone, and ends', () => {
    expect(podOf(calling('10m')).volumes.find(({ name }: { name: string }) => name === 'internal-api')).toEqual({
      name: 'internal-api',
      projected: {
        defaultMode: 0o440,
        sources: [
          {
            serviceAccountToken: {
              audience: 'https://api.harbour.example:8443',
              expirationSeconds: 600,
              path: 'token',
            },
          },
        ],
      },
    });
  });

  it('arrives as a file that the process is told of', () => {
    const rendering = calling('1h');

    expect(containerOf(rendering).volumeMounts).toContainEqual({
      name: 'internal-api',
      mountPath: '/run/secrets/internal-api',
      readOnly: true,
    });
    expect(variablesOf(rendering)).toMatchObject({
      GITLAB_INTERNAL_API_TOKEN_FILE: '/run/secrets/internal-api/token',
    });
    const index = containerOf(rendering).env.findIndex(({ name }: { name: string }) => name.endsWith('_TOKEN_FILE'));
    expect(reasonOf(find(rendering, 'Deployment'), `spec.template.spec.containers.0.env.${index}`)).toMatchObject({
      prop: 'identity.internalApi',
    });
  });

  it('opens no way to the Kubernetes API', () => {
    expect(podOf(calling('1h')).automountServiceAccountToken).toBe(false);
  });

  it('is none unless somebody asks', () => {
    const text = JSON.stringify(render(service('echo', { calls: ['gitlab-api'] })).documents);

    expect(text).not.toContain('serviceAccountToken"');
  });

  it.each([
    ['five minutes, which Kubernetes does not give', '5m', 'DURATION_INVALID'],
    ['a day', '24h', 'DURATION_INVALID'],
    ['a word', 'short', 'DURATION_INVALID'],
    ['a truth', true, 'DURATION_INVALID'],
  ])('refuses %s', (_, given, code) => {
    expect(refusalsIn(calling(given))).toEqual([`${code} echo.identity.internalApi`]);
  });

  it('refuses one for a workload that may not call the API', () => {
    expect(refusalsIn(calling('1h', []))).toEqual(['INTERNAL_API_NOT_CALLED echo.identity.internalApi']);
  });
});
