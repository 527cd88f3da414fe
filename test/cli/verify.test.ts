import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codesIn, jsonOf, newFolder, readJson, run, runAlone, service } from '../support/cli';
import { commitAll, git, repository } from '../support/repository';

const TIME = ['--time', '2026-11-28T15:00:00Z'];
const NOW = ['--now', '2026-11-28T16:00:00Z'];

/** A reviewed change of a project, whose dist is the head. */
async function fixture(): Promise<{ root: string; first: string; review: string }> {
  const root = repository();
  const first = git(root, 'rev-parse', 'HEAD').trim();
  commitAll(root, 'second', { 'services/tiny.ts': service('tiny', '', 'replicas: 3,') });
  const review = join(newFolder(), 'review.json');
  await run(['synth'], { cwd: root });
  await run(['diff', '--base', first, '--record', review, ...TIME], { cwd: root });
  return { root, first, review };
}

const made = fixture();

describe('taxiway verify', () => {
  it('lets what was reviewed pass, and says of its files what they were made of', async () => {
    const { root, first, review } = await made;
    const file = join(newFolder(), 'provenance.json');
    const words = ['verify', '--review', review, '--base', first, '--env', 'staging', ...NOW, '--provenance', file];
    const env = { CI_PROJECT_URL: 'https://gitlab.example.com/ml', CI_RUNNER_ID: '7', CI_COMMIT_SHA: 'c'.repeat(40) };

    const result = await runAlone([...words, '--format', 'json'], { cwd: root, env });

    expect([result.code, result.stderr]).toEqual([0, '']);
    const { verdicts, base } = jsonOf(result);
    expect(base).toEqual({ kind: 'commit', name: first, commit: first });
    expect(verdicts.map((one: { stack: string; state: string }) => `${one.stack} ${one.state}`)).toEqual([
      'platform unchanged',
      'tiny:grants as-reviewed',
      'tiny:workloads as-reviewed',
    ]);
    expect(readJson(file)).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicate: { runDetails: { builder: { id: 'https://gitlab.example.com/ml/-/runners/7' } } },
    });
  });

  it('refuses what changed, what moved, what is old and what nobody wrote, with exit code 1 and no statement', async () => {
    const { root, first, review } = await made;
    const file = join(newFolder(), 'provenance.json');
    const strange = newFolder();
    cpSync(join(root, 'dist'), strange, { recursive: true });
    writeFileSync(join(strange, 'staging/tiny/grants/terraform/more.tf.json'), '{}');
    const old = ['--now', '2027-11-28T16:00:00Z'];
    const words = ['verify', '--review', review, '--env', 'staging'];

    const stray = await run([...words, '--base', first, '--from', strange, ...NOW, '--provenance', file], {
      cwd: root,
    });
    const late = await run([...words, '--base', first, '--stack', 'tiny:workloads', ...old], { cwd: root });
    commitAll(root, 'another', { 'services/tiny.ts': service('tiny', '', 'replicas: 4,') });
    const moved = await run([...words, '--base', 'main', '--stack', 'tiny:workloads', ...NOW], { cwd: root });

    expect([stray, late, moved].map(({ code }) => code)).toEqual([1, 1, 1]);
    expect([stray, late, moved].map(({ stdout }) => codesIn(stdout))).toEqual([
      ['DIGEST_DIFFERS'],
      ['REVIEW_EXPIRED'],
      ['BASE_MOVED'],
    ]);
    expect(moved.stdout).toContain('changed since: apps/Deployment/tiny/api');
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['a review that is none', ['--review', 'package.json'], 'REVIEW_INVALID'],
    ['a stack that there is not', ['--stack', 'tiny'], 'USAGE'],
    ['an environment that there is not', ['--env', 'stagin'], 'ENVIRONMENT_UNKNOWN'],
    ['a time that is none', ['--now', 'today'], 'TIME_MISSING'],
    ['a base that there is not', ['--base', 'nowhere'], 'REF_UNKNOWN'],
    ['a folder that is no dist', ['--from', 'services'], 'ASSEMBLY_MISSING'],
  ])('refuses %s', async (_, words, code) => {
    const { root, first, review } = await made;

    const result = await run(['verify', '--review', review, '--base', first, ...words], { cwd: root });

    expect([result.code, codesIn(result.stderr)]).toEqual([2, [code]]);
  });
});
