import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { objectsOf } from './fleet';
import { asList, asNumber, asObject, asText, at } from './json';
import { podsOf, runningContainersOf, selects, type Container, type Pod } from './pods';
import { groupBy, nameOf, namespaceOf, placeOf } from './stacks';

/** A Service that a route leads to. */
export interface RoutedService {
  readonly route: Document;
  /** Dotted path of the reference in the route. */
  readonly path: string;
  readonly name: string;
  /** Undefined where no document makes it. */
  readonly service: Document | undefined;
  /** The pods behind it, one for each document that makes some. */
  readonly pods: readonly Pod[];
}

/** Every Service that an HTTPRoute leads to, once each. */
export function routedServicesOf(assembly: Assembly): readonly RoutedService[] {
  const services = new Map(
    objectsOf(assembly, 'Service').map((one) => [placeOf('Service', namespaceOf(one), nameOf(one)), one]),
  );
  const pods = groupBy(podsOf(assembly), ({ document }) => namespaceOf(document) ?? '');
  const found = new Map<string, RoutedService>();
  for (const route of objectsOf(assembly, 'HTTPRoute')) {
    for (const [index, rule] of asList(at(route.object, 'spec', 'rules')).entries()) {
      for (const [position, item] of asList(at(rule, 'backendRefs')).entries()) {
        const { kind, namespace, name } = asObject(item);
        const place = placeOf('Service', asText(namespace) ?? namespaceOf(route), asText(name));
        if ((kind ?? 'Service') !== 'Service' || found.has(place)) continue;
        const service = services.get(place);
        const selector = asObject(at(service?.object, 'spec', 'selector'));
        const near = pods.get((service && namespaceOf(service)) ?? '') ?? [];
        found.set(place, {
          route,
          path: `spec.rules.${index}.backendRefs.${position}`,
          name: asText(name) ?? '',
          service,
          pods: near.filter((pod) => selects(selector, pod)),
        });
      }
    }
  }
  return [...found.values()];
}

/** The policies of a kind by the Service that they are for, as `placeOf` writes it. */
export function policiesByTarget(assembly: Assembly, kind: string): ReadonlyMap<string, readonly Document[]> {
  return groupBy(objectsOf(assembly, kind), (policy) => {
    return placeOf('Service', namespaceOf(policy), asText(at(policy.object, 'spec', 'targetRef', 'name')));
  });
}

/** The container that answers what a Service sends, or the first where no port says. */
export function servingContainer(pod: Pod, service: Document): Container | undefined {
  const running = runningContainersOf(pod);
  const { targetPort, port } = asObject(asList(at(service.object, 'spec', 'ports'))[0]);
  const wanted = targetPort ?? port;
  return (
    running.find((container) => wanted !== undefined && portNumber(container, wanted, true) !== undefined) ?? running[0]
  );
}

/** The number of a port that is given by name or number; undefined where the container declares no such port. */
export function portNumber({ object }: Container, port: unknown, declared = false): number | undefined {
  const ports = asList(object['ports']).map(asObject);
  if (typeof port === 'number' && !declared) return port;
  const found = ports.find(({ name, containerPort }) => name === port || containerPort === port);
  return asNumber(found?.['containerPort']);
}
