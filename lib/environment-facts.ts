import type { Mistake } from './errors';
import type { EnvironmentSpec } from './environment-spec';
import { checkAddresses } from './facts/addresses';
import { checkAlerting } from './facts/alerting';
import { checkOffers, checkPeople } from './facts/offers';
import { unlessPasted } from './facts/pasted';
import { checkCallers, checkPlace, checkSelectors } from './facts/place';
import { checkPlain } from './facts/plain';
import { checkPodLogin } from './facts/pod-login';
import { checkPublicGateway } from './facts/public-gateway';
import { checkRanges } from './facts/ranges';
import { checkWatching } from './facts/watching';
import { valueAt, type Refuse } from './facts/refuse';
import { checkShape } from './facts/shape';
import { imageProblem } from './image';
import { locateFact } from './fact-origin';
import { oneLine } from './nearest';

/** Whether services can be read against an environment's facts, and everything that is wrong with these, each at its own line. */
export function readFacts(spec: EnvironmentSpec): { readonly whole: boolean; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const refuse: Refuse = (path, problem, fix, code = 'FACT_INVALID', allowed) => {
    const source = locateFact(spec, path.split('.'));
    const given = unlessPasted(valueAt(spec, path));
    const at = [spec.name, path].map((part) => oneLine(part, 200)).join('.');
    mistakes.push({
      code,
      at,
      problem: oneLine(problem, 300),
      fix: oneLine(fix, 1000),
      given,
      allowed,
      source,
      environment: spec.name,
    });
  };
  if (!checkPlain(spec, refuse) || !checkShape(spec, refuse)) return { whole: false, mistakes };
  checkPlace(spec, refuse);
  checkCallers(spec, refuse);
  checkSelectors(spec, refuse);
  checkWatching(spec, refuse);
  checkAddresses(spec, refuse);
  checkPodLogin(spec, refuse);
  checkPublicGateway(spec, refuse);
  checkRanges(spec, refuse);
  checkOffers(spec, refuse);
  checkPeople(spec, refuse);
  checkAlerting(spec, refuse);
  for (const [name, reference] of Object.entries(spec.images)) {
    const problem = imageProblem(reference);
    if (problem !== undefined)
      refuse(
        `images.${name}`,
        problem.problem,
        `run taxiway pin ${oneLine(name)}@sha256:… --env ${spec.name}`,
        'PINS_INVALID',
      );
  }
  return { whole: true, mistakes };
}
