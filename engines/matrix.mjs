import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { accepts } from './engines.mjs';

const INTRODUCTION = `# Policy suites

Each rule of each policy suite that others made, over everything that is rendered for every environment of this repository:
how often it passed, and how often it found what we mean, with the reason. A finding without a reason fails the run, and so
does a reason that no finding needs. Written by \`npm run conformance\`; the reasons stand in
[engines/policy/exceptions.yaml](../engines/policy/exceptions.yaml).
`;

/** Whether the page says what the suites that are here found. Suites that were not here say nothing, and their rows stand. */
export function compareMatrix(page, folder, statuses) {
  const shown = rowsOf(folder, statuses);
  const written = readRows(page);
  const here = new Set(shown.map(({ suite }) => suite));
  const texts = (rows) => rows.map(lineOf);
  const old = texts(written.filter(({ suite, version }) => here.has(suite) && accepts(suite, version)));
  const fresh = texts(shown);
  const gone = old.filter((line) => !fresh.includes(line));
  const come = fresh.filter((line) => !old.includes(line));
  if (gone.length === 0 && come.length === 0) return true;
  const lines = [...gone.map((line) => `- ${line}`), ...come.map((line) => `+ ${line}`)];
  console.error(`docs/policy-suites.md is not what this run showed:\n${lines.join('\n')}\nrun 'npm run conformance'`);
  return false;
}

/** Writes the page: what the suites that are here found, and what others did before. */
export async function writeMatrix(page, folder, statuses) {
  const shown = rowsOf(folder, statuses);
  const here = new Set(shown.map(({ suite }) => suite));
  const kept = readRows(page).filter(({ suite, version }) => !here.has(suite) && accepts(suite, version));
  const order = statuses.map(({ name }) => name);
  const rows = [...shown, ...kept].sort(
    (one, other) => order.indexOf(one.suite) - order.indexOf(other.suite) || (one.rule < other.rule ? -1 : 1),
  );
  const table = [
    '| suite | version | rule | passed | excepted | reason |',
    '| - | - | - | - | - | - |',
    ...rows.map(lineOf),
  ];
  writeFileSync(page, (await format(page, [INTRODUCTION, ...table].join('\n'))).code);
  return true;
}

function rowsOf(folder, statuses) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    .flatMap(({ suite, outcomes }) => {
      const version = statuses.find(({ name }) => name === suite).found;
      return outcomes.map(({ rule, passed, excepted, reason = '' }) => {
        return { suite, version, rule, passed: String(passed), excepted: String(excepted), reason };
      });
    });
}

function readRows(page) {
  if (!existsSync(page)) return [];
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:suite|-)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, suite, version, rule, passed, excepted, reason]) => ({ suite, version, rule, passed, excepted, reason }));
}

const lineOf = ({ suite, version, rule, passed, excepted, reason }) =>
  `| ${[suite, version, rule, passed, excepted, reason].join(' | ')} |`;
