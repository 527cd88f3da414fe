import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { create } from 'tar';
import {
  codesIn,
  jsonOf,
  newFolder,
  pathsIn,
  readJson,
  requireValid,
  run,
  runAlone,
  service,
  write,
  type Result,
} from '../support/cli';
import { commitAll, git, ownModules, repository } from '../support/repository';

const PINNED = { CI_PIPELINE_CREATED_AT: undefined, SOURCE_DATE_EPOCH: undefined };
const THREE = service('tiny', '', 'replicas: 3,');

async function diff(cwd: string, ...words: readonly string[]): Promise<Result> {
  return run(['diff', ...words], { cwd });
}

/** A project whose main has one pod more than its first commit, with the dist of both. */
async function fixture(): Promise<{ root: string; before: string; after: string; first: string; second: string }> {
  const root = repository();
  const first = git(root, 'rev-parse', 'HEAD').trim();
  const folder = newFolder();
  const [before, after] = [join(folder, 'before'), join(folder, 'after')] as const;
  await run(['synth', '--out', before], { cwd: root });
  const second = commitAll(root, 'second', { 'services/tiny.ts': THREE });
  await run(['synth', '--out', after], { cwd: root });
  return { root, before, after, first, second };
}

const made = fixture();

/** What a comparison says that changed, without what it means. */
function changedIn(result: Result): readonly string[] {
  const { entries } = JSON.parse(result.stdout) as { entries: { places: { document: string }[] }[] };
  const documents = entries.flatMap(({ places }) => places.map(({ document }) => document));
  return [...new Set(documents.filter((document) => document.includes('/Deployment/')))].sort();
}

const DEPLOYMENTS = ['production', 'sandbox', 'staging'].map(
  (name) => `${name}/tiny:workloads/apps/Deployment/tiny/api`,
);

