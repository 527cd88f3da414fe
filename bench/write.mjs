/** Writing dist against a plain loop that writes the same bytes to the same files. Prints JSON. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { environments, fleetOf, library } from './fleet.mjs';

const require = createRequire(import.meta.url);
const { treeOf } = require('../build/lib/assembly/tree.js');
const { recordOf } = require('../build/lib/assembly/record.js');
const { writeAssembly } = require('../build/lib/assembly/write.js');

const { assembly } = library.synthesize(fleetOf(Number(process.argv[2])), environments[2]);
const folder = mkdtempSync(join(tmpdir(), 'taxiway-bench-'));
const times = { render: 0, ours: 0, loop: 0, again: 0 };
const timed = (name, work) => {
  const start = performance.now();
  const result = work();
  times[name] += performance.now() - start;
  return result;
};
try {
  const files = timed('render', () => treeOf(assembly.documents));
  const record = recordOf(assembly, files);
  timed('loop', () => {
    for (const [path, text] of [...files, ['assembly.jsonl', Buffer.concat([...record.pieces])]]) {
      const file = join(folder, 'loop', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  });
  timed('ours', () => writeAssembly(assembly, join(folder, 'ours'), files));
  timed('again', () => writeAssembly(assembly, join(folder, 'ours'), files));
  console.log(JSON.stringify({ ...times, files: files.size + 1 }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
