import { readFileSync, rmSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, digestOf, jsonOf, mistakesIn, readJson, run, smallProject, start } from '../support/cli';

const IMAGE = `registry.example.com/team/summarizer@sha256:${'a'.repeat(64)}`;
const NEW = ['new', 'service', 'summarizer', '--owner', 'group::code-review', '--image', IMAGE, '--env', 'staging'];

describe('a new service', () => {
  it('is written with its placement, its pin and its test, and renders as typed', async () => {
    const cwd = smallProject();

    const made = jsonOf(await run([...NEW, '--gpu', 'l4', '--format', 'json'], { cwd }));
    const rendered = await run(['synth', '--check', '--format', 'json'], { cwd });

    expect([...made.files].sort()).toEqual([
      'environments/staging.images.json',
      'services/index.ts',
      'services/summarizer.ts',
      'test/services/summarizer.test.ts',
    ]);
    expect(rendered.code).toBe(0);
    expect(readFileSync(join(cwd, 'dist/staging/summarizer/kubernetes.yaml'), 'utf8')).toContain(IMAGE);
    expect(jsonOf(await run(['list', '--service', 'summarizer', '--format', 'json'], { cwd })).workloads).toHaveLength(
      1,
    );
  });

  it('is formatted as the rest', async () => {
    const cwd = smallProject();
    await run([...NEW], { cwd });
    const prettier = join(CHECKOUT, 'node_modules/prettier/bin/prettier.cjs');
    const files = ['services/summarizer.ts', 'test/services/summarizer.test.ts'];

    const { code, stderr } = await start(
      process.execPath,
      [prettier, '--config', join(CHECKOUT, '.prettierrc.json'), '--check', ...files],
      { cwd },
    );

    expect(stderr).not.toContain('[warn]');
    expect(code).toBe(0);
  });

  it('is refused with all its mistakes at once, and nothing is left behind', async () => {
    const cwd = smallProject();
    const before = digestOf(cwd);
    const words = [
      'new',
      'service',
      'Bad',
      '--owner',
      'group::nobody',
      '--image',
      'x:latest',
      '--env',
      'moon',
      '--gpu',
      'l4',
    ];

    const result = await run([...words, '--format', 'json'], { cwd });

    expect(result.code).toBe(2);
    expect(
      mistakesIn(result)
        .map((one) => one.split(' ')[0])
        .sort(),
    ).toEqual(['ENVIRONMENT_UNKNOWN', 'IMAGE_BY_TAG', 'NAME_INVALID', 'OWNER_UNKNOWN']);
    expect(digestOf(cwd)).toBe(before);
  });

  it('is refused where its file is there, or where nobody can be asked for what is missing', async () => {
    const cwd = smallProject();
    await run([...NEW], { cwd });

    const again = await run([...NEW, '--format', 'json'], { cwd });
    const silent = await run(['new', 'service', '--format', 'json'], { cwd });

    expect(mistakesIn(again)).toEqual(['FILE_EXISTS ?']);
    expect(mistakesIn(silent)).toEqual(['USAGE ?']);
  });

  it('is written whole or not at all', async () => {
    const cwd = smallProject();
    rmSync(join(cwd, 'environments/staging.images.json'));
    mkdirSync(join(cwd, 'environments/staging.images.json'));

    const result = await run([...NEW], { cwd });

    expect(result.code).not.toBe(0);
    expect(() => readFileSync(join(cwd, 'services/summarizer.ts'))).toThrow();
  });
});

describe('a pin', () => {
  it('is written sorted, once, and also while a service is broken', async () => {
    const cwd = smallProject({ 'services/tiny.ts': 'this is no TypeScript' });
    const words = ['pin', IMAGE, '--env', 'staging', '--env', 'production', '--format', 'json'];

    const [first, second] = [jsonOf(await run(words, { cwd })), jsonOf(await run(words, { cwd }))];

    const pins = readJson(join(cwd, 'environments/staging.images.json')) as Record<string, string>;
    expect(pins['summarizer']).toBe(IMAGE);
    expect(Object.keys(pins)).toEqual([...Object.keys(pins)].sort());
    expect([first, second].map(({ pins: made }) => made.map(({ changed }: { changed: boolean }) => changed))).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it.each([
    ['a tag', ['registry.example.com/x:1.2'], 'IMAGE_BY_TAG'],
    ['a short digest', ['registry.example.com/x@sha256:abc'], 'IMAGE_INVALID'],
  ])('refuses %s and changes nothing', async (_, words, code) => {
    const cwd = smallProject();
    const before = digestOf(cwd);

    const result = await run(['pin', ...words, '--env', 'staging', '--format', 'json'], { cwd });

    expect(mistakesIn(result)).toEqual([`${code} ?`]);
    expect(digestOf(cwd)).toBe(before);
  });

  it('refuses an environment that is not there', async () => {
    const result = await run(['pin', IMAGE, '--env', 'stagin', '--format', 'json'], { cwd: smallProject() });

    expect(jsonOf(result).mistakes[0]).toMatchObject({
      code: 'ENVIRONMENT_UNKNOWN',
      allowed: ['production', 'sandbox', 'staging'],
    });
  });
});

describe('help and completion', () => {
  it.each(['synth', 'check', 'list', 'explain', 'pin'])('shows examples for %s', async (command) => {
    const { code, stdout } = await run([command, '--help'], { cwd: smallProject() });

    expect(code).toBe(0);
    expect(stdout).toContain(`$ taxiway ${command}`);
  });

  it.each(['bash', 'zsh', 'fish'])('prints the completion of %s', async (shell) => {
    const { code, stdout } = await run(['complete', shell], { cwd: smallProject() });

    expect(code).toBe(0);
    expect(stdout).toContain('taxiway');
  });

  it('completes commands, and environments of the project', async () => {
    const cwd = smallProject();

    const commands = await run(['complete', '--', ''], { cwd });
    const environments = await run(['complete', '--', 'synth', '--env', ''], { cwd });

    expect(commands.stdout).toContain('explain');
    expect(environments.stdout).toContain('production');
  });
});