describe('a side of a diff', () => {
  it('is a commit, rendered by its own code, and read from the cache the second time', async () => {
    const { root, first } = await made;

    const once = await diff(root, '--base', first, '--format', 'json');
    const twice = await diff(root, '--base', first, '--format', 'json');

    expect([once.code, twice.code]).toEqual([0, 0]);
    expect(changedIn(once)).toEqual(DEPLOYMENTS);
    expect(once.stderr).toContain('by its own code');
    expect([twice.stdout, twice.stderr]).toEqual([once.stdout, '']);
    expect(JSON.parse(once.stdout)).toMatchObject({
      base: { kind: 'commit', name: first, commit: first },
      head: { kind: 'tree', dirty: false },
    });
  });

  it('leaves the work tree, the index, the stash, the hooks and the list of work trees alone', async () => {
    const root = repository();
    write(root, {
      '.git/hooks/post-checkout': '#!/bin/sh\ntouch hooked\n',
      'services/tiny.ts': THREE,
      'half.txt': 'a',
    });
    git(root, 'stash', 'push', '-q', '--', 'services/tiny.ts');
    write(root, { 'services/tiny.ts': THREE });
    git(root, 'add', 'half.txt');
    const state = (): readonly unknown[] => [
      ...[
        ['status', '--porcelain'],
        ['stash', 'list'],
        ['worktree', 'list'],
        ['branch', '-a'],
      ].map((words) => git(root, ...words)),
      readFileSync(join(root, '.git/index')).toString('base64'),
      existsSync(join(root, 'hooked')),
    ];
    const before = state();

    const { code } = await diff(root, '--base', 'main');

    expect(code).toBe(0);
    expect(state()).toEqual(before);
  });

  it('is a folder, a tar, a tar.gz or a zip of it, at any place in an archive', async () => {
    const { root, before, after } = await made;
    const folder = newFolder();
    create({ file: join(folder, 'a.tar'), cwd: join(before, '..'), sync: true }, ['before']);
    create({ file: join(folder, 'a.tgz'), cwd: before, sync: true, gzip: true }, readdirSync(before));
    writeFileSync(
      join(folder, 'a.zip'),
      zipSync(Object.fromEntries(pathsIn(before).map((path) => [`x/dist/${path}`, readFileSync(join(before, path))]))),
    );

    for (const base of [before, 'a.tar', 'a.tgz', 'a.zip'].map((name) =>
      join(folder, name).replace(join(folder, before), before),
    )) {
      const result = await diff(folder, '--base', base, '--head', after, '--format', 'json');
      expect([base, result.code, changedIn(result)]).toEqual([base, 0, DEPLOYMENTS]);
    }
    expect(root).not.toBe('');
  });

  it('may lie in a subfolder of the repository, beside what it imports', async () => {
    const inner = repository();
    const root = newFolder();
    mkdirSync(join(root, 'team'));
    rmSync(join(inner, '.git'), { recursive: true });
    rmSync(join(inner, 'node_modules'), { recursive: true });
    cpSync(inner, join(root, 'team/fleet'), { recursive: true });
    write(root, {
      'shared.ts': 'export const PODS = 2;\n',
      'team/fleet/services/tiny.ts': `import { PODS } from '../../../shared';\n${service('tiny', '', 'replicas: PODS,')}`,
    });
    ownModules(join(root, 'team/fleet'));
    git(root, 'init', '-q', '-b', 'main');
    commitAll(root, 'first');
    write(root, { 'shared.ts': 'export const PODS = 4;\n' });

    const result = await diff(join(root, 'team/fleet'), '--base', 'main', '--env', 'staging', '--format', 'json');

    expect([result.code, changedIn(result)]).toEqual([0, [DEPLOYMENTS[2]]]);
    expect(JSON.parse(result.stdout).head).toMatchObject({ kind: 'tree', dirty: true });
  });

  it('is rendered once by two runs that start together', async () => {
    const root = repository();

    const results = await Promise.all([1, 2].map(() => diff(root, '--base', 'main', '--format', 'json')));

    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual([0, 1].map(() => [0, results[0]?.stdout]));
    expect(readdirSync(join(root, 'node_modules/.cache/taxiway/base'))).toHaveLength(1);
  });

  it('has the packages of its own lock file where that differs, and says so where they cannot be had', async () => {
    const lock = (version: string): string =>
      JSON.stringify({
        name: 'fleet',
        lockfileVersion: 3,
        packages: {
          '': { name: 'fleet', dependencies: { nothing: version } },
          'node_modules/nothing': { version, resolved: `file:./missing-${version}.tgz`, integrity: 'sha512-AAAA' },
        },
      });
    const manifest = (version: string): string =>
      JSON.stringify({
        name: 'fleet',
        private: true,
        taxiway: 'services/index.ts',
        dependencies: { nothing: version },
      });
    const root = repository({ 'package-lock.json': lock('1.0.0'), 'package.json': manifest('1.0.0') });
    const same = await diff(root, '--base', 'main');
    commitAll(root, 'other packages', {
      'package-lock.json': lock('2.0.0'),
      'package.json': manifest('2.0.0'),
      'services/tiny.ts': THREE,
    });

    const shared = await diff(root, '--base', 'main');
    rmSync(join(root, 'node_modules/.cache'), { recursive: true });
    const other = await diff(root, '--base', 'main~1');

    expect([same.code, shared.code, other.code]).toEqual([0, 0, 2]);
    expect(other.stderr).toContain('installing what package-lock.json of the base says');
    expect(codesIn(other.stderr)).toEqual(['BASE_NOT_RENDERED']);
    expect(other.stdout).toContain('staging is only on the head');
  });

  it('that does not render says so with its own mistakes, and the head is shown as new', async () => {
    const root = repository({ 'services/tiny.ts': service('tiny', '', 'replicas: 1.5 as never,') });
    write(root, { 'services/tiny.ts': THREE });

    const { code, stdout, stderr } = await diff(root, '--base', 'main', '--env', 'staging');
    const json = await diff(root, '--base', 'main', '--env', 'staging', '--format', 'json');

    expect([code, json.code]).toEqual([2, 2]);
    expect(stderr).toContain('REPLICAS_INVALID');
    expect(stdout).toContain('staging is only on the head');
    const { mistakes, environments } = JSON.parse(json.stdout);
    expect(mistakes.map((one: { code: string }) => one.code)).toContain('BASE_NOT_RENDERED');
    expect(environments).toEqual([{ name: 'staging', tier: 'staging', sides: 'head' }]);
    expect(existsSync(join(root, 'node_modules/.cache/taxiway/base'))).toBe(false);
  });

  it('that renders in some environments is compared in those', async () => {
    const half = service('tiny', '', "replicas: env.name === 'staging' ? (1.5 as never) : 1,");
    const root = repository({ 'services/tiny.ts': half });
    write(root, { 'services/tiny.ts': THREE });

    const { code, stdout } = await diff(root, '--base', 'main', '--format', 'json');

    expect(code).toBe(2);
    expect(JSON.parse(stdout).environments).toEqual([
      { name: 'production', tier: 'production', sides: 'both' },
      { name: 'staging', tier: 'staging', sides: 'head' },
      { name: 'sandbox', tier: 'sandbox', sides: 'both' },
    ]);
  });

  it('that is compared in part gives no all-clear: the head is wrong, and the first line says so', async () => {
    const root = repository();
    write(root, { 'services/tiny.ts': service('tiny', '', "replicas: env.name === 'staging' ? (1.5 as never) : 1,") });

    const { code, stdout } = await diff(root, '--base', 'main');

    expect(code).toBe(2);
    expect(stdout.split('\n')[0]).toMatch(/ {2}not all could be compared; of what could, nothing gates$/);
  });

  it('without an environment shows it as all new or all gone', async () => {
    const { before, after } = await made;
    const folder = newFolder();
    cpSync(before, join(folder, 'less'), { recursive: true });
    rmSync(join(folder, 'less/sandbox'), { recursive: true });

    const added = await diff(folder, '--base', 'less', '--head', after, '--env', 'sandbox');
    const gone = await diff(folder, '--base', after, '--head', 'less', '--env', 'sandbox');

    // All of a service that comes or goes is something to look at.
    expect([added.code, gone.code]).toEqual([1, 1]);
    expect(added.stdout).toContain('sandbox is only on the head');
    expect(gone.stdout).toContain('sandbox is only on the base');
  });

  it('that is a folder wins over a branch of its name only if it is a dist, and says which it is', async () => {
    const { root, before } = await made;
    git(root, 'branch', '-f', 'both', 'main');
    rmSync(join(root, 'both'), { recursive: true, force: true });
    mkdirSync(join(root, 'both'));

    const branch = await diff(root, '--base', 'both', '--format', 'json');
    cpSync(before, join(root, 'both'), { recursive: true });
    const folder = await diff(root, '--base', 'both', '--format', 'json');
    rmSync(join(root, 'both'), { recursive: true });

    expect([JSON.parse(branch.stdout).base.kind, JSON.parse(folder.stdout).base.kind]).toEqual(['commit', 'dist']);
    expect(branch.stderr).toContain('both is the commit here');
    expect(folder.stderr).toContain('both is the folder here');
  });
});

