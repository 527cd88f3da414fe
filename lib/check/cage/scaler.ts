import type { JsonObject } from '../../assembly/document';
import { asList, at } from '../json';
import { state } from '../say';
import type { Escape } from './own-objects';

/** What a ScaledObject has KEDA do beyond asking the environment's Prometheus about its own service. */
export function* scalerEscapes(spec: JsonObject, prometheus: string | undefined): Generator<Escape> {
  for (const [index, trigger] of asList(spec['triggers']).entries()) {
    const path = `spec.triggers.${index}`;
    const type = at(trigger, 'type');
    if (type !== 'prometheus') {
      const fix = "use 'prometheus': other triggers have KEDA act for the service, with rights of its own";
      yield { path: `${path}.type`, problem: `${state(type)}; prometheus is allowed`, fix };
      continue;
    }
    const address = at(trigger, 'metadata', 'serverAddress');
    if (address !== prometheus) {
      const fix = 'ask the Prometheus of the environment, and no other address';
      yield {
        path: `${path}.metadata.serverAddress`,
        problem: `${state(address)}; ${prometheus ?? 'none'} is allowed`,
        fix,
      };
    }
    const login = at(trigger, 'authenticationRef');
    if (login !== undefined)
      yield { path: `${path}.authenticationRef`, problem: 'lends a login to KEDA', fix: 'leave it out' };
  }
}
