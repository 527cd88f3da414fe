import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Read } from '../support/documents';
import {
  codesIn,
  digestOf,
  jsonOf,
  newFolder,
  pathsIn,
  readJson,
  requireValid,
  run,
  runAlone,
  wholeProject,
  write,
  type Result,
} from '../support/cli';

const NOW = ['--now', '2026-11-28T02:10:00Z', '--who', 'on-call'];
const WHY = ['--why', 'it answers nonsense'];
const IN = ['--env', 'production'];
const RECORD = 'environments/production.stops.json';

/** Rendered once; each test has a copy, and no source. */
const project = wholeProject();

beforeAll(async () => {
  await run(['synth'], { cwd: project });
});

/** A folder with nothing but what synth wrote. */
function rendered(): string {
  const cwd = newFolder();
  cpSync(join(project, 'dist'), join(cwd, 'dist'), { recursive: true });
  return cwd;
}

/** Tools that write down what they are asked, and fail where a word of `failing` is in it. */
function tools(names: readonly string[], failing = 'nothing at all'): { path: string; asked: () => readonly string[] } {
  const folder = newFolder();
  const log = join(folder, 'log');
  for (const name of names) {
    const file = join(folder, name);
    writeFileSync(
      file,
      `#!/bin/sh\necho "${name} $*" >> '${log}'\ncase "$*" in *'${failing}'*) echo 'Error: it is refused' >&2; exit 7;; esac\necho done\n`,
    );
    chmodSync(file, 0o755);
  }
  const asked = (): readonly string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { path: `${folder}:/usr/bin:/bin`, asked };
}

const stop = (cwd: string, level: string, ...words: readonly string[]): Promise<Result> =>
  run(['stop', 'spamcheck', '--level', level, ...IN, ...WHY, ...NOW, ...words], { cwd });
const restore = (cwd: string, ...words: readonly string[]): Promise<Result> =>
  run(['restore', 'spamcheck', ...IN, ...words], { cwd });
const recordIn = (cwd: string): Read => readJson(join(cwd, RECORD));

