import { mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  codesIn,
  digestOf,
  jsonOf,
  mistakesIn,
  newFolder,
  pathsIn,
  run,
  service,
  smallProject,
  table,
} from '../support/cli';

const json = ['--format', 'json'];

describe('a program that is wrong', () => {
  it.each([
    [
      'does not compile',
      { 'services/tiny.ts': 'export const a: = 3;\n' },
      ['PROGRAM_DOES_NOT_COMPILE services/tiny.ts:1'],
    ],
    [
      'imports a file that is not there',
      { 'services/tiny.ts': `import { x } from './nope';\n${service('tiny', 'void x;')}` },
      ['IMPORT_NOT_FOUND services/tiny.ts:1'],
    ],
    [
      'imports a package that is not there',
      { 'services/tiny.ts': `import x from 'left-handed-pad';\n${service('tiny', 'void x;')}` },
      ['IMPORT_NOT_FOUND services/tiny.ts:1'],
    ],
    [
      'throws while it is loaded',
      { 'services/tiny.ts': `${service('tiny')}\nthrow new Error('boom');\n` },
      ['PROGRAM_THREW services/tiny.ts:12'],
    ],
    ['has no placement table', { 'services/index.ts': 'export const rows = [];\n' }, ['PLACEMENTS_MISSING ?']],
  ])('that %s ends with its code and its line', async (_, files, wanted) => {
    const result = await run(['synth', ...json], { cwd: smallProject(files) });

    expect(result.code).toBe(2);
    expect(mistakesIn(result)).toEqual(wanted);
  });

  it('with a service that throws still reports the mistakes of the others, and keeps the last good output', async () => {
    const cwd = smallProject({
      'services/index.ts': table('tiny', 'other'),
      'services/other.ts': service('other'),
    });
    await run(['synth'], { cwd });
    const good = digestOf(join(cwd, 'dist'));
    writeFileSync(join(cwd, 'services/tiny.ts'), service('tiny', "if (env.name !== 'moon') throw new Error('boom');"));
    writeFileSync(
      join(cwd, 'services/other.ts'),
      service('other', '', "replicas: -1, run: { memory: '5 Gi' as never },"),
    );

    const result = await run(['synth', ...json], { cwd });

    expect(result.code).toBe(2);
    expect(mistakesIn(result)).toEqual([
      'REPLICAS_INVALID services/other.ts:8',
      'QUANTITY_INVALID services/other.ts:8',
      'SERVICE_THREW services/tiny.ts:5',
    ]);
    expect(digestOf(join(cwd, 'dist'))).toBe(good);
  });

  it('is told in text on standard error, with nothing on standard output', async () => {
    const result = await run(['synth'], {
      cwd: smallProject({ 'services/tiny.ts': service('tiny', '', 'replicas: -1,') }),
    });

    expect(result.stdout.trim()).toBe('');
    expect(result.stderr).toContain('services/tiny.ts:8:7');
    expect(result.stderr).toContain('(REPLICAS_INVALID)');
  });
});

describe('a command line that is wrong', () => {
  it.each([
    ['an unknown command', ['synht'], 'Did you mean synth'],
    ['an unknown option', ['synth', '--al'], 'unknown option'],
    ['an unknown environment', ['list', '--env', 'stagin'], "did you mean 'staging'"],
    ['an unknown service', ['list', '--service', 'tini'], "did you mean 'tiny'"],
    ['an unknown format', ['list', '--format', 'yaml'], 'Allowed choices'],
    ['a folder that is not there', ['check', '--from', 'nowhere'], '(ASSEMBLY_MISSING)'],
    ['an unknown document', ['explain', 'Deployment/tini'], '(DOCUMENT_UNKNOWN)'],
    ['an unknown prop', ['explain', 'tiny', 'replica'], "did you mean 'replicas'"],
  ])('by %s ends with 2 and says what helps', async (_, words, help) => {
    const result = await run(words, { cwd: smallProject() });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain(help);
  });

  it('outside a project says where one was looked for', async () => {
    const result = await run(['synth', ...json], { cwd: newFolder() });

    expect(jsonOf(result).mistakes.map(({ code }: { code: string }) => code)).toEqual(['PROGRAM_NOT_FOUND']);
  });
});

describe('a place that can not be written', () => {
  it('is reported, and the other environments are written', async () => {
    const cwd = smallProject();
    mkdirSync(join(cwd, 'dist'));
    writeFileSync(join(cwd, 'dist/staging'), 'a file where a folder should be');

    const result = await run(['synth', ...json], { cwd });

    expect(result.code).toBe(2);
    expect(mistakesIn(result)).toEqual(['WRITE_FAILED ?']);
    expect(pathsIn(join(cwd, 'dist')).some((path) => path.startsWith('production/'))).toBe(true);
  });

  it('leaves a damaged tree that is refused, and mended by the next run', async () => {
    const cwd = smallProject();
    await run(['synth'], { cwd });
    const good = digestOf(join(cwd, 'dist'));
    rmSync(join(cwd, 'dist/staging/tiny/kubernetes.yaml'));

    const refused = await run(['check', '--from', 'dist'], { cwd });
    await run(['synth'], { cwd });

    expect(codesIn(refused.stderr)).toEqual(['ASSEMBLY_DAMAGED']);
    expect(digestOf(join(cwd, 'dist'))).toBe(good);
  });
});
