import * as fc from 'fast-check';
import { legalEnvironment } from '../support/arbitrary/environment';
import { nearlyEnvironment } from '../support/arbitrary/mutation';
import { legalService } from '../support/arbitrary/service';
import { synthesizePlans, type PlacedPlan } from '../support/generated';
import { QUICK, requireFaithful } from '../support/parse-back';
import { holds, requireReached } from '../support/property';
import { otherOrder } from '../support/shuffle';
import { errorsIn, judge, orRefused, reached, requireSame } from '../support/verdict';
import { ENVIRONMENTS } from './regressions';

const nearly: fc.Arbitrary<PlacedPlan> = legalEnvironment().chain((spec) =>
  fc.record({ spec: nearlyEnvironment(fc.constant(spec)), plan: legalService([spec]) }),
);

holds(
  'an environment in which something is odd is rendered, or refused with codes; the same in whatever order it was typed',
  nearly,
  { runs: 400, examples: ENVIRONMENTS },
  ({ spec, plan }) => {
    const outcome = orRefused(() => synthesizePlans([plan], spec));
    const again = orRefused(() => synthesizePlans([plan], otherOrder(spec)));

    judge(outcome, { spec, plan });
    requireSame(outcome, again);
    if (!('assembly' in outcome)) return;
    errorsIn([outcome.assembly], true);
    requireFaithful(outcome.assembly, QUICK);
  },
);

requireReached('those environments reach every code that facts can end with', reached, {
  FACT_INVALID: 200,
  GPU_UNKNOWN: 3,
  GPU_ZONE_MISSING: 3,
  PINS_INVALID: 3,
  VALUE_INVALID: 3,
});