describe('taxiway stop', () => {
  it('works from rendered files alone: records, prints what to type and what to commit', async () => {
    const cwd = rendered();

    const { code, stdout, stderr } = await stop(cwd, 'quarantine');

    expect([code, stderr]).toEqual([0, '']);
    expect(recordIn(cwd)).toEqual({
      spamcheck: { level: 'quarantine', when: '2026-11-28T02:10:00Z', who: 'on-call', why: 'it answers nonsense' },
    });
    const lines = stdout.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual([
      ...['kubectl', 'kubectl', 'kubectl', 'terraform', 'terraform'],
      ...['git', 'git', 'git'],
    ]);
    expect(stdout).toContain('kubectl --context=gke_gitlab-ml-production_us-east1_ml-production apply --server-side');
    expect(stdout).toContain("git commit -m 'Stop spamcheck in production (quarantine): it answers nonsense'");
  });

  it('is typed as the runbook of alerts has it, where the service is placed in several environments', async () => {
    const cwd = rendered();
    const page = readFileSync(join(cwd, 'dist/production/spamcheck/runbooks/alerts.md'), 'utf8');
    const [, line = ''] = /^taxiway (stop .*) --why '…'$/m.exec(page) ?? [];

    const { code, stderr } = await run([...line.split(' '), ...WHY, ...NOW], { cwd });

    expect([code, stderr]).toEqual([0, '']);
    expect(recordIn(cwd)).toMatchObject({ spamcheck: { level: 'drain' } });
  });

  it('prints only files that are there', async () => {
    const cwd = rendered();

    const { stdout } = await stop(cwd, 'quarantine');

    const files = [...stdout.matchAll(/-f (\S+)/g)].map(([, file = '']) => file);
    const roots = [...stdout.matchAll(/-chdir=(\S+)/g)].map(([, folder = '']) => `${folder}/cdk.tf.json`);
    expect(files.length).toBeGreaterThan(3);
    for (const file of [...files, ...roots]) expect(existsSync(join(cwd, file))).toBe(true);
  });

  it('leaves what the next synth would write, byte for byte, and nothing once it is restored', async () => {
    const cwd = wholeProject();
    cpSync(join(project, 'dist'), join(cwd, 'dist'), { recursive: true });
    const before = digestOf(join(cwd, 'dist'));

    await stop(cwd, 'stop');
    const stopped = digestOf(join(cwd, 'dist'));
    await run(['synth', '--no-cache'], { cwd });
    const synthesized = digestOf(join(cwd, 'dist'));
    await restore(cwd);

    expect(stopped).not.toBe(before);
    expect(synthesized).toBe(stopped);
    expect(digestOf(join(cwd, 'dist'))).toBe(before);
    expect(recordIn(cwd)).toEqual({});
  });

  it('runs the tools with --apply, in order, and goes further on the way to a higher level', async () => {
    const cwd = rendered();
    const { path, asked } = tools(['kubectl', 'terraform']);
    const alone = (level: string): Promise<Result> =>
      runAlone(['stop', 'spamcheck', '--level', level, ...IN, ...WHY, ...NOW, '--apply', '--format', 'json'], {
        cwd,
        env: { PATH: path },
      });

    const drained = jsonOf(await alone('drain'));
    const raised = jsonOf(await alone('quarantine'));
    const again = jsonOf(await alone('quarantine'));

    expect([drained, raised, again].map(({ environments: [one] }: Read) => one.state)).toEqual([
      'stopped',
      'raised',
      'again',
    ]);
    expect(asked()).toHaveLength(1 + 5 + 5);
    expect(
      asked()
        .slice(1, 6)
        .map((line) =>
          line
            .replace(/--\S+|-input\S+|-auto\S+|-lock\S+/g, '')
            .split(' ')
            .find((word) => /^(?:apply|delete|init)$/.test(word)),
        ),
    ).toEqual(['apply', 'delete', 'apply', 'init', 'apply']);
    expect(asked()[0]).toContain('-f dist/production/spamcheck/stop/drain/apply.json');
    expect(asked()[3]).toContain('-f dist/production/spamcheck/stop/stop/apply.json');
    expect(again.environments[0].record.when).toBe('2026-11-28T02:10:00Z');
  });

  it.each([
    ['kubectl refuses one thing', 'delete', 'STOP_INCOMPLETE', 5],
    ['terraform finds no state', 'init', 'STOP_INCOMPLETE', 4],
  ])(
    'says what is done and what is not where %s, and goes on when it is run again',
    async (_, failing, code, tried) => {
      const cwd = rendered();
      const words = ['stop', 'spamcheck', '--level', 'quarantine', ...IN, ...WHY, ...NOW, '--apply'];
      const broken = tools(['kubectl', 'terraform'], failing);
      const whole = tools(['kubectl', 'terraform']);

      const failed = await runAlone(words, { cwd, env: { PATH: broken.path } });
      const record = recordIn(cwd);
      const mended = await runAlone(words, { cwd, env: { PATH: whole.path } });

      expect(failed.code).toBe(1);
      expect(new Set(codesIn(failed.stderr))).toEqual(new Set([code]));
      expect(failed.stderr).toContain('it is refused');
      expect(failed.stdout).toContain('NOT DONE');
      expect(broken.asked()).toHaveLength(tried);
      expect(record.spamcheck.level).toBe('quarantine');
      expect(mended.code).toBe(0);
      expect(whole.asked()).toHaveLength(5);
      expect(recordIn(cwd)).toEqual(record);
    },
  );

  it('does what it can where a tool is missing, and says which', async () => {
    const cwd = rendered();
    const { path, asked } = tools(['terraform']);

    const result = await runAlone(
      ['stop', 'spamcheck', '--level', 'quarantine', ...IN, ...WHY, ...NOW, '--apply', '--format', 'json'],
      { cwd, env: { PATH: path.split(':', 1)[0] } },
    );

    expect(result.code).toBe(1);
    expect(jsonOf(result).mistakes.map(({ code }: Read) => code)).toEqual(Array(3).fill('TOOL_MISSING'));
    expect(asked().map((line) => line.split(' ')[0])).toEqual(['terraform', 'terraform']);
    expect(recordIn(cwd)).toHaveProperty('spamcheck');
  });

  it('writes and runs nothing in a dry run', async () => {
    const cwd = rendered();
    const before = digestOf(cwd);

    const { code, stdout } = await stop(cwd, 'stop', '--dry-run');

    expect(code).toBe(0);
    expect(stdout).toContain('would be stopped at stop');
    expect(digestOf(cwd)).toBe(before);
  });

  let untouched: string | undefined;
  it.each([
    ['a service that is not placed', ['stop', 'spamchek', '--level', 'stop', ...IN, ...WHY], 'STOP_NOT_PLACED'],
    [
      'a service that is not placed there',
      ['stop', 'code-suggestions', '--level', 'stop', '--env', 'sandbox', ...WHY],
      'STOP_NOT_PLACED',
    ],
    [
      'an unknown environment',
      ['stop', 'spamcheck', '--level', 'stop', '--env', 'prod', ...WHY],
      'ENVIRONMENT_UNKNOWN',
    ],
    ['several environments, and none named', ['stop', 'spamcheck', '--level', 'stop', ...WHY], 'USAGE'],
    ['an unknown level', ['stop', 'spamcheck', '--level', 'halt', ...IN, ...WHY], 'USAGE'],
    ['no reason', ['stop', 'spamcheck', '--level', 'stop', ...IN], 'USAGE'],
    ['a blank reason', ['stop', 'spamcheck', '--level', 'stop', ...IN, '--why', ' '], 'STOP_UNEXPLAINED'],
    ['nobody', ['stop', 'spamcheck', '--level', 'stop', ...IN, ...WHY, '--who', ''], 'STOP_UNEXPLAINED'],
    ['no time', ['stop', 'spamcheck', '--level', 'stop', ...IN, ...WHY, '--now', 'soon'], 'TIME_MISSING'],
    [
      'a tree that is not there',
      ['stop', 'spamcheck', '--level', 'stop', ...WHY, '--from', 'nowhere'],
      'ASSEMBLY_MISSING',
    ],
    ['what is not stopped, to restore', ['restore', 'spamcheck', ...IN], 'STOP_UNKNOWN'],
  ])('refuses %s, and touches nothing', async (_, words, code) => {
    const cwd = (untouched ??= rendered());
    const before = digestOf(cwd);

    const result = await run([...words, '--format', 'json'], { cwd });

    expect(result.code).toBe(2);
    expect(jsonOf(result).mistakes.map((one: Read) => one.code)).toEqual([code]);
    expect(digestOf(cwd)).toBe(before);
  });

  it('refuses a lower level, which would start something again', async () => {
    const cwd = rendered();
    await stop(cwd, 'quarantine');
    const before = digestOf(cwd);

    const { code, stderr } = await stop(cwd, 'drain');

    expect(code).toBe(2);
    expect(codesIn(stderr)).toEqual(['STOP_LOWERED']);
    expect(digestOf(cwd)).toBe(before);
  });

  it.each(['{', '[]', '{ "embeddings": { "level": "halt" } }'])(
    'refuses a damaged record, and keeps it: %s',
    async (text) => {
      const cwd = rendered();
      write(cwd, { [RECORD]: text });
      const before = digestOf(cwd);

      const results = [await stop(cwd, 'stop'), await restore(cwd)];

      expect(results.map((one) => one.code)).toEqual([2, 2]);
      expect(results.flatMap((one) => codesIn(one.stderr))).toEqual(['STOPS_INVALID', 'STOPS_INVALID']);
      expect(digestOf(cwd)).toBe(before);
    },
  );

  it('stops in spite of a disk that takes no record, and says that nothing keeps it', async () => {
    const cwd = rendered();
    const { path, asked } = tools(['kubectl', 'terraform']);
    write(cwd, { environments: 'a file where the folder would be' });

    const result = await runAlone(['stop', 'spamcheck', '--level', 'stop', ...IN, ...WHY, ...NOW, '--apply'], {
      cwd,
      env: { PATH: path },
    });

    expect(result.code).toBe(2);
    expect(codesIn(result.stderr)).toEqual(['WRITE_FAILED']);
    expect(asked()).toHaveLength(2);
  });

  it('names rendered files in the commit where they are in the repository', async () => {
    const cwd = rendered();
    const git = (...words: readonly string[]): unknown => execFileSync('git', words, { cwd, stdio: 'ignore' });
    const untracked = await stop(cwd, 'drain', '--dry-run', '--format', 'json');
    git('init');
    git('add', 'dist');

    const tracked = await stop(cwd, 'drain', '--dry-run', '--format', 'json');

    const adds = [untracked, tracked].map((one) => jsonOf(one).environments[0].commit[0] as string);
    expect(adds).toEqual([`git add ${RECORD}`, `git add ${RECORD} dist/production`]);
  });
});

