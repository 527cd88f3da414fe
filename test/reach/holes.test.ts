import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { edgeKey } from '../../lib/reach/edge';
import { comparedOf } from '../../lib/reach/whole';
import { assemblyOf, findingsOf, fleetWith } from '../support/assemblies';
import { environmentOf, withEdits, type Edit } from '../support/seeded';

/** A way that nobody declared, made on purpose: one line of `holes.jsonl`. */
interface Hole {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** The edges that it opens; there may be more. */
  readonly edges: readonly string[];
  /** The rule that has to say so. */
  readonly code: string;
}

const HOLES = readFileSync(join(__dirname, 'holes.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Hole);
const REACH = RULES.filter(({ code }) => code === 'REACH_UNDECLARED' || code === 'METADATA_SERVER_OPEN');

it('has at least forty holes, each with a name of its own', () => {
  expect(HOLES.length).toBeGreaterThanOrEqual(40);
  expect(new Set(HOLES.map(({ name }) => name)).size).toBe(HOLES.length);
});

it.each(HOLES)('finds $name', ({ edits, edges, code, ...hole }) => {
  const environment = environmentOf({ ...hole, edits, expect: 'nothing' }) as 'production';
  const holed = withEdits(assemblyOf(environment), edits);

  const undeclared = comparedOf(holed).undeclared.map(edgeKey);
  const findings = findingsOf(holed, REACH);

  expect(undeclared).toEqual(expect.arrayContaining([...edges]));
  expect(findings.map((finding) => finding.code)).toContain(code);
  for (const { problem, fix } of findings) expect(`${problem} ${fix}`).not.toMatch(/undefined|\[object|\.$/);
});

it('finds none where nothing was opened', () => {
  const { findings } = runRules(fleetWith(), REACH);

  expect(findings).toEqual([]);
});
