import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { tableOf } from '../../lib/diff/classes/all';
import { DEFAULT_GATES, gateOf } from '../../lib/diff/gate';
import type { Document } from '../../lib/assembly/document';
import { legalFleet, legalNeighbours } from '../support/arbitrary/fleet';
import { assemblyOf, documentOf, edited } from '../support/assemblies';
import { unclassifiedIn } from '../support/classified';
import { CHECKOUT } from '../support/cli';
import { removePrograms, renderProgram } from '../support/environment';
import { synthesizePlans, type FleetPlan } from '../support/generated';

const FOLDER = join(CHECKOUT, 'docs/guides');
const ENVIRONMENTS = join(CHECKOUT, 'environments');

afterAll(removePrograms);

/** The programs that guides show: a service, an environment, or both with their placement table. */
const EXAMPLES = readdirSync(FOLDER).flatMap((guide) =>
  [...readFileSync(join(FOLDER, guide), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = '']): readonly [string, string] => [guide, code])
    .filter(([, code]) => /extends MlService|defineEnvironment\(/.test(code)),
);

/** What an example renders, with this repository's environments beside it. */
function documentsOf(code: string): readonly Document[] {
  const environments = Object.fromEntries(
    readdirSync(ENVIRONMENTS).map((file) => [`environments/${file}`, readFileSync(join(ENVIRONMENTS, file), 'utf8')]),
  );
  const service = /export class (\w+)/.exec(code)?.[1];
  const environment = /export const (\w+) = defineEnvironment/.exec(code)?.[1];
  const index =
    service === undefined && environment === undefined
      ? `export { placements } from './example';\n`
      : `import { MlService, place } from 'taxiway';
import { production } from '../environments/production';
import * as example from './example';
class Spamcheck extends MlService {
  constructor(env) { super(env, 'spamcheck', { owner: 'group::anti-abuse', image: env.image('spamcheck') }); }
}
export const placements = [place(${service === undefined ? 'Spamcheck' : `example.${service}`}, [${environment === undefined ? 'production' : `example.${environment}`}])];
`;
  const renderings = renderProgram({ ...environments, 'services/example.ts': code, 'services/index.ts': index });
  expect(renderings.flatMap(({ mistakes }) => mistakes)).toEqual([]);
  return renderings.flatMap(({ documents }) => documents);
}

/** Generated services, the same in every run. */
function generated(
  fleets: fc.Arbitrary<FleetPlan>,
  numRuns: number,
): { readonly services: number; readonly documents: readonly Document[] } {
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

describe('every path has a class', () => {
  it.each(['sandbox', 'staging', 'production'] as const)('that the services of this repository emit in %s', (name) => {
    const { paths, offenders } = unclassifiedIn(assemblyOf(name).documents);

    expect(offenders).toEqual([]);
    expect(paths).toBeGreaterThan(300);
  });

  it.each(EXAMPLES)('that the example of %s emits', (_, code) => {
    const { paths, offenders } = unclassifiedIn(documentsOf(code));

    expect(offenders).toEqual([]);
    expect(paths).toBeGreaterThan(200);
  });

  it('that more than a hundred generated services emit, alone and as they call each other', () => {
    const alone = generated(legalNeighbours(10), 9);
    const together = generated(legalFleet, 15);

    const { offenders } = unclassifiedIn([...alone.documents, ...together.documents], true);

    expect(alone.services + together.services).toBeGreaterThan(100);
    expect(offenders).toEqual([]);
  });
});

describe('a path without a class', () => {
  it('is named', () => {
    const changed = edited(assemblyOf('sandbox'), 'Deployment/spamcheck/api', 'spec.template.spec.unheardOf', [1]);

    const { offenders } = unclassifiedIn(changed.documents);

    expect(offenders.filter((one) => one.endsWith('has no class'))).toEqual([
      'Deployment spec.template.spec.unheardOf: has no class',
      'Deployment spec.template.spec.unheardOf[0]: has no class',
    ]);
  });

  it('stops a merge in every kind: no table takes whatever comes', () => {
    const kinds = new Map(
      assemblyOf('production').documents.map((document) => [`${document.domain} ${document.kind}`, document]),
    );
    const path = ['unheardOf'];
    const open = [...kinds.values()].filter((document) => {
      const judge = tableOf(document.domain, document.kind)?.judgeOf(path);
      const sides = { base: undefined, head: undefined };
      const said =
        judge?.({ path, before: 1, after: 2, documents: { before: document, after: document }, sides }) ?? [];
      return judge !== undefined && ![said].flat().some((one) => gateOf(one, DEFAULT_GATES) !== undefined);
    });

    expect(open.map(({ kind }) => kind)).toEqual([]);
  });

  it('has a kind without a table as well', () => {
    const like = documentOf(assemblyOf('sandbox'), 'Deployment/spamcheck/api');

    expect(unclassifiedIn([{ ...like, kind: 'Unheard' }]).offenders).toEqual(['Unheard : has no table']);
  });
});
