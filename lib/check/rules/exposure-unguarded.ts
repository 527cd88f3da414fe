import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { declarationsOf, objectsOf } from '../fleet';
import type { Objection } from '../finding';
import { asList, asObject, asText, at } from '../json';
import { publicGatewaysOf, publicParentsOf } from '../public-objects';
import { policiesByTarget } from '../routes';
import type { Rule } from '../rule';
import { state } from '../say';
import { groupBy, namespaceOf, placeOf } from '../stacks';

const CERTIFICATES = 'networking.gke.io/certmap';

/** Makes sure that what is public has what was typed for it: TLS and its version, a limit, and somebody who knows callers. */
export const exposureUnguarded: Rule = {
  code: 'EXPOSURE_UNGUARDED',
  severity: 'error',
  title: 'every public entrance speaks TLS alone, and every public backend is limited and knows its callers',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    const gateways = publicGatewaysOf(assembly);
    const versions = groupBy(objectsOf(assembly, 'GCPGatewayPolicy'), (policy) =>
      placeOf('Gateway', namespaceOf(policy), asText(at(policy.object, 'spec', 'targetRef', 'name'))),
    );
    for (const [place, gateway] of gateways) {
      yield* openListeners(gateway);
      const held = (versions.get(place) ?? []).some(
        ({ object }) => asText(at(object, 'spec', 'default', 'sslPolicy')) !== undefined,
      );
      if (held) continue;
      const fix = 'keep its GCPGatewayPolicy: without one, every old version of TLS is spoken';
      yield { document: gateway.id, path: 'spec.listeners', problem: 'has no policy for TLS', fix };
    }
    for (const route of objectsOf(assembly, 'HTTPRoute', 'GRPCRoute'))
      if (publicParentsOf(route, gateways).length > 0) yield* openBackends(assembly, route);
  },
};

function* openListeners({ id, object }: Document): Generator<Objection> {
  const mapped = asText(at(object, 'metadata', 'annotations', CERTIFICATES)) !== undefined;
  for (const [index, listener] of asList(at(object, 'spec', 'listeners')).entries()) {
    const { protocol, tls, hostname } = asObject(listener);
    const path = `spec.listeners.${index}`;
    if (protocol !== 'HTTPS')
      yield { document: id, path: `${path}.protocol`, problem: state(protocol), fix: 'use HTTPS alone' };
    else if (!mapped && tls === undefined)
      yield {
        document: id,
        path: `${path}.tls`,
        problem: 'has no certificate',
        fix: `keep the annotation ${CERTIFICATES}`,
      };
    if (hostname === undefined)
      yield {
        document: id,
        path: `${path}.hostname`,
        problem: 'is missing, so that it answers to any name',
        fix: 'name the host',
      };
  }
}

function* openBackends(assembly: Assembly, route: Document): Generator<Objection> {
  const policies = policiesByTarget(assembly, 'GCPBackendPolicy');
  const declaration = declarationsOf(assembly).find(({ service }) => service === route.service);
  const by = asText(at(declaration?.object, 'exposure', 'authentication', 'by'));
  for (const [index, rule] of asList(at(route.object, 'spec', 'rules')).entries()) {
    for (const [position, item] of asList(at(rule, 'backendRefs')).entries()) {
      const { name, namespace } = asObject(item);
      const place = placeOf('Service', asText(namespace) ?? namespaceOf(route), asText(name));
      const [policy] = policies.get(place) ?? [];
      const settings = asObject(at(policy?.object, 'spec', 'default'));
      const path = `spec.rules.${index}.backendRefs.${position}`;
      const [document, field] = policy === undefined ? [route.id, path] : [policy.id, 'spec.default'];
      if (settings['securityPolicy'] === undefined) {
        const fix = 'keep the GCPBackendPolicy of the exposure, with its securityPolicy';
        yield { document, path: field, problem: `leaves ${asText(name) ?? ''} without a limit of requests`, fix };
      }
      if (by !== 'token' && at(settings['iap'], 'enabled') !== true) {
        const fix = 'keep iap in the GCPBackendPolicy of the exposure, or have the service look at tokens';
        yield { document, path: field, problem: `lets anybody call ${asText(name) ?? ''}`, fix };
      }
    }
  }
}
