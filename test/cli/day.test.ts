import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOf, mistakesIn, run, wholeProject } from '../support/cli';

const cwd = wholeProject();
// No secret ends before that; one is due to be rotated.
const agent = join(cwd, 'services/workflow-agent.ts');
writeFileSync(agent, readFileSync(agent, 'utf8').replace('2027-12-31', '2039-12-31'));
const json = ['--format', 'json'];
/** Years after any catalogue of today. */
const LATE = '2031-01-31';

const codesIn = ({ findings }: { findings: readonly { code: string }[] }): readonly string[] => [
  ...new Set(findings.map(({ code }) => code)),
];

describe('the day of a run', () => {
  it('is nothing that a check knows by itself', async () => {
    expect(codesIn(jsonOf(await run(['check', ...json], { cwd })))).toEqual([]);
  });

  it.each([
    ['a day', ['--now', LATE]],
    ['a moment, as GitLab names it', ['--now', `${LATE}T23:59:59Z`]],
    ['a day by the older name', ['--today', LATE]],
  ])('makes what is old a warning: %s', async (_, words) => {
    const result = await run(['check', ...words, ...json], { cwd });

    expect([result.code, codesIn(jsonOf(result))]).toEqual([0, ['GPU_CATALOGUE_STALE', 'SECRET_EXPIRING']]);
  });

  it('counts in synth --check, too, also where nothing has changed since it was clean', async () => {
    const synth = ['synth', '--check', ...json];

    const clean = await run(synth, { cwd });
    const late = await run([...synth, '--now', LATE], { cwd });
    const again = await run(synth, { cwd });

    expect([clean, late, again].map((result) => codesIn(jsonOf(result)))).toEqual([
      [],
      ['GPU_CATALOGUE_STALE', 'SECRET_EXPIRING'],
      [],
    ]);
  });

  it.each([
    ['no day', ['--now', 'tomorrow']],
    ['a day that is none', ['--now', '2026-13-01']],
    ['no day by the older name', ['--today', '31.1.2027']],
    ['two days', ['--now', LATE, '--today', LATE]],
  ])('is refused where it is %s', async (_, words) => {
    const result = await run(['check', ...words, ...json], { cwd });

    expect(result.code).toBe(2);
    expect(mistakesIn(result).join()).toContain('USAGE');
  });
});