describe('a side that can not be had', () => {
  async function refusal(cwd: string, ...words: readonly string[]): Promise<readonly unknown[]> {
    const result = await diff(cwd, ...words, '--format', 'json');
    const { mistakes } = jsonOf(result);
    return [result.code, mistakes.map((one: { code: string }) => one.code), mistakes[0].fix];
  }

  it('is refused where there is no such commit, with what is near', async () => {
    const { root } = await made;
    git(root, 'update-ref', 'refs/remotes/origin/release', 'HEAD');

    expect(await refusal(root, '--base', 'mian')).toEqual([
      2,
      ['REF_UNKNOWN'],
      expect.stringContaining("did you mean 'main'?"),
    ]);
    expect(await refusal(root, '--base', 'release')).toEqual([
      2,
      ['REF_UNKNOWN'],
      expect.stringContaining("'origin/release'"),
    ]);
    expect(await refusal(root, '--base=--all')).toEqual([2, ['REF_UNKNOWN'], expect.any(String)]);
    expect(await refusal(root, '--base', 'main', '--env', 'stagging')).toEqual([
      2,
      ['ENVIRONMENT_UNKNOWN'],
      expect.stringContaining("'staging'"),
    ]);
    expect(await refusal(root, '--base', 'main', '--service', 'tinny')).toEqual([
      2,
      ['SERVICE_UNKNOWN'],
      expect.stringContaining("'tiny'"),
    ]);
    expect(await refusal(root)).toEqual([2, ['USAGE'], expect.any(String)]);
  });

  it('is refused in a shallow clone with the command that fetches it', async () => {
    const { root, first } = await made;
    const clone = join(newFolder(), 'clone');
    git(root, 'clone', '-q', '--depth=1', `file://${root}`, clone);
    ownModules(clone);

    expect(await refusal(clone, '--base', first)).toEqual([
      2,
      ['REF_UNKNOWN'],
      expect.stringContaining(`git fetch --depth=1 origin ${first}`),
    ]);
    expect(await refusal(clone, '--base', 'release')).toEqual([
      2,
      ['REF_UNKNOWN'],
      expect.stringContaining('+refs/heads/release:refs/remotes/origin/release'),
    ]);
  });

  it('is refused outside of a repository, and as a folder or a file that is no dist', async () => {
    const { root, before } = await made;
    const folder = newFolder({ 'note.txt': 'hello', 'empty/a.txt': '' });
    cpSync(before, join(folder, 'dist'), { recursive: true });
    rmSync(join(folder, 'dist/staging/assembly.jsonl'));

    expect(await refusal(folder, '--base', 'main', '--head', before)).toEqual([
      2,
      ['GIT_UNUSABLE'],
      expect.any(String),
    ]);
    for (const base of ['note.txt', 'empty'])
      expect(await refusal(folder, '--base', base, '--head', before)).toEqual([
        2,
        ['ASSEMBLY_MISSING'],
        expect.any(String),
      ]);
    expect(await refusal(folder, '--base', 'dist', '--head', before)).toEqual([
      2,
      ['ASSEMBLY_DAMAGED'],
      expect.any(String),
    ]);
    expect(await refusal(root, '--base', join(before, 'staging'))).toEqual([
      2,
      ['ASSEMBLY_MISSING'],
      expect.any(String),
    ]);
  });

  it('is its records where it is the base, and every file where it is what will be applied', async () => {
    const { before, after } = await made;
    const folder = newFolder();
    cpSync(before, join(folder, 'altered'), { recursive: true });
    write(folder, { 'altered/staging/tiny/kubernetes.yaml': 'kind: Pod\n' });

    const compared = await diff(folder, '--base', 'altered', '--head', after, '--format', 'json');
    expect(changedIn(compared)).toEqual(DEPLOYMENTS);
    expect(await refusal(folder, '--base', after, '--head', 'altered')).toEqual([
      2,
      ['ASSEMBLY_DAMAGED'],
      'run taxiway synth again',
    ]);
    write(folder, {
      'altered/staging/assembly.jsonl': readFileSync(join(before, 'staging/assembly.jsonl'), 'utf8').replace(
        '"tiny"',
        '"tidy"',
      ),
    });
    expect(await refusal(folder, '--base', 'altered', '--head', after)).toEqual([
      2,
      ['ASSEMBLY_DAMAGED'],
      'run taxiway synth again',
    ]);
  });

  it('is refused where a newer version wrote it', async () => {
    const { before, after } = await made;
    const folder = newFolder();
    cpSync(before, join(folder, 'newer'), { recursive: true });
    const record = join(folder, 'newer/staging/assembly.jsonl');
    writeFileSync(record, readFileSync(record, 'utf8').replace('"schemaVersion":1', '"schemaVersion":9'));

    expect(await refusal(folder, '--base', 'newer', '--head', after)).toEqual([
      2,
      ['ASSEMBLY_TOO_NEW'],
      expect.any(String),
    ]);
  });

  it('is refused as an archive that is truncated, empty, holds no dist, or leads outside', async () => {
    const { before, after } = await made;
    const folder = newFolder({ 'a.txt': 'a' });
    create({ file: join(folder, 'whole.tgz'), cwd: before, sync: true, gzip: true }, readdirSync(before));
    create({ file: join(folder, 'whole.tar'), cwd: before, sync: true }, readdirSync(before));
    create({ file: join(folder, 'none.tar'), cwd: folder, sync: true }, ['a.txt']);
    const half = (from: string, to: string): void => {
      const bytes = readFileSync(join(folder, from));
      writeFileSync(join(folder, to), bytes.subarray(0, Math.floor(bytes.length / 2)));
    };
    const zip = zipSync({ 'staging/assembly.jsonl': new Uint8Array(1000) });
    writeFileSync(join(folder, 'half.zip'), zip.subarray(0, zip.length / 2));
    half('whole.tgz', 'half.tgz');
    half('whole.tar', 'half.tar');
    writeFileSync(join(folder, 'out.zip'), zipSync({ '../evil.txt': new Uint8Array(1) }));
    writeFileSync(join(folder, 'root.zip'), zipSync({ '/evil.txt': new Uint8Array(1) }));
    write(folder, { 'deep/x/a.txt': 'evil' });
    create({ file: join(folder, 'out.tar'), cwd: join(folder, 'deep/x'), sync: true, preservePaths: true }, [
      '../../a.txt',
    ]);

    for (const base of ['half.zip', 'half.tgz', 'half.tar', 'out.zip', 'root.zip', 'out.tar'])
      expect([base, ...(await refusal(folder, '--base', base, '--head', after))]).toEqual([
        base,
        2,
        ['ARCHIVE_DAMAGED'],
        expect.any(String),
      ]);
    expect(await refusal(folder, '--base', 'none.tar', '--head', after)).toEqual([
      2,
      ['ASSEMBLY_MISSING'],
      expect.any(String),
    ]);
    expect(existsSync(join(folder, '../evil.txt'))).toBe(false);
  });
});

