import {
  ACCOUNT_ID_LIMIT,
  fit,
  nameProblem,
  names,
  NODE_POOL_LIMIT,
  SERVICE_AND_WORKLOAD_LIMIT,
  shortHash,
} from '../../lib/names';

describe('a name', () => {
  it.each(['a', 'echo', 'code-suggestions', 'v2', 'a1-b2', 'x'.repeat(63), 'rails-helper', 'my-platform'])(
    'may be %s',
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  it.each(
    [
      [
        '',
        'Echo',
        'ECHO',
        '1echo',
        '-echo',
        'echo-',
        'my_echo',
        'my.echo',
        'my echo',
        ' echo',
        'echo\n',
        'éclair',
        'echo/x',
        '..',
        'a*',
        '${HOME}',
      ],
      [
        'kube-system',
        'kube-x',
        'gke-managed',
        'default',
        'platform',
        'taxiway',
        'taxiway-system',
        'deploy',
        'grants',
        'rails',
        'sidekiq',
        'gitlab',
      ],
      ['gitlab-api', 'internet', 'objects', 'workloads', 'namespace'],
      [7, null, undefined, ['echo'], { toString: () => 'echo' }],
    ].flat(),
  )('may not be %j', (name) => {
    expect(nameProblem(name)).toEqual(expect.any(String));
  });

  it.each(['kube-', 'gke-'])('may not begin with %s', (prefix) => {
    expect(nameProblem(`${prefix}a`)).toBeDefined();
    expect(nameProblem(prefix.slice(0, -1))).toBeUndefined();
  });
});

describe('fit', () => {
  it('keeps what fits, to the last character', () => {
    expect(fit('a'.repeat(30), 30)).toBe('a'.repeat(30));
    expect(fit('', 30)).toBe('');
  });

  it('shortens what does not, to names that still are names', () => {
    for (const length of [31, 32, 63, 300]) {
      const short = fit('ab-'.repeat(length).slice(0, length), 30);
      expect(short.length).toBeLessThanOrEqual(30);
      expect(nameProblem(short)).toBeUndefined();
      expect(short).not.toContain('--');
    }
  });

  it('gives distinct names to distinct long names, however alike they are', () => {
    const alike = Array.from({ length: 1000 }, (_, index) => `${'a'.repeat(30)}${index}`);

    expect(new Set(alike.map((name) => fit(name, 30))).size).toBe(1000);
  });

  it('gives distinct names where only what is cut differs', () => {
    expect(fit(`${'a'.repeat(29)}-x`, 30)).not.toBe(fit(`${'a'.repeat(29)}-y`, 30));
    expect(fit(`${'a'.repeat(22)}${'-'.repeat(9)}`, 30)).not.toBe(fit(`${'a'.repeat(22)}${'-'.repeat(10)}`, 30));
  });

  it('is the same on every machine', () => {
    expect(fit('deploy-a-service-with-a-very-long-name', 30)).toBe('deploy-a-service-with-b6434ddc');
    expect(shortHash('taxiway')).toMatch(/^[0-9a-f]{6}$/);
    expect(shortHash('')).toBe('e3b0c4');
  });
});

/** Every way to cut a text of words into so many parts, none of them empty. */
function cuts(words: readonly string[], parts: number): readonly (readonly string[])[] {
  if (parts === 1) return [[words.join('-')]];
  return words.slice(0, words.length - parts + 1).flatMap((_, index) => {
    const rest = cuts(words.slice(index + 1), parts - 1);
    return rest.map((one) => [words.slice(0, index + 1).join('-'), ...one]);
  });
}

describe('the names derived from environment, service and workload', () => {
  const words = ['production', 'code', 'suggestions', 'eval', 'api'];

  it('VLT-3: of logins to Vault never meet, wherever the hyphens of one end and of the next begin', () => {
    const roles = cuts(words, 3).map(([environment, service, workload]) =>
      names.vaultPod(environment!, service!, workload!),
    );

    expect(new Set(roles).size).toBe(roles.length);
  });

  it("VLT-3: of a deploy job's login is no workload's", () => {
    const pods = cuts(['production', 'code', 'eval', 'deploy'], 3).map(([environment, service, workload]) =>
      names.vaultPod(environment!, service!, workload!),
    );

    expect(pods).not.toContain(names.vaultDeploy('production', 'code-eval'));
  });

  it('ESO-1: of Secrets never meet within a service', () => {
    const targets = cuts(['echo', 'api', 'v2', 'hub', 'key'], 3)
      .filter(([service]) => service === 'echo')
      .map(([service, workload, secret]) => names.secretTarget(service!, workload!, secret!));

    expect(new Set(targets).size).toBe(targets.length);
  });

  it('keep the secrets of two services apart, and of two environments', () => {
    expect(names.secretPath('production', 'code', 'key')).toBe('env/production/service/code/key');
    expect(
      new Set(cuts(words, 3).map(([environment, service, secret]) => names.secretPath(environment!, service!, secret!)))
        .size,
    ).toBe(cuts(words, 3).length);
  });

  it('keep host names apart, the first workload having the shortest', () => {
    expect(names.host('echo', 'api', 'models.example')).toBe('echo.models.example');
    expect(names.host('echo', 'ranker', 'models.example')).toBe('echo--ranker.models.example');
  });

  it.each([1, 20, 22, 23, 24, SERVICE_AND_WORKLOAD_LIMIT - 3])(
    'are Google account ids of 6 to 30 characters, for a service of %i',
    (length) => {
      const account = names.deployAccount('a'.repeat(length));

      expect(account).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
      expect(account.length).toBeLessThanOrEqual(ACCOUNT_ID_LIMIT);
    },
  );

  it('tell the deploy accounts of two long services apart', () => {
    const one = names.deployAccount(`${'a'.repeat(25)}-x`);

    expect(names.deployAccount(`${'a'.repeat(25)}-y`)).not.toBe(one);
  });

  it('are node pools of at most 40 characters, with the hash whole', () => {
    const name = names.nodePool('gpu-a-model-with-quite-a-long-name-x16', 'abcdef');

    expect(name.length).toBeLessThanOrEqual(NODE_POOL_LIMIT);
    expect(names.nodePool('gpu-a100-40gb-x1-2g.10gb', 'abcdef')).toBe('gpu-a100-40gb-x1-2g-10gb-abcdef');
    expect(names.nodePool('gpu-a-model-with-quite-a-long-name-x16', 'abcdee')).not.toBe(name);
  });

  it('are the principal that Google knows pods by', () => {
    expect(names.principal('42', 'models', 'echo', 'api')).toBe(
      'principal://iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/models.svc.id.goog/subject/ns/echo/sa/api',
    );
  });
});
