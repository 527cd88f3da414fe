import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { claimsOf, isDone, take } from '../../lib/assembly/claims';
import { sha256 } from '../../lib/assembly/digest';
import { commandFile, newFolder, start } from '../support/cli';

const COUNT = 3000;
const pathOf = (index: number): string => `service-${index % 10}/${index}.yaml`;

/** What a process whose code is compiled says; only there another thread helps. */
async function outcomeOf(program: string): Promise<unknown> {
  const code = `const lib = ${JSON.stringify(join(dirname(commandFile()), '../lib/assembly'))};\n${program}`;
  const { code: ended, stdout, stderr } = await start(process.execPath, ['-e', code], { cwd: newFolder() });
  expect([ended, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('files that two threads look at', () => {
  const folder = newFolder();
  const digests: Record<string, string> = {};
  for (let index = 0; index < COUNT; index += 1) {
    const file = join(folder, pathOf(index));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${index}`);
    digests[pathOf(index)] = sha256(`${index}`);
  }
  writeFileSync(join(folder, 'digests.json'), JSON.stringify(digests));

  /** Waits until the other thread has done the first part, where it is told to. */
  const check = (wait: boolean): Promise<unknown> =>
    outcomeOf(`
      const folder = ${JSON.stringify(folder)};
      const { FileCheck } = require(lib + '/file-check.js');
      const check = new FileCheck(folder, require(folder + '/digests.json'));
      const { claims } = check.shared;
      while (${wait} && Atomics.load(claims, 0) < 2) Atomics.wait(claims, 0, Atomics.load(claims, 0), 100);
      console.log(JSON.stringify(check.problems()));
    `);

  it.each([true, false])('are all as they were written; the other one began first: %s', async (wait) => {
    expect(await check(wait)).toEqual([]);
  });

  it.each([true, false])('are named where they are not, whoever saw it first; the other one: %s', async (wait) => {
    const [altered, gone, last] = [pathOf(3), pathOf(1500), pathOf(COUNT - 1)];
    writeFileSync(join(folder, altered), '4');
    rmSync(join(folder, gone), { force: true });
    writeFileSync(join(folder, last), '');

    expect(await check(wait)).toEqual([
      { path: altered, problem: 'is not as it was written: its digest differs' },
      { path: gone, problem: 'is missing' },
      { path: last, problem: 'is not as it was written: its digest differs' },
    ]);
  });
});

test('a piece of work is done once, and one that throws has failed', () => {
  const claims = claimsOf(2);
  const done: string[] = [];
  for (const name of ['first', 'second']) take(claims, 0, () => done.push(name) > 0);

  expect(() =>
    take(claims, 1, () => {
      throw new Error('disk');
    }),
  ).toThrow('disk');
  expect([done, isDone(claims, 0), isDone(claims, 1)]).toEqual([['first'], true, false]);
});
