#!/usr/bin/env node
// score.mjs
// Asks two risk scorers of the Python package index what they say of the seeded changes of test/review, beside what this
// library says, prints the totals and writes docs/review-score.md. They are installed where engines are, on the first run.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pageOf, totalsOf } from './page.mjs';
import { loadSource } from '../support/sources.mjs';
import { Store, stampOf } from '../support/store.mjs';
import { Tools, findPython } from '../support/tools.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const REQUIREMENTS = join(HERE, 'requirements.txt');
const PAGE = join(ROOT, 'docs/review-score.md');

async function answersTo(cases) {
  const tools = new Tools(new Store(), (text) => console.error(`score: ${text}`));
  const fill = (half) => tools.pipInstall(half, ['--no-deps', '--requirement', REQUIREMENTS]);
  const folder = await tools.store.provide('review', stampOf([REQUIREMENTS]), {}, fill);
  const input = cases.map(({ plans, kubernetes }) => JSON.stringify({ plans, kubernetes })).join('\n');
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync(findPython(), [join(HERE, 'ask.py')], {
    input,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`ask.py ended with ${status}:\n${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const cases = loadSource('test/review/third-party/cases.ts').cases();
const answers = await answersTo(cases);
const rows = cases.map((one, index) => ({ ...one, ...answers[index] }));
for (const line of totalsOf(rows)) console.log(line);
const versions = Object.fromEntries(
  (await readFile(REQUIREMENTS, 'utf8')).split('\n').flatMap((line) => (line.includes('==') ? [line.split('==')] : [])),
);
writeFileSync(PAGE, pageOf(rows, versions));
