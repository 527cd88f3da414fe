/**
 * Prints every figure as a ratio to a baseline of the same run; an absolute time means nothing on a shared machine.
 * Each row is a process of its own; the median of several runs is printed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { performance } from 'node:perf_hooks';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const rows = [];

function run(args, cwd = root) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { time: performance.now() - start, stdout };
}

const measure = (script, size) => JSON.parse(run([join(here, script), String(size)]).stdout);
const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const times = (amount, work) => Array.from({ length: amount }, work);
const add = (what, value, budget, note) => rows.push({ what, value, budget, note });
const ms = (value) => `${Math.round(value)} ms`;

/** A project with one service in three environments, and nothing else. */
function coldProject() {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-bench-'));
  cpSync(join(root, 'environments'), join(folder, 'environments'), { recursive: true });
  mkdirSync(join(folder, 'services'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'taxiway'));
  cpSync(join(root, 'services', 'spamcheck.ts'), join(folder, 'services', 'spamcheck.ts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'one', taxiway: 'services/index.ts' }));
  const imports = ['sandbox', 'staging', 'production'].map(
    (name) => `import { ${name} } from '../environments/${name}';`,
  );
  const table = 'export const placements = [place(Spamcheck, [sandbox, staging, production])];';
  writeFileSync(
    join(folder, 'services', 'index.ts'),
    ["import { place } from 'taxiway';", ...imports, "import { Spamcheck } from './spamcheck';", table].join('\n'),
  );
  return folder;
}

function cold() {
  const engines = [
    'constructs',
    'cdk8s',
    'cdktf',
    '@cdktf/provider-google/lib/provider',
    '@cdktf/provider-google/lib/project-iam-member',
    '@cdktf/provider-google/lib/service-account',
    '@cdktf/provider-google/lib/container-node-pool',
    '@cdktf/provider-vault/lib/provider',
    '@cdktf/provider-vault/lib/policy',
    '@cdktf/provider-vault/lib/mount',
    '@cdktf/provider-vault/lib/jwt-auth-backend',
    '@cdktf/provider-vault/lib/jwt-auth-backend-role',
    'esbuild',
  ];
  const bare = ['-e', engines.map((name) => `require(${JSON.stringify(name)})`).join(';')];
  const folder = coldProject();
  try {
    const pairs = times(7, () => {
      const floor = run(bare).time;
      rmSync(join(folder, 'dist'), { recursive: true, force: true });
      return { floor, ours: run([join(root, 'build', 'bin', 'taxiway.js'), 'synth'], folder).time };
    });
    const ratio = median(pairs.map(({ floor, ours }) => ours / floor));
    add(
      'cold synth, 1 service × 3 / a process that only loads the engines',
      ratio,
      2,
      `${ms(median(pairs.map(({ ours }) => ours)))}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inMemory() {
  const hundreds = times(3, () => measure('one.mjs', 100));
  const thousands = times(3, () => measure('one.mjs', 1000));
  const ratio = (runs) => median(runs.map(({ synth, json }) => synth / json));
  const synth = (runs) => median(runs.map((one) => one.synth));
  const [{ documents }] = thousands;
  add(
    'synth in memory, 100 × 3 / JSON stringify + parse of the same documents',
    ratio(hundreds),
    16,
    ms(synth(hundreds)),
  );
  add(
    'synth in memory, 1000 × 3 / JSON stringify + parse of the same documents',
    ratio(thousands),
    16,
    `${ms(synth(thousands))}, ${documents} documents`,
  );
  add('time(1000 × 3) / time(100 × 3)', synth(thousands) / synth(hundreds), 12, '');
  const megabytes = median(thousands.map((one) => one.megabytes));
  const [{ largest }] = thousands;
  add(
    'peak memory, 1000 × 3 / (150 MB + 4 × the objects of the largest environment)',
    megabytes / (150 + 4 * largest),
    1,
    `${Math.round(megabytes)} MB`,
  );
}

function writing() {
  const runs = times(5, () => measure('write.mjs', 1000));
  add(
    'writing dist, 1000 services / a plain loop over the same bytes',
    median(runs.map(({ ours, loop }) => ours / loop)),
    1.5,
    `${runs[0].files} files`,
  );
  add(
    'writing dist again, nothing changed / the first time',
    median(runs.map(({ again, ours }) => again / ours)),
    undefined,
    '',
  );
}

function stock() {
  const runs = times(3, () => measure('stock.mjs', 100));
  add(
    'stock cdk8s + cdktf, 100 × 3 / ours (the more the better)',
    median(runs.map((one) => one.stock / one.ours)),
    -4,
    ms(median(runs.map((one) => one.stock))),
  );
}

const parts = { cold, inMemory, writing, stock };
const asked = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) part();

const width = Math.max(...rows.map(({ what }) => what.length));
console.log(`node ${process.version}, ${process.platform} ${process.arch}; ratios, median of several runs\n`);
for (const { what, value, budget, note } of rows) {
  const bound = budget === undefined ? '' : budget < 0 ? `≥ ${-budget}` : `≤ ${budget}`;
  const met = budget === undefined ? '' : (budget < 0 ? value >= -budget : value <= budget) ? 'met' : 'NOT MET';
  console.log(`${what.padEnd(width)}  ${value.toFixed(2).padStart(7)}  ${bound.padEnd(6)} ${met.padEnd(8)} ${note}`);
}
