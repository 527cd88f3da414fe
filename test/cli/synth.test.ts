import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  codesIn,
  digestOf,
  jsonOf,
  mistakesIn,
  newFolder,
  pathsIn,
  requireValid,
  run,
  runAlone,
  service,
  smallProject,
  table,
  textsIn,
  wholeProject,
  write,
  type Result,
} from '../support/cli';

const TINY = [
  'platform/alertmanager.yaml',
  'platform/kubernetes.yaml',
  'platform/rules.yaml',
  'platform/runbooks/alerts.md',
  'platform/terraform/cdk.tf.json',
  'tiny/grants/kubernetes.yaml',
  'tiny/grants/terraform/cdk.tf.json',
  'tiny/kubernetes.yaml',
];
/** What comes with a promise. */
const PROMISED = ['tiny/rules.yaml', 'tiny/runbooks/alerts.md'];
/** What stops it; in the sandbox it has no route, so that nothing is deleted. */
const stopsIn = (environment: string): readonly string[] => [
  'tiny/stop/drain/apply.json',
  'tiny/stop/quarantine/apply.json',
  ...(environment === 'sandbox' ? [] : ['tiny/stop/quarantine/delete.json']),
  'tiny/stop/quarantine/terraform/cdk.tf.json',
  'tiny/stop/stop/apply.json',
];

/** Modification times of all files, to see that none was touched. */
function timesIn(folder: string): readonly number[] {
  return pathsIn(folder).map((path) => statSync(join(folder, path)).mtimeMs);
}

