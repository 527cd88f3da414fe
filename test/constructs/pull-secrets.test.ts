import { load } from 'js-yaml';
import { hostOf } from '../../lib/registry';
import { longLived } from '../../lib/secrets/long-lived';
import { objectOf } from '../support/documents';
import { render, service, type LooseProps } from '../support/environment';

const IMAGE = `registry.example/team/app@sha256:${'0'.repeat(64)}`;
const TERMS = {
  name: 'login',
  reason: 'the vendor gives nothing else',
  owner: 'group::pilots',
  expires: '2027-06-30',
  rotateEvery: '90d',
} as const;
/** With whatever more, right or wrong. */
const login = (more: object = {}) => longLived({ ...TERMS, delivery: { registry: 'registry.example' }, ...more });
const refused = (props: LooseProps): readonly string[] =>
  render(service('echo', props)).mistakes.map(({ code, at }) => `${code} ${at}`);

describe('the secret of a private registry', () => {
  const { documents, mistakes } = render(service('echo', { image: IMAGE, secrets: [login(), 'token'] }));
  const external = objectOf({ documents }, 'ExternalSecret', 'echo-api.login');
  const pod = objectOf({ documents }, 'Deployment', 'api').spec.template.spec;

  it('lets nodes pull the image', () => {
    expect(mistakes).toEqual([]);
    expect(hostOf(IMAGE)).toBe('registry.example');
    expect(pod.imagePullSecrets).toEqual([{ name: 'echo-api.login' }]);
  });

  it('is written by a template over its two parts, in which no value stands', () => {
    const { template } = external.spec.target;
    const text = template.data['.dockerconfigjson'];

    expect(template.type).toBe('kubernetes.io/dockerconfigjson');
    expect(
      external.spec.data.map(({ secretKey, remoteRef }: LooseProps) => [
        secretKey,
        (remoteRef as LooseProps)['property'],
      ]),
    ).toEqual([
      ['username', 'username'],
      ['password', 'password'],
    ]);
    // What the operator makes of it is JSON, as nodes read it.
    expect(load(text.replace(/\{\{[^}]*\}\}/, 'dXNlcjpwYXNz'))).toEqual({
      auths: { 'registry.example': { auth: 'dXNlcjpwYXNz' } },
    });
  });

  it('reaches no container', () => {
    expect(JSON.stringify([pod.containers, pod.volumes])).not.toContain('login');
    expect(JSON.stringify(pod.volumes)).toContain('echo-api.token');
  });

  it('is declared, watched and rotated like any other', () => {
    const declared = documents.find(({ domain }) => domain === 'declaration')!.object;
    const runbook = documents.find(({ domain, path }) => domain === 'runbook' && path?.includes('rotate') === true)!;

    expect(JSON.stringify(declared['secretAlerts'])).toContain('expiryTicketsFrom');
    expect(runbook.path).toBe('echo/runbooks/rotate-login.md');
    expect(runbook.object['markdown']).toContain('accepted-username=@');
  });

  it('of Docker Hub goes by the address that clients know it by', () => {
    const hub = render(
      service('echo', {
        image: `docker.io/team/app@sha256:${'0'.repeat(64)}`,
        secrets: [login({ delivery: { registry: 'docker.io' } })],
      }),
    );

    expect(hub.mistakes).toEqual([]);
    expect(JSON.stringify(objectOf(hub, 'ExternalSecret', 'echo-api.login').spec.target.template)).toContain(
      'https://index.docker.io/v1/',
    );
  });
});

describe('a private image', () => {
  it('is refused where nothing is declared that nodes could pull it with', () => {
    expect(refused({ image: IMAGE })).toEqual(['IMAGE_HOST_PRIVATE echo.image']);
    expect(refused({ image: IMAGE, secrets: ['login'] })).toEqual(['IMAGE_HOST_PRIVATE echo.image']);
    expect(refused({ image: IMAGE, secrets: [longLived(TERMS)] })).toEqual(['IMAGE_HOST_PRIVATE echo.image']);
  });

  it.each<[string, LooseProps, readonly string[]]>([
    [
      'no long-lived secret',
      { image: IMAGE, secrets: [{ name: 'login', delivery: { registry: 'registry.example' } }] },
      ['SECRET_DELIVERY_INVALID echo.secrets.0.delivery', 'IMAGE_HOST_PRIVATE echo.image'],
    ],
    ['a secret of another host', { secrets: [login()] }, ['SECRET_DELIVERY_INVALID echo.secrets.0.delivery.registry']],
    [
      'parts of its own',
      { image: IMAGE, secrets: [login({ properties: ['a', 'b'] })] },
      ['SECRET_DELIVERY_INVALID echo.secrets.0.properties', 'IMAGE_HOST_PRIVATE echo.image'],
    ],
    [
      'a process that takes it up',
      { image: IMAGE, secrets: [login({ onChange: { restart: 1 } })] },
      ['SECRET_DELIVERY_INVALID echo.secrets.0.onChange', 'IMAGE_HOST_PRIVATE echo.image'],
    ],
    [
      'a path, or a host that leaves its text',
      { image: IMAGE, secrets: [login({ delivery: { registry: 'registry.example/team' } })] },
      ['SECRET_DELIVERY_INVALID echo.secrets.0.delivery', 'IMAGE_HOST_PRIVATE echo.image'],
    ],
    [
      'a host that leaves its text',
      { image: IMAGE, secrets: [login({ delivery: { registry: 'a":{}},"x":{"' } })] },
      ['SECRET_DELIVERY_INVALID echo.secrets.0.delivery', 'IMAGE_HOST_PRIVATE echo.image'],
    ],
  ])('is refused with %s', (_, props, mistakes) => {
    expect(refused(props)).toEqual(mistakes);
  });
});