describe('a record', () => {
  it('is written with the time that CI says, the same bytes each time, and is of its schema', async () => {
    const { root, first, second } = await made;
    const folder = newFolder();
    const files = ['a.json', 'b.json', 'c.json'].map((name) => join(folder, name));
    const [typed = '', gitlab = '', epoch = ''] = files;

    await diff(root, '--base', first, '--record', typed, '--time', '2026-11-28T16:30:00+01:30');
    await runAlone(['diff', '--base', first, '--record', gitlab], {
      cwd: root,
      env: { ...PINNED, CI_PIPELINE_CREATED_AT: '2026-11-28T15:00:00Z' },
    });
    await runAlone(['diff', '--base', first, '--record', epoch], {
      cwd: root,
      env: { ...PINNED, SOURCE_DATE_EPOCH: '1795878000' },
    });

    const texts = files.map((file) => readFileSync(file, 'utf8'));
    expect(new Set(texts).size).toBe(1);
    const review = readJson(typed);
    requireValid('review', review);
    expect(review).toMatchObject({
      time: '2026-11-28T15:00:00Z',
      base: { kind: 'commit', commit: first },
      head: { kind: 'tree', commit: second },
    });
    expect(review.environments.map((one: { name: string }) => one.name)).toEqual(['sandbox', 'staging', 'production']);
    expect(texts[0]).not.toContain(root);
  });

  it.each([
    ['without a time', [], 'TIME_MISSING'],
    ['at a time that is none', ['--time', '2026-02-30T00:00:00Z'], 'TIME_MISSING'],
    ['at a day', ['--time', '2026-11-28'], 'TIME_MISSING'],
    ['of some services', ['--time', '2026-11-28T15:00:00Z', '--service', 'tiny'], 'USAGE'],
  ])('is refused %s', async (_, words, code) => {
    const { root, first } = await made;
    const file = join(newFolder(), 'review.json');

    const result = await diff(root, '--base', first, '--record', file, ...words);

    expect([result.code, codesIn(result.stderr)]).toEqual([2, [code]]);
    expect(existsSync(file)).toBe(false);
  });

  it('is refused of sources that are not committed, and may itself lie among them', async () => {
    const root = repository();
    const words = ['--base', 'main', '--record', 'review.json', '--time', '2026-11-28T15:00:00Z'];

    const [clean, again] = [await diff(root, ...words), await diff(root, ...words)];
    write(root, { 'services/other.ts': '' });
    const dirty = await diff(root, ...words);

    expect([clean.code, again.code, dirty.code]).toEqual([0, 0, 2]);
    expect(codesIn(dirty.stderr)).toEqual(['TREE_DIRTY']);
  });
});

describe('across environments', () => {
  it('says what differs and why', async () => {
    const select = service('tiny', '', 'replicas: env.select({ sandbox: 1, staging: 1, production: 2 }),');
    const root = repository({ 'services/tiny.ts': select });

    const { code, stdout } = await diff(root, '--across', 'staging', 'production', '--format', 'json');

    expect(code).toBe(0);
    const { across } = JSON.parse(stdout);
    expect(across.services).toEqual(['tiny']);
    expect(across.differences).toContainEqual(
      expect.objectContaining({ reason: 'select', by: 'replicas', values: [1, 2], services: ['tiny'] }),
    );
    expect(across.differences).toContainEqual(expect.objectContaining({ reason: 'fact', by: 'state.bucket' }));
  });

  it.each([[['staging']], [['staging', 'staging']], [['a', 'b', 'c']]])('is refused of %j', async (names) => {
    const { root } = await made;

    const result = await diff(root, '--across', ...names);

    expect([result.code, codesIn(result.stderr)]).toEqual([2, ['USAGE']]);
  });
});
