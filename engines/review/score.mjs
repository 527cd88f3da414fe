#!/usr/bin/env node
// score.mjs
// Asks two risk scorers of the Python package index what they say of the seeded changes of test/review, beside what this
// library says, prints the totals and writes docs/review-score.md. They are installed where engines are, on the first run.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pageOf, totalsOf } from './page.mjs';
import { Store, stampOf } from '../support/store.mjs';
import { Tools, findPython } from '../support/tools.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const REQUIREMENTS = join(HERE, 'requirements.txt');
const PAGE = join(ROOT, 'docs/review-score.md');

/** The seeded changes, by the sources of this checkout. */
async function casesOfCheckout() {
  const outfile = join(ROOT, `temp/review-cases-${process.pid}.cjs`);
  // Bundled, a file is elsewhere than its neighbours.
  const places = {
    name: 'places',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
        contents: `const __dirname = ${JSON.stringify(dirname(path))};\n${await readFile(path, 'utf8')}`,
        loader: 'ts',
      })),
  };
  const entry = join(ROOT, 'test/review/third-party/cases.ts');
  const options = { bundle: true, platform: 'node', format: 'cjs', packages: 'external', logLevel: 'error' };
  await build({
    ...options,
    entryPoints: [entry],
    outfile,
    plugins: [places],
    alias: { taxiway: join(ROOT, 'constructs/index.ts') },
  });
  try {
    return createRequire(import.meta.url)(outfile).cases();
  } finally {
    rmSync(outfile, { force: true });
  }
}

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

const cases = await casesOfCheckout();
const answers = await answersTo(cases);
const rows = cases.map((one, index) => ({ ...one, ...answers[index] }));
for (const line of totalsOf(rows)) console.log(line);
const versions = Object.fromEntries(
  (await readFile(REQUIREMENTS, 'utf8')).split('\n').flatMap((line) => (line.includes('==') ? [line.split('==')] : [])),
);
writeFileSync(PAGE, pageOf(rows, versions));
