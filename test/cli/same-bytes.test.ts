import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf, jsonOf, newFolder, pathsIn, run, runAlone, textsIn, wholeProject } from '../support/cli';

/** The machine as it differs from one to the other; the last line of each is what a shell would say. */
const PLACES = [
  { folder: 'a', umask: 0o022, env: { TZ: 'Pacific/Kiritimati', LANG: 'C', LC_ALL: 'C', HOME: '/' } },
  {
    folder: 'deep/er/a folder with blanks/ünd umlauts',
    umask: 0o077,
    env: {
      TZ: 'America/St_Johns',
      LC_ALL: 'tr_TR.UTF-8',
      HOME: '/nowhere',
      USER: 'mallory-the-user',
      CDK8S_DISABLE_SORT: '1',
      NODE_ENV: 'production',
    },
  },
];

describe('two runs', () => {
  let roots: readonly string[];

  beforeAll(async () => {
    roots = PLACES.map(({ folder }, index) => {
      const root = join(newFolder(), folder);
      mkdirSync(root, { recursive: true });
      wholeProject(root);
      if (index > 0) reorder(join(root, 'services'));
      return root;
    });
    for (const [index, { umask, env }] of PLACES.entries()) {
      // Children inherit it; workers of jest run one file at a time.
      const before = process.umask(umask);
      const { code } = await runAlone(['synth'], { cwd: roots[index] ?? '', env });
      process.umask(before);
      if (code !== 0) throw new Error(`ended with ${code ?? ''}`);
    }
  });

  it('give the same bytes in other folders, time zones, locales, homes and orders on disk', () => {
    const [one = '', other = ''] = roots.map((root) => join(root, 'dist'));

    expect(pathsIn(one).length).toBeGreaterThan(40);
    expect(pathsIn(other)).toEqual(pathsIn(one));
    expect(digestOf(other)).toBe(digestOf(one));
  });

  it('leave no trace of the machine or the hour in what they write', () => {
    const text = [...textsIn(join(roots[1] ?? '', 'dist')).values()].join('\n');
    const traces = [
      ...roots,
      process.cwd(),
      dirname(roots[0] ?? ''),
      '/tmp/',
      '/nowhere',
      'umlauts',
      hostname(),
      'mallory-the-user',
    ];

    expect(traces.filter((trace) => text.includes(trace))).toEqual([]);
    // Everybody is root somewhere, and the word is part of others.
    if (userInfo().username !== 'root') expect(text).not.toContain(userInfo().username);
    // When a secret was rotated and when it ends is typed in a service file; what is told of it ahead follows from that.
    const typed = /\b(?:2026-11-02|2027-04-17|2027-05-01|2027-12-01|2027-12-24|2027-12-31)\b/g;
    expect(text.replaceAll(typed, '')).not.toMatch(/\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b/);
  });
});

describe('a rendered tree alone', () => {
  it('gives the same answers once the sources are gone', async () => {
    const cwd = wholeProject();
    const questions = [
      ['check'],
      ['check', '--env', 'production', '--service', 'embeddings'],
      ['list', '--env', 'staging'],
      ['explain', 'code-suggestions'],
      ['explain', 'Deployment/embeddings/reranker', 'spec.template.spec.containers.0.resources'],
    ];
    const ask = (how: typeof run, ...extra: readonly string[]): Promise<readonly unknown[]> =>
      Promise.all(
        questions.map(async (words) => {
          const result = await how([...words, '--format', 'json', ...extra], { cwd });
          return { code: result.code, ...jsonOf(result) };
        }),
      );
    await run(['synth'], { cwd });
    const before = await ask(run);

    for (const gone of ['services', 'environments', 'package.json', 'node_modules'])
      rmSync(join(cwd, gone), { recursive: true });
    // A process that never saw the sources can not remember them.
    const after = await ask(runAlone, '--from', 'dist');

    expect(after).toEqual(before);
    expect(before).toMatchObject(questions.map(() => ({ mistakes: [] })));
  });
});

/** Writes the files of a folder again, last to first: a folder lists them by age or by hash, depending on the file system. */
function reorder(folder: string): void {
  const aside = newFolder();
  const paths = pathsIn(folder);
  for (const path of paths) copyFileSync(join(folder, path), join(aside, path));
  for (const path of paths) rmSync(join(folder, path));
  for (const path of [...paths].reverse()) copyFileSync(join(aside, path), join(folder, path));
}
