import { asList, asText, at } from '../../../check/json';
import { duration } from '../amount';
import { documentOf, listed, shown } from '../sentence';
import type { KindClasses, WholeSituation } from '../table';
import { all, asWhole, availability, comesAndGoes, member, scaled, security, when } from '../vocabulary';
import { isPublicClass as isPublic } from '../../../check/public-objects';
import { OBJECT } from './metadata';

const hosts = (situation: WholeSituation): string => {
  const { object, service } = documentOf(situation);
  const rules = asList(at(object, 'spec', 'rules')).flatMap((rule) => at(rule, 'host') ?? []);
  const named = [...asList(at(object, 'spec', 'hostnames')), ...rules];
  return named.length === 0 ? 'every host name' : listed(named.map((name) => ofService(shown(name), service)));
};

/** The host of a service begins with its name: the same sentence in every service. */
function ofService(host: string, service: string | undefined): string {
  const own = service !== undefined && (host.startsWith(`${service}.`) || host.startsWith(`${service}--`));
  return own ? `{service}${host.slice(service.length)}` : host;
}

const removed = availability.less<WholeSituation>(
  (situation) => `nobody reaches {who} as ${hosts(situation)} any more`,
  {
    effect: 'deletes',
  },
);

const hostname = member({
  added: security.wider('{who} can be reached as {after}'),
  removed: availability.less('{who} cannot be reached as {before} any more'),
  changed: all(
    security.wider('{who} can be reached as {after}'),
    availability.less('{who} cannot be reached as {before} any more'),
  ),
});

const deadline = scaled('a call of {who} may take {after} instead of {before} at the entrance', {
  by: duration,
  up: [availability.more],
  down: [availability.less],
});

/** One rule of a route: which calls, where to, and what happens on the way. */
const RULE: KindClasses['paths'] = {
  'backendRefs[].name': member({
    added: availability.other('calls of {who} go to {after}'),
    removed: availability.less('calls of {who} do not go to {before} any more'),
  }),
  'backendRefs[].namespace': member({
    added: security.wider('calls of {who} go to another namespace: {after} instead of {before}'),
    removed: security.other('calls of {who} do not go to the namespace {before} any more'),
  }),
  'backendRefs[].weight': availability.other('{item} gets {after} of the calls of {who} instead of {before}'),
  'backendRefs[].port': availability.other('calls of {who} go to port {after} instead of {before}'),
  'backendRefs[].**': availability.other('calls of {who} go to {key} {after} instead of {before}'),
  'timeouts.*': deadline,
  'retry.**': availability.other('calls of {who} are tried again: {key} {after} instead of {before}'),
  'sessionPersistence.**': availability.other(
    'a caller of {who} meets the same pod: {key} {after} instead of {before}',
  ),
  'filters[].**': security.other(
    'calls of {who} are changed or sent elsewhere on their way: {key} {after}, was {before}',
  ),
  'matches[].**': security.other('other calls lead to {who}: {key} {after} instead of {before}'),
  name: availability.other('a rule of {who} is called {after} instead of {before}'),
};

/** What leads from an entrance to a workload. */
export const ROUTES: readonly KindClasses[] = [
  ...['HTTPRoute', 'GRPCRoute'].map((kind): KindClasses => ({
    domain: 'kubernetes',
    kind,
    whole: comesAndGoes({
      added: security.wider((situation) => `{who} can be reached as ${hosts(situation)}`, { effect: 'creates' }),
      removed,
    }),
    paths: {
      'spec.hostnames[]': hostname,
      'spec.hostnames': security.wider('{who} can be reached as {after} instead of {before}: without a name, as any'),
      'spec.parentRefs[]': member({
        added: security.wider('{who} can be reached through the entrance {after}'),
        removed: availability.less('{who} cannot be reached through the entrance {before} any more'),
      }),
      'spec.parentRefs[].**': security.other(
        '{who} can be reached through another entrance: {key} {after} instead of {before}',
      ),
      ...asWhole(
        'spec.rules[]',
        member({
          added: availability.other('more calls lead to {who}: {after}'),
          removed: availability.less('fewer calls lead to {who}: not {before}'),
          changed: availability.other('other calls lead to {who}: {after} instead of {before}'),
        }),
        RULE,
      ),
      ...OBJECT,
    },
  })),
  {
    domain: 'kubernetes',
    kind: 'Ingress',
    whole: comesAndGoes({
      added: when(
        (situation) =>
          isPublic(asText(at(documentOf(situation).object, 'spec', 'ingressClassName')) ?? annotated(situation)),
        security.wider((situation) => `{who} is now public: it can be reached as ${hosts(situation)}`, {
          effect: 'creates',
        }),
        security.wider((situation) => `{who} can be reached as ${hosts(situation)}`, { effect: 'creates' }),
      ),
      removed,
    }),
    paths: {
      'spec.ingressClassName': when(
        ({ after }) => isPublic(after),
        security.wider('{who} is now public: {after} instead of {before}', { effect: 'replaces' }),
        security.other('{who} is reached through {after} instead of {before}', { effect: 'replaces' }),
      ),
      'spec.rules[].host': hostname,
      'spec.rules[].http.paths[].path': security.other('other calls lead to {who}: {after} instead of {before}'),
      'spec.rules[].http.paths[].pathType': security.other('other calls lead to {who}: {after} instead of {before}'),
      'spec.rules[].http.paths[].backend.**': availability.other('calls of {who} go to {after} instead of {before}'),
      'spec.defaultBackend.**': availability.other('all other calls of {who} go to {after} instead of {before}'),
      'spec.tls[].**': security.other('{who} is encrypted otherwise: {key} {after} instead of {before}'),
      ...OBJECT,
    },
  },
];

function annotated(situation: WholeSituation): string | undefined {
  return asText(at(documentOf(situation).object, 'metadata', 'annotations', 'kubernetes.io/ingress.class'));
}
