import type { Assembly } from '../assembly/assembly';
import type { Document, Json } from '../assembly/document';
import { objectsOf } from './fleet';
import { asList, asObject, asText, at } from './json';
import { metadataOf, nameOf, namespaceOf, placeOf } from './stacks';

/** Whether a class of gateways, or of ingresses, answers to the internet. */
export function isPublicClass(className: Json | undefined): boolean {
  return !/rilb|internal|private/.test(asText(className) ?? '');
}

/** An object that the internet reaches, and the field by which it does. */
export interface PublicObject {
  readonly document: Document;
  readonly path: string;
  readonly problem: string;
}

/** The gateways of an environment that answer to the internet, by where they are. */
export function publicGatewaysOf(assembly: Assembly): ReadonlyMap<string, Document> {
  return new Map(
    objectsOf(assembly, 'Gateway')
      .filter(({ object }) => isPublicClass(at(object, 'spec', 'gatewayClassName')))
      .map((gateway) => [placeOf('Gateway', namespaceOf(gateway), nameOf(gateway)), gateway]),
  );
}

/** The public gateways that a route is attached to, with the field that says so. */
export function publicParentsOf(route: Document, gateways: ReadonlyMap<string, Document>) {
  return asList(at(route.object, 'spec', 'parentRefs')).flatMap((item, index) => {
    const { namespace, name } = asObject(item);
    const gateway = gateways.get(placeOf('Gateway', asText(namespace) ?? namespaceOf(route), asText(name)));
    return gateway === undefined ? [] : [{ gateway, path: `spec.parentRefs.${index}` }];
  });
}

/** Everything of an environment that the internet reaches. */
export function* publicObjectsOf(assembly: Assembly): Generator<PublicObject> {
  const gateways = publicGatewaysOf(assembly);
  for (const document of gateways.values()) {
    const path = 'spec.gatewayClassName';
    yield {
      document,
      path,
      problem: `is ${asText(at(document.object, 'spec', 'gatewayClassName')) ?? ''}, a public one`,
    };
  }
  for (const document of objectsOf(assembly, 'HTTPRoute', 'GRPCRoute'))
    for (const { path } of publicParentsOf(document, gateways))
      yield { document, path, problem: 'is a public gateway' };
  for (const document of objectsOf(assembly, 'Ingress')) {
    const annotated = asObject(metadataOf(document)['annotations'])['kubernetes.io/ingress.class'];
    const given = at(document.object, 'spec', 'ingressClassName') ?? annotated;
    if (isPublicClass(given)) yield { document, path: 'spec.ingressClassName', problem: 'is none that is internal' };
  }
  for (const document of objectsOf(assembly, 'Service')) {
    const annotations = asObject(metadataOf(document)['annotations']);
    const internal = ['networking.gke.io/load-balancer-type', 'cloud.google.com/load-balancer-type'].some(
      (key) => annotations[key] === 'Internal',
    );
    if (at(document.object, 'spec', 'type') === 'LoadBalancer' && !internal)
      yield { document, path: 'spec.type', problem: 'is LoadBalancer, which has a public address' };
  }
}