describe('taxiway restore', () => {
  it.each(['drain', 'stop', 'quarantine'])(
    'leaves after %s the rendered files as they were, to the byte',
    async (level) => {
      const cwd = rendered();
      const before = digestOf(join(cwd, 'dist'));
      await stop(cwd, level);

      const { code, stdout } = await restore(cwd);

      expect(code).toBe(0);
      expect(stdout).toContain('kubectl --context=gke_gitlab-ml-production_us-east1_ml-production apply');
      expect(stdout.includes('terraform')).toBe(level === 'quarantine');
      expect(digestOf(join(cwd, 'dist'))).toBe(before);
    },
  );

  it('keeps the record where it fails half way, and is done when it is run again', async () => {
    const cwd = rendered();
    await stop(cwd, 'quarantine');
    const words = ['restore', 'spamcheck', ...IN, '--apply'];
    const broken = tools(['kubectl', 'terraform'], '--server-side');
    const whole = tools(['kubectl', 'terraform']);

    const failed = await runAlone(words, { cwd, env: { PATH: broken.path } });
    const kept = recordIn(cwd);
    const mended = await runAlone(words, { cwd, env: { PATH: whole.path } });

    expect([failed.code, mended.code]).toEqual([1, 0]);
    expect(codesIn(failed.stderr)).toEqual(['STOP_INCOMPLETE']);
    expect(kept).toHaveProperty('spamcheck');
    expect(whole.asked()).toHaveLength(3);
    expect(recordIn(cwd)).toEqual({});
  });

  it('brings back one service, and leaves the other stopped', async () => {
    const cwd = rendered();
    await stop(cwd, 'stop');
    await run(['stop', 'embeddings', '--level', 'drain', ...IN, ...WHY, ...NOW], { cwd });

    await restore(cwd);

    expect(Object.keys(recordIn(cwd) as object)).toEqual(['embeddings']);
    expect(pathsIn(join(cwd, 'dist/production')).filter((path) => path.includes('/restore/'))).toEqual([
      'embeddings/stop/restore/apply.json',
    ]);
  });

  it('knows what is stopped from the rendered files where the record is gone', async () => {
    const cwd = rendered();
    const before = digestOf(join(cwd, 'dist'));
    await stop(cwd, 'stop');
    rmSync(join(cwd, RECORD));

    const output = jsonOf(await restore(cwd, '--format', 'json'));

    requireValid('output', output);
    expect(digestOf(join(cwd, 'dist'))).toBe(before);
  });
});

