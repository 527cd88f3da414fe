import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RUN_FOLDER, statusOf, type EngineStatus } from './support/engine';
import { run } from './support/process';

const ENGINES = join(__dirname, '../../engines');
const PAGE = join(__dirname, '../../docs/conformance.md');
const newFolder = (): string => mkdtempSync(join(RUN_FOLDER, 'installation-'));

/** What the installer says is in a folder, by name, on a machine with nothing but Node and what is in `programs`. */
async function statusIn(folder: string, programs = newFolder()): Promise<ReadonlyMap<string, EngineStatus>> {
  const env = { PATH: `${programs}:${dirname(process.execPath)}`, TAXIWAY_ENGINES_DIR: folder };
  const { stdout, stderr } = await run(process.execPath, [join(ENGINES, 'install.mjs'), '--status'], { env });
  if (stderr !== '') throw new Error(stderr);
  return new Map((JSON.parse(stdout) as readonly EngineStatus[]).map((status) => [status.name, status]));
}

/** What an installer of other sources has left behind. */
function leave(folder: string, name: string, version: string): void {
  const place = join(folder, `${name}-0123456789abcdef`);
  mkdirSync(place);
  writeFileSync(join(place, 'engine.json'), JSON.stringify({ name, version }));
}

describe('the installer', () => {
  it('says of an empty folder that every engine is missing', async () => {
    const states = [...(await statusIn(newFolder())).values()].filter(({ name }) => name !== 'terraform');

    expect(states.map(({ state }) => state)).toEqual(states.map(() => 'missing'));
    expect(states.length).toBeGreaterThan(5);
  });

  it.each(['kubernetes', 'kubeconform', 'kube-score', 'nca'])(
    'tells %s of another version from a missing one',
    async (name) => {
      const folder = newFolder();
      leave(folder, name, '0.1.2');

      const status = (await statusIn(folder)).get(name);

      expect(status).toMatchObject({ state: 'other version', found: '0.1.2' });
      expect(status?.problem).toBe(`${status?.wanted ?? ''} is wanted, 0.1.2 is here`);
    },
  );

  it('does not take a terraform of another version from PATH', async () => {
    const programs = newFolder();
    writeFileSync(join(programs, 'terraform'), '#!/bin/sh\necho \'{"terraform_version":"1.5.7"}\'\n');
    chmodSync(join(programs, 'terraform'), 0o755);

    const status = (await statusIn(newFolder(), programs)).get('terraform');

    expect(status).toMatchObject({ state: 'other version', found: '1.5.7' });
  });

  it('refuses a name that no engine has, and lists those that there are', async () => {
    const { code, stderr } = await run(process.execPath, [join(ENGINES, 'install.mjs'), 'kubernets']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/no engine kubernets; there are kubernetes, terraform,/);
  });

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['skips', {}, 0],
    ['fails', { TAXIWAY_ENGINES: 'required' }, 1],
  ])('%s the tests of an engine of another version, and says so', async (_, more, wanted) => {
    const folder = newFolder();
    leave(folder, 'kube-score', '0.1.2');

    const env = { ...more, TAXIWAY_ENGINES_DIR: folder, CI: 'true' };
    const { code, stdout } = await run(process.execPath, [join(ENGINES, 'test.mjs'), 'kube-score'], { env });

    expect(code).toBe(wanted);
    expect(stdout).toMatch(
      /^SKIPPED kube-score: an engine of another version: \S+ is wanted, 0\.1\.2 is here; install it: node engines\/install\.mjs kube-score$/m,
    );
  });
});

describe('the page of what was shown', () => {
  const { wanted } = statusOf('nca');
  const head = '| engine | version | what it showed | date |\n| - | - | - | - |\n';

  /** Judges a page against the evidence of one engine, in a process as a run would. */
  async function compare(page: string, shown: string): Promise<{ code: number | null; stderr: string }> {
    const folder = newFolder();
    writeFileSync(join(folder, 'page.md'), page);
    mkdirSync(join(folder, 'evidence'));
    writeFileSync(join(folder, 'evidence/nca.edges.json'), JSON.stringify({ name: 'nca', key: 'edges', shown }));
    const status = JSON.stringify([{ name: 'nca', wanted, state: 'ready', found: wanted }]);
    const script = `import { compare } from ${JSON.stringify(join(ENGINES, 'conformance.mjs'))};
      process.exit(compare(${JSON.stringify(join(folder, 'page.md'))}, ${JSON.stringify(join(folder, 'evidence'))}, ${status}) ? 0 : 1);`;
    return run(process.execPath, ['--input-type=module', '--eval', script]);
  }

  it('agrees with a run whatever its date', async () => {
    const { code } = await compare(`${head}| nca | ${wanted} | 4 edges | 2020-01-01 |\n`, '4 edges');

    expect(code).toBe(0);
  });

  it.each([
    ['another figure', `| nca | ${wanted} | 5 edges | 2020-01-01 |\n`],
    ['another version alone', '| nca | 0.1.2 | 4 edges | 2020-01-01 |\n'],
    ['a row too many', `| nca | ${wanted} | 4 edges | 2020-01-01 |\n| nca | ${wanted} | 6 edges | 2020-01-01 |\n`],
  ])('is refused with %s', async (_, rows) => {
    const { code, stderr } = await compare(head + rows, '4 edges');

    expect(code).toBe(1);
    expect(stderr).toMatch(/docs\/conformance\.md is not what this run showed/);
  });

  it('names no engine twice for one thing', () => {
    const rows = readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| '));

    expect(new Set(rows).size).toBe(rows.length);
  });
});
