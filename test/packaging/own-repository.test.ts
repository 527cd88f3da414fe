import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { CHECKOUT, jsonOf, mistakesIn, newFolder, pathsIn, start, textsIn, wholeProject, write } from '../support/cli';
import { installFacts, ownRepository, packedLibrary, PLACES, runInstalled } from '../support/packed';
import type { Read } from '../support/documents';

const json = ['--format', 'json'];
const SERVICES = Object.keys(PLACES);
const repositories = new Map<string, string>();
const monorepo = wholeProject();

/** Packing, building and rendering eight repositories takes its time on a busy machine. */
const LONG = 600_000;

beforeAll(async () => {
  for (const service of SERVICES) repositories.set(service, ownRepository(service));
  const command = join(repository('spamcheck'), 'node_modules/taxiway/build/bin/taxiway.js');
  const whole = await start(process.execPath, [command, 'synth', '--check', ...json], { cwd: monorepo });
  expect([whole.code, whole.stderr]).toEqual([0, '']);
  for (const root of repositories.values()) {
    const { code, stderr, stdout } = await runInstalled(['synth', '--check', ...json], root);
    expect([code, stderr, JSON.parse(stdout)]).toEqual([
      0,
      '',
      expect.objectContaining({ mistakes: [], findings: [] }),
    ]);
  }
}, LONG);

function repository(service: string): string {
  return repositories.get(service) ?? '';
}

/** The lines of an assembly about one service; what lies in the package of facts is read as if it lay in the project. */
function linesOf(root: string, environment: string, service: string): readonly string[] {
  return readFileSync(join(root, `dist/${environment}/assembly.jsonl`), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith(`{"id":"${environment}/${service}:`))
    .map((line) => line.replaceAll('"file":"node_modules/@acme/environments/', '"file":"environments/'));
}

/** Files of a service, or of the platform, by path. */
function filesOf(root: string, environment: string, folder: string): ReadonlyMap<string, string> {
  return textsIn(join(root, 'dist', environment, folder));
}

describe('the tarball', () => {
  it('holds the build, the schemas and what npm shows, and nothing else', () => {
    const paths = pathsIn(packedLibrary());

    expect(paths.filter((path) => !path.startsWith('build/') && !path.startsWith('schemas/'))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(
      paths.filter(
        (path) => path.startsWith('build/') && !/^build\/(?:bin|lib|constructs)\/.*\.(?:js|d\.ts)$/.test(path),
      ),
    ).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['build/bin/taxiway.js', 'build/constructs/index.d.ts']));
    expect(paths.filter((path) => path.startsWith('schemas/'))).toEqual(
      pathsIn(join(CHECKOUT, 'schemas'))
        // What makes them stays here; what we typed is in custom/ with the others.
        .filter((path) => !path.endsWith('.mjs') && !path.startsWith('typed/'))
        .map((path) => `schemas/${path}`),
    );
  });

  it.each([
    ['a CommonJS module', 'consumer.cjs', "const { place, MlService } = require('taxiway');"],
    ['an ES module', 'consumer.mjs', "import { place, MlService } from 'taxiway';"],
  ])('can be imported by name from %s', async (_, file, line) => {
    const cwd = repository('spamcheck');
    write(cwd, { [file]: `${line}\nconsole.log(typeof place, typeof MlService);` });

    const { code, stdout, stderr } = await start(process.execPath, [file], { cwd });

    expect([code, stdout, stderr]).toEqual([0, 'function function\n', '']);
  });

  it.each([
    ['node16', { module: 'node16', moduleResolution: 'node16' }],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ])(
    'has types that a strict compiler takes, its libraries checked, by the resolution %s',
    async (name, resolution) => {
      const cwd = repository('code-suggestions');
      const options = {
        target: 'ES2022',
        strict: true,
        noEmit: true,
        resolveJsonModule: true,
        skipLibCheck: false,
        types: [],
      };
      write(cwd, {
        [`${name}.json`]: JSON.stringify({
          compilerOptions: { ...options, ...resolution },
          include: ['services', 'environments', 'types'],
          // A program for the engines needs the types of Node.js; a service needs none.
          exclude: ['services/main.ts'],
        }),
        'types/strict.ts': `import { place } from 'taxiway';
import { sandbox } from '@acme/environments';
import { CodeSuggestions } from '../services/code-suggestions';
// @ts-expect-error: were the types lost, everything would be allowed
export const row = place(CodeSuggestions, [sandbox]);
`,
      });

      const compiler = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
      const { code, stdout } = await start(process.execPath, [compiler, '-p', `${name}.json`], { cwd });

      expect([code, stdout]).toEqual([0, '']);
    },
  );
});

