import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { CHECKOUT } from '../support/cli';
import type { Read } from '../support/documents';
import { describeWith, fileOf, prove } from './support/engine';
import { run } from './support/process';

const read = (path: string): readonly Read[] => loadAll(readFileSync(join(CHECKOUT, path), 'utf8')) as readonly Read[];

/** What GitLab's schema says of documents: one file each, since the header of a component is a document of its own. */
async function judge(documents: readonly Read[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-gitlab-ci-'));
  try {
    const files = documents.map((_, index) => join(folder, `${index}.json`));
    for (const [index, file] of files.entries()) writeFileSync(file, JSON.stringify(documents[index]));
    const words = ['-m', 'check_jsonschema', '--builtin-schema', 'vendor.gitlab-ci', ...files];
    return await run(fileOf('gitlab-ci', 'python'), words, { env: { PYTHONPATH: fileOf('gitlab-ci', 'packages') } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describeWith('gitlab-ci', () => {
  const component = read('ci/gitlab-ci.yml');
  const own = read('.gitlab-ci.yml');

  it('finds the component and the pipeline of this repository valid', async () => {
    const { code, stdout } = await judge([...component, ...own]);

    expect([code, stdout]).toEqual([0, expect.stringContaining('ok')]);
    expect([component.length, own.length]).toEqual([2, 1]);
    const jobs = Object.keys(component[1]).filter((name) => name !== 'stages');
    const inputs = Object.keys(component[0].spec.inputs);
    prove(
      'gitlab-ci',
      'component',
      `${jobs.length} jobs and ${inputs.length} inputs of the component valid by GitLab's schema`,
    );
  });

  it.each<[string, (header: Read, jobs: Read) => unknown]>([
    ['an input of no type', (header) => (header.spec.inputs.command.type = 'text')],
    ['a retry without end', (_, jobs) => (jobs['taxiway check'].retry = 9)],
    [
      'a token without an audience',
      (_, jobs) => (jobs['note $[[ inputs.environment ]]'].id_tokens.VAULT_ID_TOKEN = {}),
    ],
    ['an unknown report', (_, jobs) => (jobs['review $[[ inputs.environment ]]'].artifacts.reports = { review: 'a' })],
    ['an unknown condition', (_, jobs) => (jobs['verify $[[ inputs.environment ]]'].rules[0].when = 'sometimes')],
  ])('refuses %s', async (_, edit) => {
    const [header, jobs] = structuredClone(component) as [Read, Read];
    edit(header, jobs);

    const { code } = await judge([header, jobs]);

    expect(code).toBe(1);
  });
});
