import * as fc from 'fast-check';
import { legalEnvironment } from '../support/arbitrary/environment';
import { legalNeighbours } from '../support/arbitrary/fleet';
import { nearlyLegal } from '../support/arbitrary/mutation';
import { legalService } from '../support/arbitrary/service';
import { synthesizePlans, type PlacedPlan } from '../support/generated';
import { ALL, QUICK, requireFaithful } from '../support/parse-back';
import { holds, requireReached } from '../support/property';
import { otherOrder, otherOrderOf } from '../support/shuffle';
import { errorsIn, judge, reached, requireAssembly, requireSame } from '../support/verdict';
import { LEGAL_SERVICES, NEARLY_LEGAL_SERVICES } from './regressions';

const nearly: fc.Arbitrary<PlacedPlan> = legalEnvironment().chain((spec) =>
  fc.record({ spec: fc.constant(spec), plan: nearlyLegal(legalService([spec])) }),
);

/** So many services share an environment. */
const NEIGHBOURS = 5;
/** Every second environment is rendered again in another order; of the others half are read back, a few by all readers. */
const readersOf = (turn: number): readonly string[] => (turn % 20 === 0 ? ALL : turn % 4 === 0 ? QUICK : []);
let turn = 0;

holds(
  'services in which everything is right are rendered, pass every check, and are what their files say, in whatever order they are typed and placed',
  legalNeighbours(NEIGHBOURS),
  {
    runs: 1000 / NEIGHBOURS,
    examples: LEGAL_SERVICES.map(({ spec, plan }) => ({ specs: [spec], services: [plan], rows: [] })),
  },
  ({ specs: [spec], services }) => {
    if (spec === undefined) throw new Error('there is no environment');
    const outcome = synthesizePlans(services, spec);

    judge(outcome, { spec, services });
    const assembly = requireAssembly(outcome);
    expect(errorsIn([assembly], false)).toEqual([]);
    turn += 1;
    if (turn % 2 === 0) requireFaithful(assembly, readersOf(turn));
    else requireSame(outcome, synthesizePlans(services.map(otherOrderOf).reverse(), otherOrder(spec)));
  },
);

holds(
  'a service in which something is odd is rendered, or refused with codes; the same in whatever order it was typed',
  nearly,
  { runs: 1000, examples: NEARLY_LEGAL_SERVICES },
  ({ spec, plan }) => {
    const outcome = synthesizePlans([plan], spec);

    judge(outcome, { spec, plan });
    turn += 1;
    if (turn % 2 === 0) requireSame(outcome, synthesizePlans([otherOrderOf(plan)], otherOrder(spec)));
    if (!('assembly' in outcome)) return;
    errorsIn([outcome.assembly], true);
    requireFaithful(outcome.assembly, QUICK);
  },
);

requireReached('those services reach every code that a service file can end with', reached, {
  BUDGET_INVALID: 5,
  CAPACITY_INVALID: 3,
  DURATION_INVALID: 20,
  GPU_COUNT_INVALID: 3,
  GPU_NOT_OFFERED: 1,
  GPU_UNKNOWN: 20,
  MODEL_TOO_BIG: 1,
  PROFILE_UNKNOWN: 3,
  IMAGE_BY_TAG: 3,
  IMAGE_INVALID: 3,
  IMAGE_NOT_PINNED: 3,
  NAME_INVALID: 30,
  NAME_TOO_LONG: 1,
  OWNER_UNKNOWN: 10,
  PORT_INVALID: 10,
  PROP_UNKNOWN: 30,
  QUANTITY_INVALID: 20,
  REPLICAS_INVALID: 10,
  SECRET_DUPLICATE: 1,
  SECRET_NAME_INVALID: 20,
  SELECT_INCOMPLETE: 1,
  SERVICE_THREW: 3,
  VALUE_INVALID: 100,
  WORKLOAD_DUPLICATE: 10,
  MODE_UNSUPPORTED: 5,
});
