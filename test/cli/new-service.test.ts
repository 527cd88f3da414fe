import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHECKOUT,
  digestOf,
  jsonOf,
  mistakesIn,
  newFolder,
  run,
  smallProject,
  start,
  textsIn,
  wholeProject,
  write,
} from '../support/cli';

const IMAGE = `registry.example.com/team/summarizer@sha256:${'a'.repeat(64)}`;
const OPTIONS = ['--owner', 'group::code-review', '--image', IMAGE, '--env', 'staging,production'];
const json = ['--format', 'json'];
const FILES = [
  'services/summarizer.ts',
  'test/services/summarizer.test.ts',
  'services/index.ts',
  'environments/staging.images.json',
  'environments/production.images.json',
];

describe('a new service', () => {
  describe('with everything given', () => {
    const cwd = wholeProject();

    beforeAll(async () => {
      const made = await run(['new', 'service', 'summarizer', ...OPTIONS, '--gpu', 'l4', ...json], { cwd });
      expect(jsonOf(made)).toMatchObject({ service: 'summarizer', files: FILES });
      expect(made).toMatchObject({ code: 0, stderr: '' });
    });

    it('renders as typed, where it was placed', async () => {
      const rendered = await run(['synth', ...json], { cwd });
      const listed = await run(['list', '--from', 'dist', '--service', 'summarizer', ...json], { cwd });

      expect([rendered.code, jsonOf(rendered).mistakes]).toEqual([0, []]);
      expect(jsonOf(listed).workloads).toMatchObject(
        ['staging', 'production'].map((environment) => ({
          environment,
          owner: 'group::code-review',
          image: IMAGE,
          maturity: 'experimental',
        })),
      );
      expect(readFileSync(join(cwd, 'dist/staging/summarizer/kubernetes.yaml'), 'utf8')).toContain('nvidia.com/gpu');
    });

    it.concurrent('is formatted as the rest', async () => {
      const prettier = [
        join(CHECKOUT, 'node_modules/prettier/bin/prettier.cjs'),
        '--config',
        join(CHECKOUT, '.prettierrc.json'),
      ];

      const { code, stderr } = await start(process.execPath, [...prettier, '--check', ...FILES], { cwd });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });

    it.concurrent('has the types that its test and the placement table ask for', async () => {
      const config = {
        extends: join(CHECKOUT, 'tsconfig.json'),
        compilerOptions: {
          rootDir: '/',
          paths: { taxiway: [join(CHECKOUT, 'constructs/index.ts')] },
          typeRoots: [join(CHECKOUT, 'node_modules/@types')],
        },
        include: ['services', 'test'],
      };
      write(cwd, { 'tsconfig.json': JSON.stringify(config) });

      const { code, stdout } = await start(process.execPath, [join(CHECKOUT, 'node_modules/typescript/bin/tsc')], {
        cwd,
      });

      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    });

    it.concurrent('has a test that passes', async () => {
      const config = {
        rootDir: cwd,
        testMatch: ['<rootDir>/test/**/*.test.ts'],
        moduleNameMapper: { '^taxiway$': join(CHECKOUT, 'constructs/index.ts') },
        moduleFileExtensions: ['ts', 'js', 'json'],
        transform: { '\\.ts$': join(CHECKOUT, 'test/support/esbuild-transform.js') },
        watchman: false,
      };
      const jest = join(CHECKOUT, 'node_modules/jest/bin/jest.js');

      const { code, stderr } = await start(
        process.execPath,
        [jest, '--config', JSON.stringify(config), '--runInBand'],
        { cwd },
      );

      expect(stderr).toMatch(/Tests: +2 passed, 2 total/);
      expect(code).toBe(0);
    });

    it.concurrent('is refused a second time', async () => {
      const before = textsIn(join(cwd, 'services'));

      const again = await run(['new', 'service', 'summarizer', ...OPTIONS, ...json], { cwd });

      expect(again.code).toBe(2);
      expect(mistakesIn(again)).toEqual(['FILE_EXISTS ?']);
      expect(textsIn(join(cwd, 'services'))).toEqual(before);
    });
  });

  it.concurrent('says in text what was written and what comes next', async () => {
    const { code, stdout } = await run(['new', 'service', 'summarizer', ...OPTIONS], { cwd: smallProject() });

    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual(FILES.map((file) => `wrote ${file}`));
    expect(stdout).toContain('taxiway synth --check');
  });

  it.concurrent.each([
    ['a folder of tests for it', { 'test/services/summarizer.test.ts/mine': '' }],
    ['a service of that name', { 'services/summarizer.ts': '// mine' }],
  ])('is refused where there is %s', async (_, files) => {
    const cwd = smallProject(files);
    const before = textsIn(cwd);

    const result = await run(['new', 'service', 'summarizer', ...OPTIONS, ...json], { cwd });

    expect(mistakesIn(result)).toEqual(['FILE_EXISTS ?']);
    expect(textsIn(cwd)).toEqual(before);
  });

  it.concurrent.each([
    [
      'nothing of it is right',
      ['Bad', '--owner', 'group::code-reviev', '--image', 'x:latest', '--env', 'stagin,moon', '--gpu', 'l4'],
      ['ENVIRONMENT_UNKNOWN', 'ENVIRONMENT_UNKNOWN', 'IMAGE_BY_TAG', 'NAME_INVALID', 'OWNER_UNKNOWN'],
    ],
    [
      'its GPU is not offered everywhere',
      ['summarizer', ...OPTIONS, '--env', 'sandbox', '--gpu', 'l4'],
      ['GPU_NOT_OFFERED'],
    ],
    ['nobody knows its GPU', ['summarizer', ...OPTIONS, '--gpu', 'l5'], ['GPU_UNKNOWN', 'GPU_UNKNOWN']],
    ['its name is too long', ['s'.repeat(28), ...OPTIONS], ['NAME_TOO_LONG']],
    ['its class would be called as one of ours', ['ml-service', ...OPTIONS], ['NAME_INVALID']],
    [
      'another service uses that image by another digest',
      ['summarizer', ...OPTIONS, '--image', IMAGE.replace('summarizer', 'spamcheck')],
      ['IMAGE_INVALID', 'IMAGE_INVALID'],
    ],
  ])('is refused with all mistakes at once where %s, and nothing is left behind', async (_, words, codes) => {
    const cwd = smallProject();
    const before = digestOf(cwd);

    const result = await run(['new', 'service', ...words, ...json], { cwd });

    expect(result.code).toBe(2);
    expect(
      jsonOf(result)
        .mistakes.map(({ code }: { code: string }) => code)
        .sort(),
    ).toEqual(codes);
    expect(digestOf(cwd)).toBe(before);
  });

  it.concurrent('is not written at all where the folder of its test is a file', async () => {
    const cwd = smallProject({ test: '' });
    const before = textsIn(cwd);

    const result = await run(['new', 'service', 'summarizer', ...OPTIONS, ...json], { cwd });

    expect(result.code).toBe(2);
    expect(mistakesIn(result)).toEqual(['WRITE_FAILED ?']);
    expect(textsIn(cwd)).toEqual(before);
  });

  it.concurrent('is not written at all where the disk is full at the last file', async () => {
    const cwd = smallProject();
    const before = textsIn(cwd);
    const fullDisk = newFolder({ 'full.js': FULL_DISK });

    const result = await run(['new', 'service', 'summarizer', ...OPTIONS, ...json], {
      cwd,
      env: { NODE_OPTIONS: `--require ${fullDisk}/full.js` },
    });

    expect(result.code).toBe(2);
    expect(jsonOf(result).mistakes).toMatchObject([
      { code: 'WRITE_FAILED', at: 'environments/production.images.json' },
    ]);
    expect(textsIn(cwd)).toEqual(before);
    expect(existsSync(join(cwd, 'test'))).toBe(false);
  });
});

/** Lets no bytes into the last file, as a disk without room does. */
const FULL_DISK = `
const fs = require('node:fs');
const { writeFileSync } = fs;
fs.writeFileSync = (path, text) => {
  writeFileSync(path, text);
  if (path.includes('production.images.json')) throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
};
`;
