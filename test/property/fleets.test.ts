import { environmentsOf, synthesize, type Outcome } from '../../constructs/synthesize';
import type { Assembly } from '../../lib/assembly/assembly';
import { canonicalText } from '../../lib/assembly/canonical';
import type { Document } from '../../lib/assembly/document';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { legalFleet, nearlyFleet } from '../support/arbitrary/fleet';
import { synthesizePlans, tableOf, type FleetPlan } from '../support/generated';
import { QUICK, requireFaithful } from '../support/parse-back';
import { holds, requireReached } from '../support/property';
import { namesTwice } from '../support/taken-names';
import { difference, errorsIn, judge, reached, requireAssembly, requireSame } from '../support/verdict';
import { FLEETS } from './regressions';

let turn = 0;

/** A fleet in all its environments; of every second one, the first is also rendered from the table the other way round. */
function renderFleet(fleet: FleetPlan): { readonly spec: EnvironmentSpec; readonly outcome: Outcome }[] {
  const table = tableOf(fleet);
  const turned = [...table].reverse();
  const specs = environmentsOf(table);
  expect(environmentsOf(turned)).toEqual(specs);
  turn += 1;
  return specs.map((spec, index) => {
    const outcome = synthesize(table, spec);
    judge(outcome, fleet);
    if (index === 0 && turn % 2 === 0) requireSame(outcome, synthesize(turned, spec));
    return { spec, outcome };
  });
}

function documentsOf({ documents }: Assembly, service: unknown): string {
  const own = documents.filter((document) => document.service === service);
  return own.map((document: Document) => canonicalText(document)).join('\n');
}

holds(
  'a fleet in which everything is right passes every check, in whatever order it is placed, and a service alone is what it is among others',
  legalFleet,
  { runs: 140 },
  (fleet) => {
    const rendered = renderFleet(fleet);

    const assemblies = rendered.map(({ outcome }) => requireAssembly(outcome));
    expect(errorsIn(assemblies, true)).toEqual([]);
    expect(namesTwice(assemblies, new Map(fleet.specs.map((spec) => [spec.name, spec])))).toEqual([]);
    const [first] = rendered;
    const [alone] = fleet.services;
    if (first === undefined || alone === undefined) throw new Error('an empty fleet');
    const [assembly] = assemblies;
    const apart = difference(
      documentsOf(requireAssembly(synthesizePlans([alone], first.spec)), alone.id),
      assembly === undefined ? '' : documentsOf(assembly, alone.id),
    );
    if (apart !== undefined) throw new Error(`alone it is something else: ${apart}`);
    requireFaithful(requireAssembly(first.outcome), QUICK);
  },
);

holds(
  'a fleet whose parts do not fit together is refused with codes, or a check says so; no name is taken twice in silence',
  nearlyFleet,
  { runs: 60, examples: FLEETS },
  (fleet) => {
    const outcomes = renderFleet(fleet).map(({ outcome }) => outcome);

    const assemblies = outcomes.flatMap((outcome) => ('assembly' in outcome ? [outcome.assembly] : []));
    const errors = errorsIn(assemblies, true);
    const twice = namesTwice(assemblies, new Map(fleet.specs.map((spec) => [spec.name, spec])));
    if (twice.length > 0) expect(errors.map(({ code }) => code)).toContain('NAMES_UNIQUE');
  },
);

requireReached('those fleets reach every code that stands between services', reached, {
  CALLS_BOTH_ENDS: 5,
  ENVIRONMENT_DUPLICATE: 1,
  GPU_LIMIT_EXCEEDED: 1,
  NAMES_UNIQUE: 5,
  SERVICE_DUPLICATE: 1,
  SERVICE_PLACED_TWICE: 2,
});
