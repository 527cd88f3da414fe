import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  codesIn,
  digestOf,
  jsonOf,
  mistakesIn,
  pathsIn,
  run,
  service,
  smallProject,
  table,
  type Files,
} from '../support/cli';

const json = ['--format', 'json'];

describe('a program that is wrong', () => {
  const cwd = smallProject();
  let good = '';

  beforeAll(async () => {
    await run(['synth'], { cwd });
    good = digestOf(join(cwd, 'dist'));
  });

  const cases: readonly (readonly [what: string, files: Files, wanted: readonly string[]])[] = [
    [
      'does not compile, in two files',
      { 'services/tiny.ts': '\nexport const a: = 3;\n', 'services/other.ts': 'export class {' },
      ['PROGRAM_DOES_NOT_COMPILE services/other.ts:1', 'PROGRAM_DOES_NOT_COMPILE services/tiny.ts:2'],
    ],
    [
      'imports a file that is not there',
      { 'services/tiny.ts': `\nimport { x } from './nope';\n${service('tiny', 'void x;')}` },
      ['IMPORT_NOT_FOUND services/tiny.ts:2'],
    ],
    [
      'imports packages that are not there',
      {
        'services/tiny.ts': `import x from 'left-handed-pad';\nimport y from '@left/handed';\n${service('tiny', 'void [x, y];')}`,
      },
      ['IMPORT_NOT_FOUND services/tiny.ts:1', 'IMPORT_NOT_FOUND services/tiny.ts:2'],
    ],
    [
      'throws while it is loaded',
      { 'services/tiny.ts': `${service('tiny')}\nthrow new Error('boom');\n` },
      ['PROGRAM_THREW services/tiny.ts:12'],
    ],
    [
      'throws a text while it is loaded',
      { 'services/tiny.ts': `${service('tiny')}\nthrow 'boom';\n` },
      ['PROGRAM_THREW ?'],
    ],
    ['exports no placement table', { 'services/index.ts': 'export const rows = [];\n' }, ['PLACEMENTS_MISSING ?']],
    ['places nothing', { 'services/index.ts': 'export const placements = [];\n' }, ['PLACEMENTS_MISSING ?']],
    [
      'places what is no placement',
      { 'services/index.ts': 'export const placements = [{}, 1];\n' },
      ['PLACEMENTS_MISSING ?'],
    ],
    [
      'names an entry that is not there',
      { 'package.json': '{ "taxiway": "services/table.ts" }' },
      ['PROGRAM_NOT_FOUND ?'],
    ],
    ['has a package.json that is no JSON', { 'package.json': '{' }, ['VALUE_INVALID ?']],
  ];

  it.concurrent.each(cases)('that %s ends with its code and its line', async (_, files, wanted) => {
    const broken = smallProject({
      'services/other.ts': service('other'),
      'services/index.ts': table('tiny', 'other'),
      ...files,
    });

    const result = await run(['synth', ...json], { cwd: broken });

    expect(result.code).toBe(2);
    expect(mistakesIn(result)).toEqual(wanted);
    expect(pathsIn(join(broken, 'dist'))).toEqual([]);
  });

  it.concurrent.each([
    [
      'contains itself',
      "const odd: Record<string, unknown> = {}; odd['self'] = odd;",
      'an object that contains itself',
    ],
    ['is too large for JSON', 'const odd = 10n;', '10n'],
    ['is a function', 'const odd = () => 1;', 'a function'],
  ])('shows in JSON what was typed where that %s', async (_, before, shown) => {
    const odd = smallProject({ 'services/tiny.ts': service('tiny', before, 'replicas: odd as never,') });

    const result = await run(['synth', ...json], { cwd: odd });

    expect(result.code).toBe(2);
    expect(jsonOf(result).mistakes).toMatchObject([{ code: 'REPLICAS_INVALID', given: shown }]);
  });

  it.concurrent('keeps its last good output, whatever is wrong', async () => {
    writeFileSync(join(cwd, 'services/tiny.ts'), 'export class {');

    const results = await Promise.all([run(['synth', ...json], { cwd }), run(['synth', '--check'], { cwd })]);

    expect(results.map(({ code }) => code)).toEqual([2, 2]);
    expect(digestOf(join(cwd, 'dist'))).toBe(good);
  });

  describe('in one of its services', () => {
    const some = smallProject({ 'services/index.ts': table('tiny', 'other'), 'services/other.ts': service('other') });
    let before = '';

    beforeAll(async () => {
      await run(['synth'], { cwd: some });
      before = digestOf(join(some, 'dist'));
      writeFileSync(
        join(some, 'services/tiny.ts'),
        service('tiny', "if (env.name !== 'moon') throw new Error('boom');"),
      );
      writeFileSync(
        join(some, 'services/other.ts'),
        service('other', '', "replicas: -1,\n      run: { memory: '5 Gi' as never },"),
      );
    });

    it.concurrent('still reports the mistakes of the others, each once for all its environments', async () => {
      const result = await run(['synth', ...json], { cwd: some });

      expect(result.code).toBe(2);
      expect(mistakesIn(result)).toEqual([
        'REPLICAS_INVALID services/other.ts:8',
        'QUANTITY_INVALID services/other.ts:9',
        'SERVICE_THREW services/tiny.ts:5',
      ]);
      expect(jsonOf(result).mistakes.map(({ environments }: { environments: unknown }) => environments)).toEqual(
        Array(3).fill(['staging', 'production']),
      );
      expect(digestOf(join(some, 'dist'))).toBe(before);
    });

    it.concurrent.each([['check'], ['list'], ['explain', 'other']])('is said by %s as well', async (...words) => {
      const result = await run([...words, ...json], { cwd: some });

      expect(result.code).toBe(2);
      expect(mistakesIn(result)).toHaveLength(3);
    });

    it.concurrent('is told in text on standard error, with nothing on standard output', async () => {
      const result = await run(['synth'], { cwd: some });

      expect(result.stdout.trim()).toBe('');
      expect(codesIn(result.stderr)).toEqual(['REPLICAS_INVALID', 'QUANTITY_INVALID', 'SERVICE_THREW']);
      for (const place of ['services/other.ts:8:7', 'services/other.ts:9:14', 'services/tiny.ts:5:36']) {
        expect(result.stderr).toContain(`${place} in staging, production\n`);
      }
      expect(result.stderr).toMatch(/\nstaging, production: not written[^\n]*\n$/);
    });

    it.concurrent('does not keep another environment from being listed', async () => {
      const half = smallProject({
        'services/tiny.ts': service('tiny', "if (env.name === 'staging') throw new Error('boom');"),
      });

      const result = await run(['list', ...json], { cwd: half });

      expect(result.code).toBe(2);
      expect(jsonOf(result).workloads.map(({ environment }: { environment: string }) => environment)).toEqual([
        'sandbox',
        'production',
      ]);
    });
  });
});

