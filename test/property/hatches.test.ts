import * as fc from 'fast-check';
import { legalEnvironment } from '../support/arbitrary/environment';
import { anyHatch } from '../support/arbitrary/hatch';
import { legalService } from '../support/arbitrary/service';
import { synthesizePlans, type PlacedPlan } from '../support/generated';
import { QUICK, requireFaithful } from '../support/parse-back';
import { holds, requireReached } from '../support/property';
import { errorsIn, judge, reached, requireSame } from '../support/verdict';
import { HATCHES } from './regressions';

const hatched: fc.Arbitrary<PlacedPlan> = legalEnvironment().chain((spec) =>
  fc.record({
    spec: fc.constant(spec),
    plan: fc
      .tuple(legalService([spec]), fc.array(anyHatch, { minLength: 1, maxLength: 3 }))
      .map(([plan, hatches]) => ({ ...plan, hatches })),
  }),
);

/** Every third is rendered twice. */
let turn = 0;

const inherited = Object.getOwnPropertyNames(Object.prototype).sort();

holds(
  'what is patched past every prop is rendered and checked, or refused with codes, and touches nothing else',
  hatched,
  { runs: 300, examples: HATCHES },
  ({ spec, plan }) => {
    const outcome = synthesizePlans([plan], spec);

    judge(outcome, { spec, plan });
    turn += 1;
    if (turn % 3 === 0) requireSame(outcome, synthesizePlans([plan], spec));
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(inherited);
    if (!('assembly' in outcome)) return;
    errorsIn([outcome.assembly], true);
    requireFaithful(outcome.assembly, QUICK);
  },
);

requireReached('those patches reach the errors of rendering, and the checks that they are for', reached, {
  CAGE: 5,
  DEMAND_DIFFERS: 1,
  NAMES_WITHIN_LIMITS: 5,
  POD_LABELS: 1,
  RENDER_FAILED: 100,
});
