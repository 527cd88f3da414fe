import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { accepts } from './engines.mjs';

const INTRODUCTION = `# Conformance

What engines that are not ours said of everything that is rendered for every environment of this repository. Written by
the run itself, \`npm run conformance\`; CI repeats the run and fails where anything but the date differs. How each engine
comes here: [engines/README.md](../engines/README.md).
`;

/** Whether the page says what this run showed. Engines that were not here say nothing, and their rows stand. */
export function compare(page, evidence, statuses) {
  const shown = rowsOf(evidence, statuses);
  const ready = statuses.filter(({ state }) => state === 'ready');
  const here = new Set(ready.map(({ name, found }) => `${name} ${found}`));
  const written = readRows(page).filter(({ name, version }) => accepts(name, version));
  const gone = written.filter((row) => here.has(`${row.name} ${row.version}`) && !shown.some((one) => same(one, row)));
  // A patch of Terraform, or OpenTofu, may show what another accepted version is written down for.
  const fresh = shown.filter((row) => !written.some((one) => same(one, row)));
  if (gone.length === 0 && fresh.length === 0) return true;
  const lines = [...gone.map((row) => `- ${lineOf(row)}`), ...fresh.map((row) => `+ ${lineOf(row)}`)];
  console.error(`docs/conformance.md is not what this run showed:\n${lines.join('\n')}\nrun 'npm run conformance'`);
  return false;
}

/** Writes the page: what this run showed, and what was shown before by engines that are wanted and not here. */
export async function write(page, evidence, statuses) {
  const date = newestDate();
  const shown = rowsOf(evidence, statuses).map((row) => ({ ...row, date }));
  const here = new Set(shown.map(({ name, version }) => `${name} ${version}`));
  const kept = readRows(page).filter(({ name, version }) => accepts(name, version) && !here.has(`${name} ${version}`));
  const order = statuses.map(({ name }) => name);
  const rows = [...shown, ...kept].sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
  const table = rows.map(({ name, version, shown: text, date: day }) => `| ${name} | ${version} | ${text} | ${day} |`);
  const text = [INTRODUCTION, '| engine | version | what it showed | date |', '| - | - | - | - |', ...table].join('\n');
  writeFileSync(page, (await format(page, text)).code);
  return true;
}

function rowsOf(evidence, statuses) {
  if (!existsSync(evidence)) return [];
  return readdirSync(evidence)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(evidence, file), 'utf8')))
    .map(({ name, shown }) => ({ name, version: statuses.find((status) => status.name === name).found, shown }));
}

function readRows(page) {
  if (!existsSync(page)) return [];
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:engine|-)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name, version, shown, date]) => ({ name, version, shown, date }));
}

const same = (one, other) => one.name === other.name && one.shown === other.shown;
const lineOf = ({ name, version, shown }) => `${name} ${version}: ${shown}`;

/** The day of the newest commit, or of SOURCE_DATE_EPOCH: the same tree is always written on the same day. */
function newestDate() {
  const seconds =
    process.env.SOURCE_DATE_EPOCH ?? execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}