describe('a service in its own repository', () => {
  it.each(SERVICES)('%s has the same file, and byte for byte the same documents', (service) => {
    const root = repository(service);
    const file = `services/${service}.ts`;

    expect(readFileSync(join(root, file))).toEqual(readFileSync(join(CHECKOUT, file)));
    for (const environment of PLACES[service] ?? []) {
      const lines = linesOf(root, environment, service);
      expect(lines.length).toBeGreaterThanOrEqual(20);
      expect(lines).toEqual(linesOf(monorepo, environment, service));
      expect(filesOf(root, environment, service)).toEqual(filesOf(monorepo, environment, service));
    }
  });

  it('renders no platform, and names the rules that need one', async () => {
    const root = repository('code-suggestions');

    const { ran, notChecked } = jsonOf(await runInstalled(['check', ...json], root));
    const fromDist = jsonOf(await runInstalled(['check', '--from', 'dist', ...json], root));

    expect(pathsIn(join(root, 'dist')).filter((path) => path.includes('platform'))).toEqual([]);
    const needPools = ['BUDGET_CEILING', 'BUDGET_EXCEEDED', 'BUDGET_UNKNOWN'];
    expect(notChecked).toEqual([
      ...needPools,
      'CALLER_NOT_PLACED',
      'CALLS_BOTH_ENDS',
      'NAMES_UNIQUE',
      'VAULT_PATHS_OVERLAP',
      'VAULT_READS_ANOTHER',
    ]);
    expect([fromDist.ran, fromDist.notChecked]).toEqual([ran, notChecked]);
  });

  it('is listed and explained, facts with their line in the package', async () => {
    const root = repository('code-suggestions');

    const { workloads } = jsonOf(await runInstalled(['list', '--env', 'staging', ...json], root));
    const words = ['explain', 'HTTPRoute/code-suggestions', '--env', 'staging', ...json];
    const { explanations } = jsonOf(await runInstalled(words, root));

    expect(workloads).toMatchObject([{ service: 'code-suggestions', capacity: 'on demand' }]);
    const facts = explanations.filter(({ origin }: Read) => origin === 'environment');
    const { file, line } = facts[0].source;
    expect(file).toBe('node_modules/@acme/environments/staging.ts');
    expect(readFileSync(join(root, file), 'utf8').split('\n')[line - 1]).toContain(facts[0].by.split('.').at(-1));
  });

  it('pins, begins a second service and completes words', async () => {
    const root = ownRepository('spamcheck');
    const image = (name: string): string => `ghcr.io/${name}@sha256:${'a'.repeat(64)}`;

    const pinned = await runInstalled(['pin', image('spamcheck'), '--env', 'staging'], root);
    const words = ['--owner', 'group::anti-abuse', '--image', image('second'), '--env', 'sandbox,staging'];
    const made = await runInstalled(['new', 'service', 'second', ...words, ...json], root);
    const rendered = await runInstalled(['synth', '--check', ...json], root);
    const completed = await runInstalled(['complete', '--', 'list', '--service', ''], root);

    expect(pinned).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(made).files).toEqual([
      'services/second.ts',
      'test/services/second.test.ts',
      'services/index.ts',
      'environments/sandbox.images.json',
      'environments/staging.images.json',
    ]);
    expect([rendered.code, rendered.stderr]).toEqual([0, '']);
    expect(readFileSync(join(root, 'dist/staging/spamcheck/kubernetes.yaml'), 'utf8')).toContain(image('spamcheck'));
    expect(completed.stdout).toMatch(/^second\t?\nspamcheck\t?\n/);
  });

  it('gives the engines the same objects, and no platform to apply', async () => {
    const root = repository('code-suggestions');
    const out = newFolder();

    const { code, stderr } = await runInstalled(['run', 'services/main.ts'], root, {
      TAXIWAY_ENV: 'staging',
      CDK8S_OUTDIR: join(out, 'cdk8s'),
      CDKTF_OUTDIR: join(out, 'cdktf'),
    });

    expect([code, stderr]).toEqual([0, '']);
    expect(pathsIn(join(out, 'cdk8s'))).toEqual([
      'code-suggestions-grants.k8s.yaml',
      'code-suggestions-workloads.k8s.yaml',
    ]);
    expect(pathsIn(join(out, 'cdktf')).filter((path) => path.includes('stacks/'))).toEqual([
      'stacks/code-suggestions-grants/cdk.tf.json',
    ]);
  });

  it.each([
    ['TypeScript', 'index.ts', {}],
    ['CommonJS', 'index.js', { format: 'cjs' }],
    ['an ES module', 'index.mjs', { format: 'esm' }],
  ] as const)('takes environments as they are from a package of %s', async (_, main, how) => {
    const root = ownRepository('code-suggestions', { pins: false });
    const folder = join(root, 'node_modules/@acme/environments');
    const exported = main.endsWith('.mjs') ? { exports: { '.': { import: './index.mjs' } } } : { main };
    if ('format' in how) {
      const { outputFiles } = buildSync({
        entryPoints: [join(folder, 'index.ts')],
        bundle: true,
        packages: 'external',
        write: false,
        platform: 'node',
        ...how,
      });
      installFacts(root, { [main]: outputFiles[0]?.text ?? '' });
    }
    write(folder, {
      'package.json': JSON.stringify({ name: '@acme/environments', ...exported, peerDependencies: { taxiway: '*' } }),
    });

    const result = await runInstalled(['synth', '--check', ...json], root);

    expect([result.code, result.stderr]).toEqual([0, '']);
    expect(filesOf(root, 'production', 'code-suggestions')).toEqual(
      filesOf(monorepo, 'production', 'code-suggestions'),
    );
  });

  it('decides who renders the platform, or nothing is rendered', async () => {
    const settings = '{ "name": "spamcheck", "taxiway": "services/index.ts" }';
    const undecided = ownRepository('spamcheck', { files: { 'package.json': settings } });
    const asTheyAre = ownRepository('spamcheck', { pins: false, files: { 'package.json': settings } });
    const unknown = ownRepository('spamcheck', { files: { 'package.json': '{ "taxiway": { "platform": "there" } }' } });

    const codes = [];
    for (const root of [undecided, asTheyAre, unknown]) {
      codes.push(...mistakesIn(await runInstalled(['synth', ...json], root)));
      expect(pathsIn(join(root, 'dist'))).toEqual([]);
    }
    const run = await runInstalled(['run', 'services/main.ts'], undecided);

    expect(codes).toEqual(['PLATFORM_UNDECIDED ?', 'PLATFORM_UNDECIDED ?', 'VALUE_INVALID ?']);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('(PLATFORM_UNDECIDED)')]);
    expect(pathsIn(join(undecided, 'cdk8s.out'))).toEqual([]);
  });
});

