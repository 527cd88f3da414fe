import { longLived, Workload, type LongLivedProps } from '../../constructs/index';
import { findAll, objectOf, type Read } from '../support/documents';
import { render, service } from '../support/environment';
import { refusalsIn } from '../support/errors';

const KEY: LongLivedProps = {
  name: 'provider-key',
  reason: 'the provider issues nothing else',
  owner: 'group::pilots',
  expires: '2027-06-30',
  rotateEvery: '90d',
};

/** A long-lived secret; what is given comes on top, right or wrong. */
const key = (changes: Readonly<Record<string, unknown>> = {}): unknown => longLived({ ...KEY, ...changes });

const withSecrets = (...secrets: readonly unknown[]) => service('echo', { secrets });
const refusals = (...secrets: readonly unknown[]) => refusalsIn(render(withSecrets(...secrets)));

/** What the declaration in the assembly says of them. */
function declared(...secrets: readonly unknown[]): readonly Read[] {
  const declaration = render(withSecrets(...secrets)).documents.find(({ domain }) => domain === 'declaration');
  return (declaration?.object as Read).workloads[0].secrets;
}

/** The volume of secrets, and the variables that come from one. */
function delivered(...secrets: readonly unknown[]) {
  const { template } = objectOf(render(withSecrets(...secrets)), 'Deployment').spec;
  const volumes = template.spec.volumes as readonly Read[];
  const env = template.spec.containers[0].env as readonly Read[];
  return {
    sources: volumes.find(({ name }) => name === 'secrets')?.projected.sources,
    variables: env.filter(({ valueFrom }) => valueFrom !== undefined),
  };
}

