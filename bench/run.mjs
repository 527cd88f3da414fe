/**
 * Prints every figure as a ratio to a baseline of the same run; an absolute time means nothing on a shared machine.
 * Each row is a process of its own; the median of several runs is printed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { performance } from 'node:perf_hooks';
import { withProject } from './project.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const TAXIWAY = join(root, 'build', 'bin', 'taxiway.js');
const rows = [];

function run(args, cwd = root) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { time: performance.now() - start, stdout, stderr };
}

const measure = (script, size) => JSON.parse(run([join(here, script), String(size)]).stdout);
const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const times = (amount, work) => Array.from({ length: amount }, work);
/** Rows are told at once as well: the last one comes after many minutes. */
const add = (what, value, budget, note) => {
  rows.push({ what, value, budget, note });
  console.error(`${value.toFixed(2)} ${boundOf(budget)} ${what} ${note}`);
};
const ms = (value) => `${Math.round(value)} ms`;

function cold() {
  withProject(1, (folder) => {
    const bare = [
      '-e',
      enginesIn(folder)
        .map((name) => `require(${JSON.stringify(name)})`)
        .join(';'),
    ];
    const pairs = times(7, () => {
      const floor = run(bare).time;
      rmSync(join(folder, 'dist'), { recursive: true, force: true });
      return { floor, ours: run([TAXIWAY, 'synth'], folder).time };
    });
    add(
      'cold synth, 1 service × 3 / a process that only loads the engines',
      median(pairs.map(({ floor, ours }) => ours / floor)),
      2,
      ms(median(pairs.map(({ ours }) => ours))),
    );
  });
}

/** The packages of engines that a synth loads, by name. */
function enginesIn(folder) {
  const { stderr } = run(['--require', join(here, 'engines.cjs'), TAXIWAY, 'synth'], folder);
  const names = [...stderr.matchAll(/^engine (.+)$/gm)].map(([, name]) => name);
  if (!names.includes('cdktf')) throw new Error(`a synth loads ${names.join(', ')}`);
  return names;
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
}

/** The command as people run it, on a large fleet. */
function fleet() {
  withProject(1000, (folder) => {
    const dist = join(folder, 'dist');
    const synth = () => run(['--require', join(here, 'peak.cjs'), TAXIWAY, 'synth'], folder);
    const full = times(3, () => {
      rmSync(dist, { recursive: true, force: true });
      return synth();
    });
    const again = times(3, synth);
    const largest = Math.max(...readdirSync(dist).map((environment) => megabytesIn(join(dist, environment))));
    const peak = median(full.map(({ stderr }) => Number(/^peak (\d+) MB$/m.exec(stderr)[1])));
    add(
      'peak memory of synth, 1000 × 3 / (150 MB + 4 × what dist holds of the largest environment)',
      peak / (150 + 4 * largest),
      1,
      `${peak} MB, ${Math.round(largest)} MB of files`,
    );
    add(
      'synth where nothing changed, 1000 × 3 / the full run',
      median(again.map(({ time }) => time)) / median(full.map(({ time }) => time)),
      0.25,
      `${ms(median(again.map(({ time }) => time)))} of ${ms(median(full.map(({ time }) => time)))}`,
    );
    oneOfMany(folder);
  });
}

/** What a reviewer waits for where CI has rendered both sides. */
function oneOfMany(folder) {
  const file = join(folder, 'services', 'service-7.ts');
  cpSync(join(folder, 'dist'), join(folder, 'before'), { recursive: true });
  writeFileSync(file, readFileSync(file, 'utf8').replace('replicas: 2', 'replicas: 5'));
  run([TAXIWAY, 'synth'], folder);
  const compared = times(5, () => run([TAXIWAY, 'diff', '--base', 'before', '--head', 'dist'], folder));
  if (!compared[0].stdout.includes('service-7 runs 5 pods instead of 2')) throw new Error(compared[0].stdout);
  const alone = withProject(1, (one) => times(5, () => run([TAXIWAY, 'synth', '--no-cache'], one).time));
  const time = median(compared.map((one) => one.time));
  add(
    'diff of one changed service, 1000 × 3, both sides rendered / a cold synth of one service × 3',
    time / median(alone),
    3,
    `${ms(time)}, of ${Math.round(megabytesIn(join(folder, 'dist')))} MB on each side`,
  );
  const { pods, calls } = besideCommit(folder, file);
  add(
    'diff of one changed service, 1000 × 3, against a commit in the cache / a cold synth of one service × 3',
    pods / median(alone),
    3,
    ms(pods),
  );
  add(
    'the same where the service calls less, so that all ways of the fleet are looked at / a cold synth of one service × 3',
    calls / median(alone),
    12,
    ms(calls),
  );
}