describe('the platform of services in their own repositories', () => {
  const root = newFolder({
    'package.json': '{ "name": "platform", "dependencies": { "@acme/environments": "*" } }',
  });
  const words = ['synth', '--platform', '--check', ...json];
  const others = (): readonly string[] => SERVICES.flatMap((service) => ['--with', join(repository(service), 'dist')]);

  beforeAll(async () => {
    installFacts(root);
    const command = join(repository('spamcheck'), 'node_modules/taxiway/build/bin/taxiway.js');
    const { code, stderr, stdout } = await start(process.execPath, [command, ...words, ...others()], { cwd: root });
    expect([code, stderr, JSON.parse(stdout)]).toEqual([
      0,
      '',
      expect.objectContaining({ mistakes: [], findings: [] }),
    ]);
  }, LONG);

  it.each(['sandbox', 'staging', 'production'])('of %s is byte for byte the one of the monorepo', (environment) => {
    const platform = filesOf(root, environment, 'platform');

    expect(pathsIn(join(root, 'dist', environment))).toEqual([
      'assembly.jsonl',
      'platform/alertmanager.yaml',
      'platform/kubernetes.yaml',
      'platform/rules.yaml',
      'platform/runbooks/alerts.md',
      'platform/terraform/cdk.tf.json',
    ]);
    expect(platform).toEqual(filesOf(monorepo, environment, 'platform'));
    const lines = (folder: string): readonly string[] =>
      readFileSync(join(folder, `dist/${environment}/assembly.jsonl`), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith(`{"id":"${environment}/platform/`))
        .map((line) => line.replaceAll('"file":"node_modules/@acme/environments/', '"file":"environments/'));
    expect(lines(root)).toEqual(lines(monorepo));
  });

  it('is another one where a service is left out', async () => {
    const less = others().slice(2);
    const command = join(repository('spamcheck'), 'node_modules/taxiway/build/bin/taxiway.js');

    await start(process.execPath, [command, 'synth', '--platform', '--out', 'less', ...less], { cwd: root });

    expect(digestIn(root, 'less/production')).not.toBe(digestIn(root, 'dist/production'));
  });
});

function digestIn(root: string, folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(root, folder, 'platform/terraform/cdk.tf.json')))
    .digest('hex');
}
