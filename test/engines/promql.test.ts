import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expressionsOf } from '../../lib/check/promql/expressions';
import { withoutVariables } from '../../lib/check/promql/variables';
import { readExpression } from '../../lib/promql/expression';
import { ANY_PATTERN, BROKEN, isKnownStrictness, slipsOf, SOUND } from '../support/expressions';
import { describeWith, fileOf, prove } from './support/engine';
import { assemblyOf, ENVIRONMENTS } from './support/fleet';
import { run } from './support/process';

/** Which of some expressions promtool refuses, by their places. */
async function refused(expressions: readonly string[]): Promise<ReadonlySet<number>> {
  const folder = mkdtempSync(join(tmpdir(), 'taxiway-promql-'));
  try {
    const file = join(folder, 'rules.json');
    const rules = expressions.map((expr, index) => ({ record: `r:${index}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'all', rules }] }));
    const { stdout, stderr } = await run(fileOf('promtool', 'program'), ['check', 'rules', '--lint=none', file]);
    const said = [...(stdout + stderr).matchAll(/rule (\d+), "[^"]*": could not parse expression/g)];
    return new Set(said.map(([, number]) => Number(number) - 1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where we and promtool differ: what it refuses and we let pass, and what we refuse for no known reason. */
async function differences(expressions: readonly string[]) {
  const theirs = await refused(expressions);
  const passed: string[] = [];
  const overdone: string[] = [];
  for (const [index, expression] of expressions.entries()) {
    const read = readExpression(expression);
    if (!('problem' in read) && theirs.has(index)) passed.push(expression);
    if ('problem' in read && !theirs.has(index) && !isKnownStrictness(expression, read.problem))
      overdone.push(`${expression}: ${read.problem}`);
  }
  return { passed, overdone, refused: theirs.size };
}

/** Everything that is rendered, with something plain for the variables of dashboards. */
const rendered = () => [
  ...new Set(
    ENVIRONMENTS.flatMap((environment) =>
      [...expressionsOf(assemblyOf(environment))].map(({ text, hasVariables }) =>
        hasVariables ? withoutVariables(text) : text,
      ),
    ),
  ),
];

describeWith('promtool', () => {
  it('takes every expression that is rendered, and so do we', async () => {
    const own = rendered();

    const { passed, overdone, refused: theirs } = await differences(own);

    expect({ passed, overdone, theirs }).toEqual({ passed: [], overdone: [], theirs: 0 });
    expect(own.length).toBeGreaterThan(100);
    prove('promtool', 'expressions', `${own.length} expressions of rules, autoscalers and dashboards: 0 refused`);
  });

  it('agrees about every part of the language, and refuses nothing that we let pass', async () => {
    const { passed, overdone, refused: theirs } = await differences([...SOUND, ...BROKEN]);

    expect({ passed, overdone, theirs }).toEqual({ passed: [], overdone: [], theirs: BROKEN.length });
  });

  it('refuses nothing that we let pass, whatever slip is made', async () => {
    const own = rendered();
    const slips = [
      ...fc.sample(slipsOf(own), { seed: 57, numRuns: 4000 }),
      ...fc.sample(slipsOf(SOUND), { seed: 58, numRuns: 8000 }),
      ...fc.sample(ANY_PATTERN, { seed: 59, numRuns: 8000 }),
    ];

    const { passed, overdone, refused: theirs } = await differences(slips);

    expect({ passed, overdone }).toEqual({ passed: [], overdone: [] });
    expect(theirs).toBeGreaterThan(8000);
    prove('promtool', 'slips', `${slips.length} slips in expressions: none passes that it refuses`);
  });
});
