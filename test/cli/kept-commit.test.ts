import { cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAlone, service, table, write, type Result } from '../support/cli';
import { repository } from '../support/repository';

const CACHE = 'node_modules/.cache/taxiway';

const diff = (root: string): Promise<Result> => runAlone(['diff', '--base', 'HEAD', '--format', 'json'], { cwd: root });

/** A project of three services, one of which is not as it was committed. */
function changed(): string {
  const root = repository({
    'services/tiny.ts': service('tiny', '', 'replicas: 2,'),
    'services/scaled.ts': service(
      'scaled',
      '',
      "replicas: { min: 2, max: 8, scaleOn: { signal: 'cpu', target: '70%' } },",
    ),
    'services/other.ts': service('other'),
    'services/index.ts': table('tiny', 'scaled', 'other'),
  });
  write(root, { 'services/tiny.ts': service('tiny', '', 'replicas: 3,') });
  return root;
}

/** What is kept of a project's commits, by path below the cache. */
function keptIn(root: string): readonly string[] {
  const files = readdirSync(join(root, CACHE), { recursive: true, encoding: 'utf8', withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(join(root, CACHE).length + 1))
    .sort();
}

const made = (async () => {
  const root = changed();
  return { root, first: await diff(root) };
})();

/** The same project, with a cache of its own. */
async function again(): Promise<{ readonly root: string; readonly first: Result }> {
  const { root, first } = await made;
  const copy = changed();
  cpSync(join(root, CACHE), join(copy, CACHE), { recursive: true });
  return { root: copy, first };
}

describe('what is kept of a commit', () => {
  it('are its records, what it was rendered from, and what every comparison asks of it', async () => {
    const { root, first } = await made;

    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([0, { mistakes: [] }]);
    expect(keptIn(root).map((path) => path.replaceAll(/[0-9a-f]{12,}/g, '…'))).toEqual([
      'base/…-…/production/assembly.jsonl',
      'base/…-…/production/notes.json',
      'base/…-…/sources.json',
      'base/…-…/staging/assembly.jsonl',
      'base/…-…/staging/notes.json',
      'modules-….json',
    ]);
  });

  it('gives what is found out without it', async () => {
    const { root, first } = await again();

    const second = await diff(root);

    expect([second.stdout, second.stderr, second.code]).toEqual([first.stdout, '', 0]);
    expect(JSON.parse(second.stdout)).toMatchObject({
      costs: [{ environment: 'production' }, { environment: 'staging' }],
    });
  });

  it.each(['notes.json', 'sources.json', 'modules-'])(
    'is found out again where half of %s is there, or none',
    async (name) => {
      const { root, first } = await again();
      const files = keptIn(root)
        .filter((path) => path.includes(name))
        .map((path) => join(root, CACHE, path));

      for (const file of files) writeFileSync(file, readFileSync(file, 'utf8').slice(0, -2));
      const half = await diff(root);
      for (const file of files) rmSync(file);
      const none = await diff(root);

      expect(files.length).toBeGreaterThan(0);
      expect([half, none].map(({ stdout, stderr, code }) => [stdout, stderr, code])).toEqual([
        [first.stdout, '', 0],
        [first.stdout, '', 0],
      ]);
    },
  );

  it('are no more than eight commits', async () => {
    const root = repository();
    const cache = join(root, CACHE, 'base');
    await diff(root);
    const [key = ''] = readdirSync(cache);
    for (let index = 0; index < 12; index += 1)
      cpSync(join(cache, key), join(cache, `${index}`.padStart(40, '0')), { recursive: true });
    renameSync(join(cache, key), join(cache, 'a'.repeat(40)));

    await diff(root);

    expect(readdirSync(cache)).toHaveLength(8);
    expect(readdirSync(cache)).toContain(key);
  });
});