describe('taxiway synth', () => {
  describe('in a whole fleet', () => {
    const root = wholeProject();
    let first: Result;

    beforeAll(async () => {
      first = await run(['synth', '--format', 'json'], { cwd: root });
    });

    it('writes a tree for every environment, and says so', () => {
      const { environments, findings, mistakes } = jsonOf(first);

      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect([findings, mistakes]).toEqual([[], []]);
      expect(environments.map(({ name }: { name: string }) => name)).toEqual(['sandbox', 'staging', 'production']);
      for (const { name, folder, written, unchanged, removed } of environments) {
        expect([folder, written, unchanged, removed]).toEqual([
          `dist/${name}`,
          pathsIn(join(root, folder)).length,
          0,
          0,
        ]);
      }
      expect(pathsIn(join(root, 'dist/staging'))).toEqual(
        expect.arrayContaining([
          'assembly.jsonl',
          'code-suggestions/grants/kubernetes.yaml',
          'code-suggestions/grants/terraform/cdk.tf.json',
          'code-suggestions/kubernetes.yaml',
          'platform/kubernetes.yaml',
          'platform/terraform/cdk.tf.json',
        ]),
      );
    });

    it('writes assemblies whose every line is of the schema', () => {
      for (const environment of ['sandbox', 'staging', 'production']) {
        const lines = readFileSync(join(root, 'dist', environment, 'assembly.jsonl'), 'utf8')
          .trimEnd()
          .split('\n');
        const [header, ...documents] = lines.map((line) => JSON.parse(line));

        expect(header).toMatchObject({ taxiway: 'assembly', documents: documents.length });
        for (const line of [header, ...documents]) requireValid('assembly', line);
      }
    });

    it('touches no file when nothing changed, and writes again what was changed by hand', async () => {
      const times = timesIn(join(root, 'dist'));
      const digest = digestOf(join(root, 'dist'));

      const second = await run(['synth', '--format', 'json'], { cwd: root });
      const timesAfter = timesIn(join(root, 'dist'));
      writeFileSync(join(root, 'dist/staging/platform/kubernetes.yaml'), 'kind: Mischief\n');
      const third = await run(['synth', '--format', 'json'], { cwd: root });

      expect(
        jsonOf(second).environments.map(({ written, removed }: Record<string, number>) => [written, removed]),
      ).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
      expect(timesAfter).toEqual(times);
      expect(jsonOf(third).environments.map(({ written }: Record<string, number>) => written)).toEqual([0, 1, 0]);
      expect(digestOf(join(root, 'dist'))).toBe(digest);
    });
  });

  it.concurrent('renders only the environments that were asked for', async () => {
    const root = smallProject();

    const result = await run(['synth', '--env', 'staging,sandbox', '--env', 'sandbox', '--format', 'json'], {
      cwd: root,
    });

    expect(jsonOf(result).environments.map(({ name }: { name: string }) => name)).toEqual(['sandbox', 'staging']);
    expect(pathsIn(join(root, 'dist'))).toEqual(
      ['sandbox', 'staging'].flatMap((name) =>
        // In the sandbox no caller comes through the gateway, and nothing is promised.
        ['assembly.jsonl', ...TINY, ...PROMISED, ...stopsIn(name)].map((path) => `${name}/${path}`),
      ),
    );
  });

  it.concurrent('writes to dist in the project, wherever below it is typed', async () => {
    const root = smallProject();

    const result = await run(['synth', '--env', 'sandbox', '--format', 'json'], { cwd: join(root, 'services') });

    expect(jsonOf(result).environments).toMatchObject([{ folder: '../dist/sandbox', written: 15 }]);
    expect(existsSync(join(root, 'dist/sandbox/assembly.jsonl'))).toBe(true);
  });

  it.concurrent.each(['relative', 'absolute'])('writes to another folder, named by its %s path', async (kind) => {
    const root = smallProject();
    const out = kind === 'relative' ? 'out/here' : join(newFolder(), 'out');

    const result = await run(['synth', '--env', 'sandbox', '--out', out], { cwd: root });

    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(pathsIn(kind === 'relative' ? join(root, out) : out)).toContain('sandbox/assembly.jsonl');
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  it.concurrent('removes what no longer belongs, and nothing of anybody else', async () => {
    const root = smallProject({ 'services/second.ts': service('second') });
    const before = { index: readFileSync(join(root, 'services/index.ts'), 'utf8') };
    write(root, { 'services/index.ts': table('tiny', 'second') });
    await run(['synth', '--env', 'staging'], { cwd: root });
    write(root, { 'services/index.ts': before.index, 'dist/staging/second/notes.md': 'mine' });

    const result = await run(['synth', '--env', 'staging', '--format', 'json'], { cwd: root });

    expect(jsonOf(result).environments).toMatchObject([{ removed: 10 }]);
    expect(pathsIn(join(root, 'dist/staging'))).toEqual([
      'assembly.jsonl',
      ...TINY.slice(0, 5),
      'second/notes.md',
      ...TINY.slice(5),
      ...PROMISED,
      ...stopsIn('staging'),
    ]);
  });

  it.concurrent('writes with --check what passes every rule', async () => {
    const root = smallProject();

    const result = await run(['synth', '--check', '--format', 'json'], { cwd: root });

    const { findings } = jsonOf(result);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
    expect(result.code).toBe(0);
    expect(pathsIn(join(root, 'dist'))).toHaveLength(3 * (TINY.length + 1 + PROMISED.length) + 4 + 5 + 5);
  });

  it.concurrent('writes nothing at all with --check where one environment has a mistake', async () => {
    const root = smallProject({
      'services/tiny.ts': service('tiny', "if (env.name === 'staging') throw new Error('not here');"),
    });

    const checked = await run(['synth', '--check', '--format', 'json'], { cwd: root });
    const written = existsSync(join(root, 'dist'));
    const plain = await run(['synth', '--format', 'json'], { cwd: root });

    expect([checked.code, written]).toEqual([2, false]);
    expect(mistakesIn(checked)).toEqual(['SERVICE_THREW services/tiny.ts:5']);
    expect(plain.code).toBe(2);
    expect(jsonOf(plain).environments.map(({ name }: { name: string }) => name)).toEqual(['sandbox', 'production']);
    expect(pathsIn(join(root, 'dist')).filter((path) => path.endsWith('assembly.jsonl'))).toEqual([
      'production/assembly.jsonl',
      'sandbox/assembly.jsonl',
    ]);
  });

  it.concurrent('keeps the last good output of an environment with a mistake, byte for byte', async () => {
    const root = smallProject();
    await run(['synth'], { cwd: root });
    const good = textsIn(join(root, 'dist/staging'));
    write(root, { 'services/tiny.ts': service('tiny', '', "replicas: env.name === 'staging' ? -1 : 3,") });

    const result = await run(['synth'], { cwd: root });

    expect(result.code).toBe(2);
    expect(codesIn(result.stderr)).toEqual(['REPLICAS_INVALID']);
    expect(result.stderr).toContain('services/tiny.ts:8:7 in staging\n');
    expect(result.stderr).toContain('\nstaging: not written');
    expect(textsIn(join(root, 'dist/staging'))).toEqual(good);
    expect(readFileSync(join(root, 'dist/production/tiny/kubernetes.yaml'), 'utf8')).toContain('replicas: 3');
  });

  it.concurrent('writes, and then says which service there is not', async () => {
    const root = smallProject();

    const result = await run(['synth', '--env', 'sandbox', '--service', 'tinny', '--format', 'json'], { cwd: root });

    expect(result.code).toBe(2);
    expect(jsonOf(result)).toMatchObject({
      environments: [{ name: 'sandbox', written: 15 }],
      mistakes: [{ code: 'SERVICE_UNKNOWN', allowed: ['tiny'] }],
    });
  });

  describe('in a pipe', () => {
    let first: Result;
    let second: Result;

    beforeAll(async () => {
      const root = smallProject({ 'services/second.ts': service('second') });
      write(root, { 'services/index.ts': table('tiny', 'second') });
      first = await runAlone(['synth', '--service', 'second'], {
        cwd: root,
        env: { COLUMNS: '40', TERM: 'xterm-256color' },
      });
      second = await run(['synth', '--service', 'second'], { cwd: root });
    });

    it('prints no colours and no progress', () => {
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(first.stdout).not.toMatch(/[\x1b\r]/);
    });

    it('prints a table of one row a line, split by tabs, with the services that were asked for', () => {
      const rows = first.stdout
        .split('\n')
        .filter((line) => line.includes('\t'))
        .map((line) => line.split('\t'));

      expect(rows[0]).toEqual(['environment', 'service', 'workload', 'owner', 'pods', 'runs on', 'capacity']);
      expect(rows.slice(1).map((row) => row.slice(0, 4))).toEqual([
        ['staging', 'second', 'api', 'group::anti-abuse'],
        ['production', 'second', 'api', 'group::anti-abuse'],
      ]);
    });

    it('prints the same in every run, but for what was written', () => {
      const stable = ({ stdout }: Result): readonly string[] =>
        stdout.split('\n').filter((line) => !line.includes(' written, '));

      expect(stable(second)).toEqual(stable(first));
    });
  });

  it.concurrent('sends what a program logs to standard error, so that JSON stays JSON', async () => {
    const root = smallProject({
      'services/tiny.ts': `console.log('loading');\n${service('tiny', "console.info('placing');")}`,
    });

    const result = await runAlone(['synth', '--env', 'sandbox', '--format', 'json'], { cwd: root });

    expect(jsonOf(result).command).toBe('synth');
    expect(result.stderr).toBe('loading\nplacing\n');
  });

  it.concurrent('exits 3 where taxiway itself fails, in text and JSON', async () => {
    const cwd = smallProject();
    const broken = join(
      newFolder({ 'break.js': "require('node:fs').renameSync = () => { throw new TypeError('broken'); };" }),
      'break.js',
    );
    const env = { NODE_OPTIONS: `--require ${broken}` };

    const text = await runAlone(['synth'], { cwd, env });
    const json = await runAlone(['synth', '--format', 'json'], { cwd, env });

    expect([text.code, json.code]).toEqual([3, 3]);
    expect(text.stdout).toBe('');
    expect(text.stderr).toContain('TypeError: broken');
    expect(mistakesIn(json)).toEqual(['INTERNAL ?']);
  });

  it.concurrent('says nothing of rules where nothing could be rendered', async () => {
    const root = smallProject({ 'services/tiny.ts': service('tiny', '', "gpu: { model: 'h900' } as never,") });

    const { code, stdout } = await run(['synth', '--check'], { cwd: root });

    expect([code, stdout.includes('rules: 0 errors')]).toEqual([2, false]);
  });

  it.concurrent('repairs a folder whose record is damaged', async () => {
    const root = smallProject();
    await run(['synth', '--env', 'sandbox'], { cwd: root });
    const good = digestOf(join(root, 'dist'));
    writeFileSync(join(root, 'dist/sandbox/assembly.jsonl'), 'nonsense\n');
    rmSync(join(root, 'dist/sandbox/tiny/kubernetes.yaml'));
    mkdirSync(join(root, 'dist/sandbox/tiny/empty'));

    const refused = await run(['list', '--from', 'dist', '--format', 'json'], { cwd: root });
    const repaired = await run(['synth', '--env', 'sandbox'], { cwd: root });

    expect(mistakesIn(refused)).toEqual(['ASSEMBLY_DAMAGED ?']);
    expect(repaired.code).toBe(0);
    expect(digestOf(join(root, 'dist'))).toBe(good);
  });
});