describe('a place that can not be written', () => {
  it.concurrent.each([
    ['a file where a folder should be', (dist: string) => writeFileSync(join(dist, 'staging'), '')],
    [
      'a folder where a file should be',
      (dist: string) => mkdirSync(join(dist, 'staging/tiny/kubernetes.yaml/x'), { recursive: true }),
    ],
  ])('for %s is reported, and the other environments are written', async (_, spoil) => {
    const cwd = smallProject();
    mkdirSync(join(cwd, 'dist'));
    spoil(join(cwd, 'dist'));
    const before = pathsIn(join(cwd, 'dist'));

    const result = await run(['synth', ...json], { cwd });
    const text = await run(['synth'], { cwd });

    expect([result.code, text.code]).toEqual([2, 2]);
    expect(mistakesIn(result)).toEqual(['WRITE_FAILED ?']);
    expect(codesIn(text.stderr)).toEqual(['WRITE_FAILED']);
    expect(
      jsonOf(result).environments.map(({ name, written }: { name: string; written?: number }) => [name, written]),
    ).toEqual([
      ['sandbox', 15],
      ['staging', undefined],
      ['production', 16],
    ]);
    expect(pathsIn(join(cwd, 'dist')).filter((path) => path.startsWith('staging'))).toEqual(before);
  });

  it.concurrent('leaves a damaged tree that is refused, and mended by the next run', async () => {
    const cwd = smallProject();
    await run(['synth'], { cwd });
    const whole = digestOf(join(cwd, 'dist'));
    rmSync(join(cwd, 'dist/staging/tiny/kubernetes.yaml'));

    const refused = await run(['check', '--from', 'dist'], { cwd });
    await run(['synth'], { cwd });

    expect(codesIn(refused.stderr)).toEqual(['ASSEMBLY_DAMAGED']);
    expect(digestOf(join(cwd, 'dist'))).toBe(whole);
  });
});

describe('an environment with a mistake', () => {
  it.concurrent('hides only itself from explain, which still ends with the mistake', async () => {
    const cwd = smallProject({
      'services/index.ts': table('tiny'),
      'services/tiny.ts': service('tiny', '', "...(env.name === 'staging' ? { replicas: -1 } : {}),"),
    });

    const result = await run(['explain', 'tiny', 'replicas', ...json], { cwd });

    const { explanations } = jsonOf(result) as { explanations: { environment: string }[] };
    expect(result.code).toBe(2);
    expect(mistakesIn(result).map((one) => one.split(' ')[0])).toEqual(['REPLICAS_INVALID']);
    expect(explanations.map(({ environment }) => environment)).toEqual(['production']);
  });
});

describe('a check of nothing', () => {
  it.concurrent('names the mistakes, and no number of rules that would have run', async () => {
    const cwd = smallProject({ 'services/tiny.ts': service('tiny', '', 'replicas: -1,') });

    const { code, stdout, stderr } = await run(['check'], { cwd });

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('replicas');
  });
});
