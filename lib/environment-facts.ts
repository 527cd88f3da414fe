import type { Mistake } from './errors';
import type { EnvironmentSpec } from './environment-spec';
import { checkAddresses } from './facts/addresses';
import { checkOffers, checkPeople } from './facts/offers';
import { checkCallers, checkPlace } from './facts/place';
import { checkRanges } from './facts/ranges';
import { valueAt, type Refuse } from './facts/refuse';
import { checkShape } from './facts/shape';
import { imageProblem } from './image';
import { locateFact } from './fact-origin';

/** Everything that is wrong with an environment's facts, each at its own line. */
export function factMistakes(spec: EnvironmentSpec): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const refuse: Refuse = (path, problem, fix, code = 'FACT_INVALID', allowed) => {
    const source = locateFact(spec, path.split('.'));
    const given = valueAt(spec, path);
    mistakes.push({ code, at: `${spec.name}.${path}`, problem, fix, given, allowed, source, environment: spec.name });
  };
  if (!checkShape(spec, refuse)) return mistakes;
  checkPlace(spec, refuse);
  checkCallers(spec, refuse);
  checkAddresses(spec, refuse);
  checkRanges(spec, refuse);
  checkOffers(spec, refuse);
  checkPeople(spec, refuse);
  for (const [name, reference] of Object.entries(spec.images)) {
    const problem = imageProblem(reference);
    if (problem !== undefined)
      refuse(`images.${name}`, problem.problem, `run taxiway pin ${name}@sha256:… --env ${spec.name}`, 'PINS_INVALID');
  }
  return mistakes;
}