describe('the kinds of secrets', () => {
  it('are two: one that the platform rotates, and one that was said to be long-lived', () => {
    const [plain, long] = declared('api-key', key());

    expect(plain).toEqual({
      name: 'api-key',
      class: 'platform-rotated',
      path: 'env/harbour/service/echo/api-key',
      properties: ['value'],
      delivery: 'file',
      onChange: 'reread',
    });
    expect(long).toEqual({
      name: 'provider-key',
      class: 'long-lived',
      path: 'env/harbour/service/echo/provider-key',
      properties: ['value', 'accepted'],
      delivery: 'file',
      onChange: 'reread',
      terms: {
        reason: 'the provider issues nothing else',
        owner: 'group::pilots',
        expires: '2027-06-30',
        rotateEvery: '90d',
      },
    });
  });

  it('say on their ExternalSecret that they are long-lived, whose they are, and until when', () => {
    const { metadata } = objectOf(render(withSecrets(key())), 'ExternalSecret', undefined, 'echo');

    expect(metadata.labels['taxiway.dev/secret-class']).toBe('long-lived');
    expect(metadata.annotations).toMatchObject({
      'taxiway.dev/secret-owner': 'group::pilots',
      'taxiway.dev/secret-expires': '2027-06-30',
      'taxiway.dev/secret-rotate-every': '90d',
    });
  });

  it('bring both generations of a long-lived one, from one object', () => {
    const { data } = objectOf(render(withSecrets(key())), 'ExternalSecret', undefined, 'echo').spec;

    expect(data.map(({ secretKey, remoteRef }: Read) => [secretKey, remoteRef.key, remoteRef.property])).toEqual([
      ['provider-key.value', 'env/harbour/service/echo/provider-key', 'value'],
      ['provider-key.accepted', 'env/harbour/service/echo/provider-key', 'accepted'],
    ]);
    expect(delivered(key()).sources).toEqual([
      {
        secret: {
          name: 'echo-api.provider-key',
          items: [
            { key: 'provider-key.value', path: 'provider-key/value' },
            { key: 'provider-key.accepted', path: 'provider-key/accepted' },
          ],
        },
      },
    ]);
  });

  it('ESO-3: bring a user and its password in one object, one ExternalSecret and one Secret', () => {
    const pair = { name: 'database', properties: ['username', 'password'] };
    const rendering = render(withSecrets(pair));

    expect(findAll(rendering, 'ExternalSecret', 'echo')).toHaveLength(1);
    expect(
      objectOf(rendering, 'ExternalSecret', undefined, 'echo').spec.data.map(({ secretKey }: Read) => secretKey),
    ).toEqual(['database.username', 'database.password']);
    expect(delivered(pair).sources[0].secret.items).toEqual([
      { key: 'database.username', path: 'database/username' },
      { key: 'database.password', path: 'database/password' },
    ]);
  });

  it('never take a file of another: names hold no slash and no dot', () => {
    const paths = delivered('a', key({ name: 'b' }), { name: 'a-b', properties: ['c', 'd'] })
      .sources.flatMap(({ secret }: Read) => secret.items)
      .map(({ path }: Read) => path);

    expect(paths).toEqual(['a', 'b/value', 'b/accepted', 'a-b/c', 'a-b/d']);
  });

  it('have both generations of each part', () => {
    const [secret] = declared(key({ properties: ['username', 'password'] }));

    expect(secret?.properties).toEqual(['username', 'password', 'accepted-username', 'accepted-password']);
  });

  it.each([
    ['a missing reason', key({ reason: undefined }), 'SECRET_TERMS_INVALID echo.secrets.0.reason'],
    ['a reason of one word', key({ reason: 'legacy' }), 'SECRET_TERMS_INVALID echo.secrets.0.reason'],
    ['an owner that is no group', key({ owner: 'ada' }), 'OWNER_UNKNOWN echo.secrets.0.owner'],
    ['no owner', key({ owner: undefined }), 'OWNER_UNKNOWN echo.secrets.0.owner'],
    ['a day that no month has', key({ expires: '2027-02-30' }), 'SECRET_TERMS_INVALID echo.secrets.0.expires'],
    ['no end', key({ expires: 'never' }), 'SECRET_TERMS_INVALID echo.secrets.0.expires'],
    ['a span in hours', key({ rotateEvery: '90h' }), 'SECRET_TERMS_INVALID echo.secrets.0.rotateEvery'],
    ['no rotation', key({ rotateEvery: undefined }), 'SECRET_TERMS_INVALID echo.secrets.0.rotateEvery'],
    [
      'a rotation after it expires',
      key({ rotated: '2027-05-01', rotateEvery: '90d' }),
      'SECRET_ROTATION_LATE echo.secrets.0.rotateEvery',
    ],
    ['an overlap without a unit', key({ overlap: '2' }), 'DURATION_INVALID echo.secrets.0.overlap'],
    ['an unknown term', key({ expiry: '2027-01-31' }), 'PROP_UNKNOWN echo.secrets.0.expiry'],
    ['nothing at all', longLived(undefined as unknown as LongLivedProps), 'SECRET_NAME_INVALID echo.secrets.0.name'],
  ])('refuse %s', (_, secret, refusal) => {
    expect(refusals(secret)).toContain(refusal);
  });

  it('are long-lived only by longLived: its terms alone are refused', () => {
    expect(refusals(KEY)).toEqual(['SECRET_TERMS_INVALID echo.secrets.0']);
  });

  it.each([
    ['one part', ['username']],
    ['a part twice', ['a', 'a']],
    ['a path', ['a', '../b']],
    ['the key of a single value', ['value', 'other']],
    ['the other generation', ['a', 'accepted-a']],
    ['a text', 'username'],
  ])('refuse %s as parts', (_, properties) => {
    expect(refusals({ name: 'database', properties })).toEqual(['SECRET_NAME_INVALID echo.secrets.0.properties']);
  });

  it('refuse one secret in two classes, in one workload and in two', () => {
    const two = service('echo', { secrets: [key()] }, (of, env) => {
      new Workload(of, 'feeder', { image: env.image('echo'), secrets: ['provider-key'] });
    });

    expect(refusals('provider-key', key())).toEqual(['SECRET_CLASS_DIFFERS echo.secrets.1']);
    expect(refusalsIn(render(two))).toEqual(['SECRET_CLASS_DIFFERS echo.feeder.secrets.0']);
  });

  it('let two workloads share one that they declare alike', () => {
    const two = service('echo', { secrets: [key()] }, (of, env) => {
      new Workload(of, 'feeder', { image: env.image('echo'), secrets: [key({ onChange: { reload: '5m' } }) as never] });
    });

    expect(refusalsIn(render(two))).toEqual([]);
  });
});