/** What whoever writes a service waits for: the sources here against a commit that was rendered before. */
function besideCommit(folder, file) {
  const changed = readFileSync(file, 'utf8');
  writeFileSync(file, changed.replace('replicas: 5', 'replicas: 2'));
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\nbefore/\ndist/\n');
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];
  for (const words of [
    ['init', '-q'],
    ['add', '-A'],
    [...identity, 'commit', '-q', '-m', 'base'],
  ])
    execFileSync('git', words, { cwd: folder });
  writeFileSync(file, changed);
  const compare = () => run([TAXIWAY, 'diff', '--base', 'HEAD'], folder);
  const measured = (says) => {
    if (!compare().stdout.includes(says)) throw new Error(`the diff does not tell that ${says}`);
    return median(times(5, () => compare().time));
  };
  const pods = measured('service-7 runs 5 pods instead of 2');
  writeFileSync(file, changed.replace("calls: ['gitlab-api']", 'calls: []'));
  return { pods, calls: measured('service-7 may no longer call internal-api') };
}

function megabytesIn(folder) {
  const files = readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)));
  return files.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0) / 2 ** 20;
}

function check() {
  const runs = times(3, () => measure('check.mjs', 1000));
  add(
    'check of everything, 1000 × 3 / the synth that it checks',
    median(runs.map((one) => one.check / one.synth)),
    1,
    `${ms(median(runs.map((one) => one.check)))}, ${runs[0].rules} rules`,
  );
}

function reach() {
  const small = times(3, () => measure('reach.mjs', 250));
  const runs = times(3, () => measure('reach.mjs', 1000));
  const each = (list) => median(list.map((one) => one.reach / one.edges));
  add(
    'reach of everything, 1000 × 3 / the synth that it reads',
    median(runs.map((one) => one.reach / one.synth)),
    1,
    `${ms(median(runs.map((one) => one.reach)))}, ${runs[0].edges} edges`,
  );
  add('an edge of 1000 services / an edge of 250', each(runs) / each(small), 1.5, 'linear is 1');
}

function diff() {
  const runs = times(3, () => measure('diff.mjs', 950));
  const [{ documents }] = runs;
  for (const [name, part, what, budget] of [
    ['same', 'diff', 'diff of two assemblies, nothing changed', 3],
    ['marks', 'diff', 'diff of two assemblies, another mark of the tool in every object', 3],
    ['leaves', 'compare', 'comparing two assemblies, one leaf changed in every document', 3],
    ['leaves', 'diff', 'the same, and saying what each of the changes means', undefined],
  ])
    add(
      `${what} / JSON.parse of both`,
      median(runs.map((one) => one[name][part] / one[name].parse)),
      budget,
      `${ms(median(runs.map((one) => one[name][part])))}, ${documents} documents, ${runs[0][name].changes} changes`,
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
  for (const [size, amount, budget] of [
    [100, 3, 4],
    [300, 1, 8],
  ]) {
    const runs = times(amount, () => measure('stock.mjs', size));
    add(
      `the same objects, ${size} × 3: stock cdk8s + cdktf / our way through them (the more the better)`,
      median(runs.map((one) => one.stock / one.ours)),
      -budget,
      `${ms(median(runs.map((one) => one.stock)))}, ${runs[0].documents} documents`,
    );
    add(
      `the same objects, ${size} × 3: stock cdk8s + cdktf / all of our synth (the more the better)`,
      median(runs.map((one) => one.stock / one.synth)),
      undefined,
      '',
    );
  }
}

function helm() {
  const measured = run([join(here, 'helm.mjs'), '100']).stdout;
  if (measured === '') return console.log('SKIPPED helm template: helm is not on PATH\n');
  const { helm: theirs, ours, objects } = JSON.parse(measured);
  add(
    'helm template, 100 services × 1, once a service / taxiway synth of all (the more the better)',
    theirs / ours,
    undefined,
    `${ms(theirs)} for ${objects} objects`,
  );
}

const boundOf = (budget) => (budget === undefined ? '' : budget < 0 ? `≥ ${-budget}` : `≤ ${budget}`);
const isMet = ({ value, budget }) => (budget < 0 ? value >= -budget : value <= budget);

function text() {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map((row) => {
    const met = row.budget === undefined ? '' : isMet(row) ? 'met' : 'NOT MET';
    const figures = `${row.value.toFixed(2).padStart(7)}  ${boundOf(row.budget).padEnd(6)} ${met.padEnd(8)} ${row.note}`;
    return `${row.what.padEnd(width)}  ${figures}`;
  });
  return `${MACHINE}; ratios, median of several runs\n\n${lines.join('\n')}`;
}

/** The same as a page; a wide table of Markdown is for the formatter to align. */
function page() {
  const lines = rows.map((row) => `| ${row.what} | ${row.value.toFixed(2)} | ${boundOf(row.budget)} | ${row.note} |`);
  return [
    '# Performance',
    '',
    'Written by `npm run bench -- --write`. Every figure is a ratio to a baseline that was measured in the same run: an',
    'absolute time says something about the machine only. A row without a budget is there to compare.',
    '',
    `${MACHINE}, ${cpus().length} processors.`,
    '',
    '| what | measured | budget | |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

const MACHINE = `Node ${process.version}, ${process.platform} ${process.arch}`;
const parts = { cold, inMemory, fleet, check, reach, diff, writing, stock, helm };
const write = process.argv.includes('--write');
const asked = process.argv.slice(2).filter((word) => word !== '--write');
for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) part();
console.log(text());
if (write) {
  const file = join(root, 'docs', 'performance.md');
  writeFileSync(file, page());
  spawnSync('npx', ['oxfmt', file], { cwd: root });
}
