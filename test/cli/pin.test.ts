import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, jsonOf, mistakesIn, readJson, run, smallProject, type Files } from '../support/cli';

const IMAGE = `registry.example.com/team/summarizer:1.2@sha256:${'a'.repeat(64)}`;
const json = ['--format', 'json'];

/** Pins as they stand in a file. */
function pinsIn(cwd: string, environment: string): Record<string, string> {
  return readJson(join(cwd, `environments/${environment}.images.json`));
}

describe('taxiway pin', () => {
  it.concurrent('writes a sorted file, once, and also while a service is broken', async () => {
    const cwd = smallProject({ 'services/tiny.ts': 'this is no TypeScript' });
    const before = {
      staging: pinsIn(cwd, 'staging'),
      sandbox: readFileSync(join(cwd, 'environments/sandbox.images.json'), 'utf8'),
    };
    const words = ['pin', IMAGE, '--env', 'staging,production', '--env', 'staging', ...json];

    const first = await run(words, { cwd });
    const text = readFileSync(join(cwd, 'environments/staging.images.json'), 'utf8');
    const time = statSync(join(cwd, 'environments/staging.images.json')).mtimeMs;
    const second = await run(words, { cwd });

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(jsonOf(first).pins).toEqual(
      ['staging', 'production'].map((environment) => ({
        environment,
        name: 'summarizer',
        reference: IMAGE,
        changed: true,
      })),
    );
    expect(jsonOf(second).pins.map(({ changed }: { changed: boolean }) => changed)).toEqual([false, false]);
    const pins = pinsIn(cwd, 'staging');
    expect(pins).toEqual({ ...before.staging, summarizer: IMAGE });
    expect(text).toBe(
      `${JSON.stringify(
        Object.fromEntries(
          Object.keys(pins)
            .sort()
            .map((name) => [name, pins[name]]),
        ),
        null,
        2,
      )}\n`,
    );
    expect(statSync(join(cwd, 'environments/staging.images.json')).mtimeMs).toBe(time);
    expect(readFileSync(join(cwd, 'environments/sandbox.images.json'), 'utf8')).toBe(before.sandbox);
  });

  it.concurrent('pins under the name that a service uses, and the next synth renders it', async () => {
    const cwd = smallProject();

    const image = `registry.gitlab.com/gitlab-org/ml-services/summarizer@sha256:${'a'.repeat(64)}`;

    const pinned = await run(['pin', image, '--env', 'staging', '--name', 'spamcheck'], { cwd });
    await run(['synth', '--env', 'staging'], { cwd });

    expect(pinned).toMatchObject({ code: 0, stderr: '', stdout: `staging: spamcheck is now ${image}\n` });
    // Nodes pull it from the mirror.
    expect(readFileSync(join(cwd, 'dist/staging/tiny/kubernetes.yaml'), 'utf8')).toContain(
      `ml-services/summarizer@sha256:${'a'.repeat(64)}`,
    );
  });

  it.concurrent.each([
    ['a tag', ['registry.example.com/x:1.2', '--env', 'staging'], 'IMAGE_BY_TAG'],
    ['a short digest', ['registry.example.com/x@sha256:abc', '--env', 'staging'], 'IMAGE_INVALID'],
    [
      'a digest in upper case',
      [`registry.example.com/x@sha256:${'A'.repeat(64)}`, '--env', 'staging'],
      'IMAGE_INVALID',
    ],
    ['an unknown environment', [IMAGE, '--env', 'staging,stagin'], 'ENVIRONMENT_UNKNOWN'],
    ['a way out of the folder', [IMAGE, '--env', '../environments/staging'], 'ENVIRONMENT_UNKNOWN'],
    ['a name that none can have', [IMAGE, '--env', 'staging', '--name', 'A b'], 'NAME_INVALID'],
  ])('refuses %s and changes nothing', async (_, words, code) => {
    const cwd = smallProject();
    const before = digestOf(cwd);

    const result = await run(['pin', ...words, ...json], { cwd });

    expect(result.code).toBe(2);
    expect(mistakesIn(result)).toEqual([`${code} ?`]);
    expect(digestOf(cwd)).toBe(before);
  });

  it.concurrent('suggests the environment that was probably meant', async () => {
    const result = await run(['pin', IMAGE, '--env', 'stagin', ...json], { cwd: smallProject() });

    expect(jsonOf(result).mistakes).toMatchObject([{ given: 'stagin', allowed: ['production', 'sandbox', 'staging'] }]);
    expect(jsonOf(result).mistakes[0].fix).toContain("did you mean 'staging'");
  });

  const damaged: readonly (readonly [string, Files])[] = [
    ['no JSON', { 'environments/staging.images.json': '{' }],
    ['a list', { 'environments/staging.images.json': '[]' }],
    ['no list of texts', { 'environments/staging.images.json': '{ "a": 1 }' }],
  ];

  it.concurrent.each(damaged)('refuses to write into what is %s', async (_, files) => {
    const cwd = smallProject(files);
    const before = digestOf(cwd);

    const result = await run(['pin', IMAGE, '--env', 'production,staging', ...json], { cwd });

    expect(mistakesIn(result)).toEqual(['PINS_INVALID ?']);
    expect(digestOf(cwd)).toBe(before);
  });

  it.concurrent('ends with the mistakes of its input where a pin file or their folder can not be read', async () => {
    const [folder, none] = [smallProject(), smallProject()];
    rmSync(join(folder, 'environments/staging.images.json'));
    mkdirSync(join(folder, 'environments/staging.images.json'));
    rmSync(join(none, 'environments'), { recursive: true });

    const results = await Promise.all(
      [folder, none].map((cwd) => run(['pin', IMAGE, '--env', 'staging', ...json], { cwd })),
    );

    expect(results.map(({ code }) => code)).toEqual([2, 2]);
    expect(results.map(mistakesIn)).toEqual([['VALUE_INVALID ?'], ['ENVIRONMENT_UNKNOWN ?']]);
  });
});
