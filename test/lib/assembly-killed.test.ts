import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { mistakesOf } from '../../lib/errors';
import { filesOf } from '../../lib/assembly/layout';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { bigAssemblyOf, numbersFrom } from '../support/made-up-documents';

const KILLS = 16;
const versions = [bigAssemblyOf('a'), bigAssemblyOf('b')] as const;
const texts = versions.map((version) => JSON.stringify(version));

const work = mkdtempSync(join(tmpdir(), 'taxiway-killed-'));
const folder = join(work, 'production');
const program = join(work, 'writer.js');
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A program that writes one version after the other for ever, and says so each time. */
function buildWriter(): void {
  const contents = `
    import { writeAssembly } from './lib/assembly/write';
    import { bigAssemblyOf } from './test/support/made-up-documents';
    const versions = [bigAssemblyOf('a'), bigAssemblyOf('b')];
    for (let turn = 0; ; turn += 1) {
      writeAssembly(versions[turn % 2], process.argv[2]);
      require('node:fs').writeSync(1, '.');
    }`;
  const stdin = { contents, resolveDir: join(__dirname, '../..'), loader: 'ts' as const };
  buildSync({ stdin, bundle: true, platform: 'node', target: 'node20', outfile: program, logLevel: 'error' });
}

async function writeUntilKilledAfter(milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  await closed;
}

function outcome(): 'complete' | 'refused' {
  try {
    expect(texts).toContain(JSON.stringify(readAssembly(folder)));
    return 'complete';
  } catch (error) {
    const codes = mistakesOf(error)?.map(({ code }) => code);
    if (codes === undefined) throw error;
    expect(codes).toEqual(['ASSEMBLY_DAMAGED']);
    return 'refused';
  }
}

test('a killed run leaves a complete assembly or one that is refused, and the next run repairs it', async () => {
  buildWriter();
  const next = numbersFrom(7);
  const outcomes: string[] = [];

  for (let turn = 0; turn < KILLS; turn += 1) {
    await writeUntilKilledAfter(next(150));
    outcomes.push(outcome());
    const repaired = versions[turn % 2] ?? versions[0];
    writeAssembly(repaired, folder);

    expect(readAssembly(folder)).toEqual(repaired);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const found = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
    expect(found).toEqual(['assembly.jsonl', ...filesOf(repaired.documents).keys()].sort());
  }

  expect(outcomes).toHaveLength(KILLS);
}, 120_000);
