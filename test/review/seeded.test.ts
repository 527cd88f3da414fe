import { diffAssemblies } from '../../lib/diff/diff';
import { compareGravity } from '../../lib/diff/gravity';
import type { Assessment } from '../../lib/diff/change';
import { environmentOf, seededChanges, sidesOf, type Expected, type SeededChange } from '../support/seeded';

const CHANGES = seededChanges();

/** The gravest things that a review says of a change; several where they are equally grave. */
function gravest(change: SeededChange): readonly Assessment[] {
  const environment = environmentOf(change);
  const all = diffAssemblies(sidesOf(change)).flatMap(({ assessments, service = 'the platform' }) =>
    assessments.map((assessment) => ({
      ...assessment,
      says: assessment.says.replaceAll('{service}', service).replaceAll('{environment}', environment),
    })),
  );
  const [first] = [...all].sort(compareGravity);
  return first === undefined ? [] : all.filter((assessment) => compareGravity(assessment, first) === 0);
}

/** What a review says of a change: what was expected, where that is among the gravest. */
function verdict(change: SeededChange): Expected {
  const found = gravest(change).map(({ class: touched, direction, says }) => ({ class: touched, direction, says }));
  const expected = JSON.stringify(change.expect);
  return found.find((said) => JSON.stringify(said) === expected) ?? found[0] ?? 'nothing';
}

describe.each([...new Set(CHANGES.map(({ file }) => file))])('the review of %s', (file) => {
  it.each(CHANGES.filter((change) => change.file === file))('says what it is: $name', (change) => {
    expect(verdict(change)).toEqual(change.expect);
  });
});

it('scores 100 % of the seeded changes', () => {
  const right = CHANGES.filter((change) => JSON.stringify(verdict(change)) === JSON.stringify(change.expect));

  expect(`${right.length} of ${CHANGES.length}`).toBe(`${CHANGES.length} of ${CHANGES.length}`);
});

it('is asked about enough of them, each with a name of its own', () => {
  const bad = CHANGES.filter(({ file }) => !/^(?:harmless|welcome)-/.test(file));
  const harmless = CHANGES.filter(({ file }) => file.startsWith('harmless-'));

  expect(bad.length).toBeGreaterThanOrEqual(60);
  expect(harmless.length).toBeGreaterThanOrEqual(30);
  expect(new Set(CHANGES.map(({ file, name }) => `${file} ${name}`)).size).toBe(CHANGES.length);
});