describe('the engines own commands', () => {
  it('refuse to render what is stopped', async () => {
    const cwd = wholeProject();
    write(cwd, {
      [RECORD]: JSON.stringify({ spamcheck: { level: 'stop', who: 'a', why: 'b', when: '2026-11-28T02:10:00Z' } }),
    });
    const words = ['run', 'services/main.ts'];

    const stopped = await runAlone(words, { cwd, env: { CDK8S_OUTDIR: join(cwd, 'out'), TAXIWAY_ENV: 'production' } });
    const running = await runAlone(words, { cwd, env: { CDK8S_OUTDIR: join(cwd, 'out'), TAXIWAY_ENV: 'sandbox' } });

    expect([stopped.code, running.code]).toEqual([2, 0]);
    expect(codesIn(stopped.stderr)).toEqual(['STOP_UNOBEYED']);
  });
});

describe('what is stopped', () => {
  it('is shown by list, repeated by diff, and found by check where rendered files do not obey', async () => {
    const cwd = wholeProject();
    for (const folder of ['dist', 'before']) cpSync(join(project, 'dist'), join(cwd, folder), { recursive: true });
    await stop(cwd, 'drain');

    const listed = jsonOf(await run(['list', ...IN, '--format', 'json'], { cwd }));
    const text = await run(['list', ...IN], { cwd });
    const review = await run(['diff', '--base', 'before', '--head', 'dist', ...IN], { cwd });
    const obeyed = await run(['check', '--from', 'dist', ...IN], { cwd });
    const ignored = await run(['check', '--from', 'before', ...IN], { cwd });
    const old = await run(['check', ...IN, '--now', '2027-01-31'], { cwd });

    const levels = listed.workloads.map((one: Read) => `${one.service} ${one.stopped ?? 'runs'}`);
    expect(levels).toContain('spamcheck drain');
    expect(levels).toContain('embeddings runs');
    expect(text.stdout).toContain('\t2 (stopped: drain)\t');
    expect(review.stdout).toContain('spamcheck is stopped in production (drain) by on-call since 2026-11-28T02:10:00Z');
    expect([obeyed.code, codesIn(obeyed.stdout)]).toEqual([0, []]);
    expect([ignored.code, codesIn(ignored.stdout)]).toEqual([1, ['STOP_NOT_OBEYED']]);
    expect([old.code, codesIn(old.stdout)]).toContainEqual(expect.arrayContaining(['STOP_OLD']));
  });

  it('is verified file by file, also what stops it', async () => {
    const cwd = wholeProject();
    for (const folder of ['dist', 'before']) cpSync(join(project, 'dist'), join(cwd, folder), { recursive: true });
    await stop(cwd, 'stop');
    const review = ['--base', 'before', '--head', 'dist', '--record', 'review.json', '--time', '2026-11-28T02:20:00Z'];
    await run(['diff', ...review], { cwd });
    const words = ['verify', '--review', 'review.json', '--base', 'before', '--now', '2026-11-28T02:30:00Z'];
    const verified = await run(words, { cwd });
    write(cwd, { 'dist/production/spamcheck/stop/stop/more.json': '{}' });

    const stray = await run(words, { cwd });

    expect([verified.code, verified.stderr]).toEqual([0, '']);
    expect(stray.code).toBe(1);
    expect(stray.stdout).toContain('spamcheck/stop/stop/more.json is in no document');
  });
});
