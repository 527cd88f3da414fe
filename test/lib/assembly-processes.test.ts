import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { everyFile, expectRepaired, stateOf } from '../support/faults';
import { bigAssemblyOf, both, fewer } from '../support/made-up-documents';
import { buildWriter } from '../support/writer';

const work = mkdtempSync(join(tmpdir(), 'taxiway-processes-'));
const program = join(work, 'writer.js');
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeAll(() =>
  buildWriter(
    program,
    `const [, , folder, times, ...files] = process.argv;
    const versions = files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
    const codes = [];
    for (let turn = 0; turn < Number(times); turn += 1) {
      try {
        writeAssembly(versions[turn % versions.length], folder);
        codes.push('written');
      } catch (error) {
        const mistakes = mistakesOf(error);
        if (mistakes === undefined) throw error;
        codes.push(...mistakes.map(({ code, problem }) => code + ' ' + problem));
      }
    }
    console.log(JSON.stringify(codes));`,
  ),
);

function put(name: string, value: unknown): string {
  const file = join(work, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

test('two runs that write at once end well or are refused; the next one alone puts everything right', async () => {
  const versions = { a: bigAssemblyOf('a'), b: bigAssemblyOf('b') };
  const [a, b] = [put('a.json', versions.a), put('b.json', versions.b)];
  const folder = join(work, 'production');
  const write = async (...files: string[]): Promise<string[]> => {
    const child = spawn(process.execPath, [program, folder, '12', ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    await once(child, 'close');
    return JSON.parse(Buffer.concat(output).toString()) as string[];
  };

  const ends = await Promise.all([write(a, b), write(b, a)]);

  expect(ends.flat()).toHaveLength(24);
  expect(ends.flat().filter((end) => end !== 'written' && !end.startsWith('WRITE_FAILED '))).toEqual([]);
  expect(['a', 'b', 'ASSEMBLY_DAMAGED', 'ASSEMBLY_MISSING']).toContain(stateOf(folder, versions));
  expectRepaired(folder, [versions.a, versions.b]);
});

/** Root may write everywhere, so the program runs as nobody there. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;

test.each(['the folder', 'a folder within it'])(
  'an ordinary user who may not write to %s is told so, and nothing changes',
  (which) => {
    const dist = mkdtempSync(join(tmpdir(), 'taxiway-read-only-'));
    const folder = join(dist, 'production');
    try {
      mkdirSync(folder);
      writeAssembly(fewer, folder);
      const closed = which === 'the folder' ? folder : join(folder, 'chat');
      for (const path of [dist, folder, join(folder, 'chat')]) {
        if (asRoot) chownSync(path, NOBODY, NOBODY);
        chmodSync(path, path === closed ? 0o555 : 0o755);
      }
      for (const path of [work, program, put('both.json', both)]) chmodSync(path, 0o755);

      const { stdout } = spawnSync(process.execPath, [program, folder, '1', join(work, 'both.json')], {
        encoding: 'utf8',
        ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
      });

      expect(JSON.parse(stdout)).toEqual([expect.stringMatching(/^WRITE_FAILED .*EACCES/)]);
      expect(readAssembly(folder)).toEqual(fewer);
      expect(everyFile(folder)).toEqual(['assembly.jsonl', 'chat/kubernetes.yaml']);
      chmodSync(closed, 0o755);
      writeAssembly(both, folder);
      expect(readAssembly(folder)).toEqual(both);
    } finally {
      for (const path of [folder, join(folder, 'chat')]) chmodSync(path, 0o755);
      rmSync(dist, { recursive: true });
    }
  },
);