describe('the delivery of a secret', () => {
  const asVariable = { name: 'api-key', delivery: { variables: { value: 'API_KEY' } }, onChange: { restart: 7 } };

  it('is a variable only together with a version that its pods wait for', () => {
    const { sources, variables } = delivered(asVariable);

    expect(sources).toBeUndefined();
    expect(variables).toEqual([
      { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'echo-api.api-key', key: 'api-key.7' } } },
    ]);
    expect(objectOf(render(withSecrets(asVariable)), 'ExternalSecret', undefined, 'echo').spec.data).toMatchObject([
      { secretKey: 'api-key.7', remoteRef: { version: '7' } },
    ]);
  });

  it('rolls the pods when the version goes up, and at no other time', () => {
    const template = (...secrets: readonly unknown[]) =>
      JSON.stringify(objectOf(render(withSecrets(...secrets)), 'Deployment').spec.template);
    const file = (restart: number) => ({ name: 'api-key', onChange: { restart } });

    expect(template(file(2))).not.toBe(template(file(1)));
    expect(template({ name: 'api-key', onChange: { reload: '1m' } })).toBe(template('api-key'));
    expect(template(key({ expires: '2027-07-31', rotated: '2027-05-01' }))).toBe(template(key()));
  });

  it.each([
    ['a variable without a restart', { delivery: { variables: { value: 'A' } } }, 'onChange'],
    ['a variable that reloads', { delivery: { variables: { value: 'A' } }, onChange: { reload: '1m' } }, 'onChange'],
    ['a way that there is not', { delivery: 'env' }, 'delivery'],
    ['no variable', { delivery: { variables: {} } }, 'delivery'],
    ['a part that it has not', { delivery: { variables: { password: 'A' } }, onChange: { restart: 1 } }, 'delivery'],
    ['no variable name', { delivery: { variables: { value: '1-a' } }, onChange: { restart: 1 } }, 'delivery'],
    [
      'a taken name',
      { delivery: { variables: { value: 'HOME' } }, onChange: { restart: 1 } },
      'delivery.variables.value',
    ],
    ['a version 0', { onChange: { restart: 0 } }, 'onChange'],
    ['a reload without a unit', { onChange: { reload: '5' } }, 'onChange'],
    ['two answers', { onChange: { reload: '5m', restart: 1 } }, 'onChange'],
    ['an unknown answer', { onChange: 'signal' }, 'onChange'],
  ])('refuses %s', (_, given, at) => {
    expect(refusals({ name: 'api-key', ...given })).toEqual([`SECRET_DELIVERY_INVALID echo.secrets.0.${at}`]);
  });
});

describe('the overlap of a rotation', () => {
  const problem = (secret: unknown, more: object = {}) =>
    render(service('echo', { secrets: [secret], ...more })).mistakes.map(
      ({ code, problem: said }) => `${code} ${said}`,
    );

  it('is refused where a value takes longer to arrive, with the arithmetic', () => {
    expect(problem(key({ overlap: '1h' }))).toEqual([
      'ROTATION_OVERLAP_SHORT is 1h, 3600 s, and a value takes 3600 s (External Secrets looks at Vault) + 90 s (the kubelet writes the files) = 3690 s to arrive',
    ]);
  });

  it('has to be longer, not as long', () => {
    expect(problem(key({ overlap: '3690s' }))).toHaveLength(1);
    expect(problem(key({ overlap: '3691s' }))).toEqual([]);
  });

  it('has to outlast what was signed, the look of the process at its file, and the rollout that replaces it', () => {
    expect(problem(key({ overlap: '2h', signedFor: '1h' }))[0]).toContain('= 7290 s');
    expect(problem(key({ overlap: '1h', onChange: { reload: '10m' } }))[0]).toContain('= 4290 s');
    const [restart = ''] = problem(key({ overlap: '1h', onChange: { restart: 1 } }), { replicas: 8 });
    expect(restart).toContain('4 rounds of a rollout');
  });

  it('is no matter to a service without pods', () => {
    expect(problem(key({ overlap: '3691s', onChange: { restart: 1 } }), { replicas: 0 })).toEqual([]);
  });
});
