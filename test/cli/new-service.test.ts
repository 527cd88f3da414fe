import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHECKOUT,
  digestOf,
  jsonOf,
  mistakesIn,
  newFolder,
  readJson,
  run,
  runAlone,
  smallProject,
  start,
  textsIn,
  wholeProject,
  write,
  type Files,
} from '../support/cli';

const IMAGE = `ghcr.io/team/summarizer@sha256:${'a'.repeat(64)}`;
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
      const formatter = [join(CHECKOUT, 'node_modules/oxfmt/bin/oxfmt'), '--config', join(CHECKOUT, '.oxfmtrc.json')];

      const { code, stderr } = await start(process.execPath, [...formatter, '--check', ...FILES], { cwd });

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

  describe('that is the first of its repository', () => {
    const environments = (name: string): Files => ({
      'environments/staging.ts': readFileSync(join(CHECKOUT, 'environments/staging.ts'), 'utf8'),
      'environments/teams.ts': readFileSync(join(CHECKOUT, 'environments/teams.ts'), 'utf8'),
      'environments/staging.images.json': '{}\n',
      'package.json': name,
    });
    const words = ['new', 'service', 'summarizer', ...OPTIONS.slice(0, 4), '--env', 'staging', ...json];

    it.concurrent('needs a package.json and facts of its own, and renders the platform', async () => {
      const cwd = newFolder(environments('{ "name": "new" }'));

      const made = await run(words, { cwd });
      const rendered = await run(['synth', '--check', ...json], { cwd });

      expect(jsonOf(made).files).toEqual(FILES.slice(0, 4));
      expect(readJson(join(cwd, 'package.json'))).toEqual({ name: 'new' });
      expect([rendered.code, existsSync(join(cwd, 'dist/staging/platform'))]).toEqual([0, true]);
    });

    it.concurrent('fills a table that is empty', async () => {
      const table = "import { place } from 'taxiway';\n\n// none yet\nexport const placements = [];\n";
      const cwd = newFolder({ ...environments('{ "taxiway": "runs.ts" }'), 'runs.ts': table });

      const before = await run(['list', ...json], { cwd });
      const made = await run(words, { cwd });

      expect(mistakesIn(before)).toEqual(['PLACEMENTS_MISSING ?']);
      expect([made.code, jsonOf(made).files[2]]).toEqual([0, 'runs.ts']);
      expect(readFileSync(join(cwd, 'runs.ts'), 'utf8')).toBe(
        "import { place } from 'taxiway';\nimport { staging } from './environments/staging';\nimport { Summarizer } from './services/summarizer';\n\n// none yet\nexport const placements = [\n  place(Summarizer, [staging]),\n];\n",
      );
    });

    it.concurrent('takes the facts of a package, and leaves what package.json says as it is', async () => {
      const settings =
        '{\n\t"name": "new",\n\t"dependencies": { "@acme/facts": "1" },\n\t"taxiway": "services/index.ts"\n}\n';
      const facts = {
        'node_modules/@acme/facts/package.json':
          '{ "name": "@acme/facts", "main": "staging.ts", "peerDependencies": { "taxiway": "*" } }',
        ...Object.fromEntries(
          ['staging.ts', 'teams.ts', 'staging.images.json'].map((file) => [
            `node_modules/@acme/facts/${file}`,
            readFileSync(join(CHECKOUT, 'environments', file), 'utf8'),
          ]),
        ),
      };
      const [cwd, decided] = [settings, settings.replace('"services/index.ts"', '{ "platform": "here" }')].map((text) =>
        newFolder({ 'package.json': text, ...facts }),
      ) as [string, string];

      const made = await run(words, { cwd });
      const rendered = await run(['synth', ...json], { cwd });
      const other = await run(words, { cwd: decided });

      expect(jsonOf(made).files).toEqual([...FILES.slice(0, 3), 'environments/staging.ts', FILES[3], 'package.json']);
      expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe(
        '{\n\t"name": "new",\n\t"dependencies": {\n\t\t"@acme/facts": "1"\n\t},\n\t"taxiway": {\n\t\t"entry": "services/index.ts",\n\t\t"platform": "elsewhere"\n\t}\n}\n',
      );
      expect([rendered.code, existsSync(join(cwd, 'dist/staging/platform'))]).toEqual([0, false]);
      expect(jsonOf(other).files).not.toContain('package.json');
    });

    it.concurrent.each<[string, Files, string]>([
      ['there is no environment', { 'package.json': '{}' }, 'ENVIRONMENT_UNKNOWN ?'],
      ['there is no package.json', {}, 'PROGRAM_NOT_FOUND ?'],
      [
        'its environments are broken',
        { ...environments('{}'), 'environments/teams.ts': 'export const {' },
        'PROGRAM_DOES_NOT_COMPILE environments/teams.ts:1',
      ],
      ['its package.json is broken', environments('{'), 'VALUE_INVALID ?'],
    ])('is refused where %s, and nothing is written', async (_, files, mistake) => {
      const cwd = newFolder(files);
      const before = textsIn(cwd);

      const result = await run(words, { cwd });

      expect([result.code, ...mistakesIn(result)]).toEqual([2, mistake]);
      expect(textsIn(cwd)).toEqual(before);
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

    const result = await runAlone(['new', 'service', 'summarizer', ...OPTIONS, ...json], {
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
