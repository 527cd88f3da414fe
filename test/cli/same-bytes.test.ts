import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, jsonOf, newFolder, pathsIn, run, textsIn, wholeProject } from '../support/cli';

describe('two runs', () => {
  it('give the same bytes in other folders, time zones, locales and homes', async () => {
    const deep = join(newFolder(), 'a folder/with blanks/ünd umlauts');
    mkdirSync(deep, { recursive: true });
    const places = [wholeProject(), wholeProject(deep)];

    const results = [
      await run(['synth'], { cwd: places[0]!, env: { TZ: 'Pacific/Kiritimati', LANG: 'C', LC_ALL: 'C', HOME: '/' } }),
      await run(['synth'], {
        cwd: places[1]!,
        env: { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8', CDK8S_DISABLE_SORT: '1' },
      }),
    ];

    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(pathsIn(join(places[0]!, 'dist')).length).toBeGreaterThan(40);
    expect(digestOf(join(places[1]!, 'dist'))).toBe(digestOf(join(places[0]!, 'dist')));
  });

  it('write nothing the second time', async () => {
    const cwd = wholeProject();
    await run(['synth'], { cwd });

    const { environments } = jsonOf(await run(['synth', '--format', 'json'], { cwd }));

    expect(
      environments.map(({ written, removed }: { written: number; removed: number }) => [written, removed]),
    ).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('leave no trace of the machine in what they write', async () => {
    const cwd = wholeProject();
    await run(['synth'], { cwd });

    const text = [...textsIn(join(cwd, 'dist')).values()].join('\n');

    expect(text).not.toContain(cwd);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/\b20\d\d-\d\d-\d\d\b/);
  });
});

describe('a rendered tree alone', () => {
  it('gives the same answers once the sources are gone', async () => {
    const cwd = wholeProject();
    const questions = [
      ['check'],
      ['list'],
      ['explain', 'code-suggestions'],
      ['explain', 'Deployment/embeddings/reranker', 'spec.template.spec.containers.0.resources'],
    ];
    const ask = async (extra: readonly string[]) => {
      const answers = [];
      for (const words of questions) answers.push(jsonOf(await run([...words, '--format', 'json', ...extra], { cwd })));
      return answers;
    };
    await run(['synth'], { cwd });
    const before = await ask([]);

    for (const gone of ['services', 'environments', 'package.json', 'node_modules'])
      rmSync(join(cwd, gone), { recursive: true });
    const after = await ask(['--from', 'dist']);

    expect(after).toEqual(before);
    expect(before.map((answer) => answer.mistakes)).toEqual([[], [], [], []]);
  });
});
