import * as fc from 'fast-check';
import type { Document, Json } from '../../lib/assembly/document';
import { pathText } from '../../lib/diff/path';
import type { Assessment } from '../../lib/diff/change';
import { tableOf } from '../../lib/diff/classes/all';
import { META_ROWS } from '../../lib/diff/classes/terraform/meta';
import { RESOURCES } from '../../lib/diff/classes/terraform/all';
import { factsOf, typesWithFacts } from '../../lib/diff/effects/facts';
import { argumentAt, factFor } from '../../lib/diff/effects/argument';
import { legalFleet, legalNeighbours } from '../support/arbitrary/fleet';
import { assemblyOf, edited } from '../support/assemblies';
import { leavesOf } from '../support/classified';
import { synthesizePlans, type FleetPlan } from '../support/generated';

/** What nobody can know: the facts are those of one version, and another Vault holds what it holds. */
const UNKNOWN = /^terraform\.required_providers (?:google|vault)(?:\.(?:version|source))?$|^provider\.vault address$/;
const BROKEN = /undefined|NaN|\[object|\{(?!service\}|environment\})\w+(?::\w+)?\}/;

function other(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}x` : 'x';
}

/** Paths that have no class, an unknown effect, or a sentence that is none. */
function offendersIn(documents: readonly Document[], odd = false): { paths: number; offenders: readonly string[] } {
  const offenders = new Set<string>();
  const seen = new Set<string>();
  const examine = (where: string, assessments: readonly Assessment[]): void => {
    if (assessments.length === 0) offenders.add(`${where}: is judged by nothing`);
    for (const { class: touched, effect, says, loses = '' } of assessments) {
      if (touched === 'unclassified') offenders.add(`${where}: has no class: ${says}`);
      if (effect === 'unknown' && !UNKNOWN.test(where)) offenders.add(`${where}: has no effect: ${says}`);
      if (!odd && (says === '' || says.endsWith('.') || BROKEN.test(says + loses)))
        offenders.add(`${where}: is no sentence: ${says}`);
    }
  };
  for (const document of documents) {
    if (document.domain !== 'terraform') continue;
    const table = tableOf(document.domain, document.kind);
    if (table === undefined) {
      offenders.add(`${document.kind}: has no table`);
      continue;
    }
    const sides = { base: undefined, head: undefined };
    for (const sided of [{ before: document }, { after: document }, { before: document, after: document }])
      examine(`${document.kind} as a whole`, [table.whole({ ...sided, sides })].flat());
    for (const { path, value, inner } of leavesOf(document.object)) {
      const where = `${document.kind} ${pathText(path.map((step) => (step.startsWith('[') ? '[]' : step)))}`;
      const once = `${where} ${inner ? '' : JSON.stringify(value)}`;
      if (seen.has(once)) continue;
      seen.add(once);
      const judge = table.judgeOf(path);
      const situation = { path, documents: { before: document, after: document }, sides };
      for (const changed of [
        { before: undefined, after: value },
        { before: value, after: undefined },
        ...(inner ? [] : [{ before: value, after: other(value) }]),
      ])
        examine(where, judge === undefined ? [] : [judge({ ...situation, ...changed })].flat());
    }
  }
  return { paths: seen.size, offenders: [...offenders].sort() };
}

function generated(fleets: fc.Arbitrary<FleetPlan>, numRuns: number) {
  const plans = fc.sample(fleets, { seed: 20_260_801, numRuns });
  const documents = plans.flatMap(({ specs, services }) =>
    specs.flatMap((spec) => {
      const outcome = synthesizePlans(services, spec);
      if (!('assembly' in outcome)) throw new Error(JSON.stringify(outcome.mistakes, undefined, 2));
      return outcome.assembly.documents;
    }),
  );
  return { services: plans.reduce((sum, { services }) => sum + services.length, 0), documents };
}

describe('every path of a Terraform block has a class and an effect', () => {
  it.each(['sandbox', 'staging', 'production'] as const)('that the services of this repository emit in %s', (name) => {
    const { paths, offenders } = offendersIn(assemblyOf(name).documents);

    expect(offenders).toEqual([]);
    expect(paths).toBeGreaterThan(100);
  });

  it('that more than a hundred generated services emit', () => {
    const alone = generated(legalNeighbours(10), 9);
    const together = generated(legalFleet, 15);

    const { offenders } = offendersIn([...alone.documents, ...together.documents], true);

    expect(alone.services + together.services).toBeGreaterThan(100);
    expect(offenders).toEqual([]);
  });

  it('is told of one that the provider does not have', () => {
    const changed = edited(assemblyOf('sandbox'), 'vault_mount/-/secrets', 'unheard_of', 1);

    expect(offendersIn(changed.documents).offenders).toEqual([
      'resource.vault_mount unheard_of: has no class: the Vault mount runway-sandbox: the provider has no argument unheard_of',
      'resource.vault_mount unheard_of: has no effect: the Vault mount runway-sandbox: the provider has no argument unheard_of',
    ]);
  });
});

describe.each(typesWithFacts())('%s', (type) => {
  const facts = factsOf(type)!;
  const settable = Object.entries(facts.arguments).filter(([, [letters]]) => !letters.startsWith('c'));
  const document = {
    ...assemblyOf('sandbox').documents.find(({ kind }) => kind === 'resource.vault_mount')!,
    kind: `resource.${type}`,
    object: {},
  };

  it('says something of every argument that can be set', () => {
    const table = tableOf('terraform', `resource.${type}`);
    const situation = { documents: { before: document, after: document }, sides: {} };

    const offenders = settable.flatMap(([name, [, valueType]]) => {
      const value: Json = valueType === 'bool' ? true : /^(?:int|float)$/.test(valueType) ? 1 : 'some';
      const path = name.split('.');
      const changed = [
        { before: undefined, after: value },
        { before: value, after: undefined },
        { before: value, after: other(value) },
      ];
      return changed.flatMap((sides) =>
        [table?.judgeOf(path)?.({ ...situation, ...sides, path }) ?? []]
          .flat()
          .filter(
            (one) =>
              one.class === 'unclassified' ||
              one.effect === 'unknown' ||
              one.says.endsWith('.') ||
              BROKEN.test(one.says),
          )
          .map(({ says }) => `${name}: ${says}`),
      );
    });

    expect(table).toBeDefined();
    expect(offenders).toEqual([]);
    expect(settable.every(([name]) => factFor(facts, name) !== undefined)).toBe(true);
  });

  it('has rows for arguments that the provider has, and no other', () => {
    const { rows, rolls } = RESOURCES.find((classes) => classes.type === type)!;

    const unheard = [...Object.keys(rows), ...(rolls?.rows ?? [])].filter(
      (row) => !Object.hasOwn(META_ROWS, row) && argumentAt(facts, row.split('.')) === undefined,
    );

    expect(unheard).toEqual([]);
  });
});

it('every resource type that has a table has facts, and the other way round', () => {
  expect(RESOURCES.map(({ type }) => type).sort()).toEqual(typesWithFacts());
});
