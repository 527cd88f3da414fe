import { PROMISES, refusal, type Promised } from '../lib/check/promises';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { CLAIMS_ANNOTATION, MANAGED_LABEL, SERVICE_LABEL, STORE_PORTS_ANNOTATION } from '../lib/labels';
import { names } from '../lib/names';
import type { MatchedResources, Validation } from './admission-kinds';

/** What is asked of some kinds of objects. */
export interface Asked {
  /** What it is called, and what it is about. */
  readonly name: string;
  readonly matches: readonly MatchedResources[];
  /** Only objects of which this holds. */
  readonly only?: { readonly name: string; readonly expression: string };
  /** The object whose values are reckoned with, in the namespace of the one that is judged. */
  readonly param?: { readonly kind: string; readonly name: string };
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly Validation[];
  /** Whether it looks at all namespaces, not only at those of services. */
  readonly everywhere?: true;
}

const asked = (promise: Promised, wrong: string, expression: string): Validation => ({
  expression,
  message: refusal(promise, wrong),
});

/** Creating and changing some resources of one group. */
export function writes(group: string, versions: readonly string[], ...resources: readonly string[]): MatchedResources {
  const operations = ['CREATE', 'UPDATE'] as const;
  return { apiGroups: [group], apiVersions: versions, operations, resources, scope: 'Namespaced' };
}

const NAMESPACE = 'request.namespace';
/** What is written or taken away; who deletes a whole collection names nothing. */
const NAME =
  '(object != null ? (has(dyn(object).metadata.name) ? dyn(object).metadata.name : "") : (oldObject != null ? dyn(oldObject).metadata.name : ""))';
/** Who may open a way into a namespace may open it to the world; a deploy identity may neither. */
const MAY_GRANT = `authorizer.group("networking.k8s.io").resource("networkpolicies").namespace(${NAMESPACE}).check("update").allowed()`;

/** Nothing gets an address outside the cluster, nor stands before pods of others. */
export const SERVICES: Asked = {
  name: 'services',
  matches: [writes('', ['v1'], 'services')],
  validations: [
    asked(
      PROMISES.address,
      'the Service has another type, a node port or an address outside the cluster',
      '(!has(object.spec.type) || object.spec.type == "ClusterIP") && !has(object.spec.externalName)' +
        ' && (!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0) && !has(object.spec.loadBalancerIP)' +
        ' && !has(object.spec.loadBalancerClass) && (!has(object.spec.ports) || object.spec.ports.all(p, !has(p.nodePort)))',
    ),
    asked(
      PROMISES.ownPods,
      'the selector names no pods of the service',
      `has(object.spec.selector) && "${SERVICE_LABEL}" in object.spec.selector && object.spec.selector["${SERVICE_LABEL}"] == ${NAMESPACE}`,
    ),
  ],
};

/** A route has the host of its own service, through the internal gateway, to its own namespace. */
export function routes({ gateway }: EnvironmentSpec): Asked {
  const internal = `has(p.namespace) && p.namespace == ${quoted(names.platformNamespace)} && p.name == ${quoted(names.gateway)}`;
  const own = `p.name == ${quoted(names.publicEntrance)} && (!has(p.namespace) || p.namespace == ${NAMESPACE}) && variables.mayGrant`;
  const gatewayKind = '(!has(p.kind) || p.kind == "Gateway")';
  const suffix = quoted(`.${gateway.domain}`);
  const internalHost = `h == ${NAMESPACE} + ${suffix} || (h.startsWith(${NAMESPACE} + "--") && h.endsWith(${suffix}) && h.size() > ${NAMESPACE}.size() + 2 + ${suffix}.size() && h.matches("^[a-z0-9-]+" + ${quoted(`.${gateway.domain}`.replaceAll('.', '[.]'))} + "$"))`;
  const publicHost =
    gateway.public === undefined
      ? 'false'
      : `variables.mayGrant && h == ${NAMESPACE} + ${quoted(`.${gateway.public.domain}`)}`;
  const near = '(!has(b.namespace) || b.namespace == request.namespace)';
  const mirrors =
    '!has(f.requestMirror) || !has(f.requestMirror.backendRef.namespace) || f.requestMirror.backendRef.namespace == request.namespace';
  return {
    name: 'routes',
    matches: [writes('gateway.networking.k8s.io', ['v1'], 'httproutes')],
    variables: [{ name: 'mayGrant', expression: MAY_GRANT }],
    validations: [
      asked(
        PROMISES.entrance,
        'the route names no gateway, or another',
        `has(object.spec.parentRefs) && object.spec.parentRefs.size() > 0 && object.spec.parentRefs.all(p, ${gatewayKind} && ((${internal}) || (${own})))`,
      ),
      asked(
        PROMISES.hostName,
        'the route names no host, or one of another service',
        `has(object.spec.hostnames) && object.spec.hostnames.size() > 0 && object.spec.hostnames.all(h, ${internalHost} || (${publicHost}))`,
      ),
      asked(
        PROMISES.foreign,
        'the route leads into another namespace',
        `!has(object.spec.rules) || object.spec.rules.all(r, (!has(r.backendRefs) || r.backendRefs.all(b, ${near} && (!has(b.filters) || b.filters.all(f, ${mirrors}))))` +
          ` && (!has(r.filters) || r.filters.all(f, ${mirrors})))`,
      ),
    ],
  };
}

/** What is public is a grant: neither made, changed nor taken away by who deploys. */
export const PUBLIC_OBJECTS: Asked = {
  name: 'public-objects',
  matches: [
    { ...writes('', ['v1'], 'services'), operations: ['CREATE', 'UPDATE', 'DELETE'] },
    {
      ...writes('gateway.networking.k8s.io', ['v1'], 'gateways', 'httproutes'),
      operations: ['CREATE', 'UPDATE', 'DELETE'],
    },
    {
      ...writes('networking.gke.io', ['v1'], 'gcpbackendpolicies', 'healthcheckpolicies', 'gcpgatewaypolicies'),
      operations: ['CREATE', 'UPDATE', 'DELETE'],
    },
  ],
  only: {
    name: 'is-public',
    expression: `${NAME} == ${quoted(names.publicEntrance)}`,
  },
  validations: [asked(PROMISES.grant, 'a public object is written by who deploys', MAY_GRANT)],
};

/** Entrances, and others' ways in, are the platform's; nothing in a service's namespace is one. */
export function foreignKinds({ gateway }: EnvironmentSpec): Asked {
  const exposed =
    gateway.public === undefined
      ? 'false'
      : `request.kind.kind == "Gateway" && ${NAME} == ${quoted(names.publicEntrance)}`;
  return {
    name: 'foreign-kinds',
    matches: [
      writes('networking.k8s.io', ['v1'], 'ingresses'),
      writes(
        'gateway.networking.k8s.io',
        ['*'],
        'gateways',
        'grpcroutes',
        'tcproutes',
        'tlsroutes',
        'udproutes',
        'referencegrants',
      ),
      writes('external-secrets.io', ['*'], 'pushsecrets'),
    ],
    validations: [asked(PROMISES.kind, 'this kind has no place in the namespace of a service', exposed)],
  };
}

/** No rule opens everything, and default-deny stays. */
export const NETWORK_POLICIES: Asked = {
  name: 'network-policies',
  matches: [{ ...writes('networking.k8s.io', ['v1'], 'networkpolicies'), operations: ['CREATE', 'UPDATE', 'DELETE'] }],
  variables: [
    { name: 'ingress', expression: 'object != null && has(object.spec.ingress) ? object.spec.ingress : []' },
    { name: 'egress', expression: 'object != null && has(object.spec.egress) ? object.spec.egress : []' },
    {
      name: 'storePorts',
      expression: `has(namespaceObject.metadata.annotations) && "${STORE_PORTS_ANNOTATION}" in namespaceObject.metadata.annotations ? namespaceObject.metadata.annotations["${STORE_PORTS_ANNOTATION}"].split(",") : []`,
    },
  ],
  validations: [
    asked(
      PROMISES.peers,
      'a rule lets everybody in, or on every port',
      'variables.ingress.all(r, has(r.from) && r.from.size() > 0 && has(r.ports) && r.ports.size() > 0 && r.ports.all(p, has(p.port)))',
    ),
    asked(PROMISES.peers, 'a rule lets pods call everybody', 'variables.egress.all(r, has(r.to) && r.to.size() > 0)'),
    asked(
      PROMISES.peers,
      'a peer is nearly every address, or every pod or namespace',
      `variables.ingress.all(r, !has(r.from) || r.from.all(p, ${bounded('p')})) && variables.egress.all(r, !has(r.to) || r.to.all(p, ${bounded('p')}))`,
    ),
    asked(
      PROMISES.datastore,
      'a rule opens a port of the main datastores',
      'variables.egress.all(r, !has(r.ports) || r.ports.all(p, !has(p.port) || type(p.port) != int || ["5432", "6432", "6379", "26379"].all(d, d in variables.storePorts || int(d) < int(p.port) || int(d) > (has(p.endPort) ? p.endPort : int(p.port)))))',
    ),
    asked(
      PROMISES.closed,
      'default-deny is deleted, or no longer denies everything',
      // A namespace that goes takes all with it.
      `has(namespaceObject.metadata.deletionTimestamp) || ${NAME} != "default-deny" ||` +
        ' (object != null && !has(object.spec.ingress) && !has(object.spec.egress)' +
        ' && has(object.spec.policyTypes) && "Ingress" in object.spec.policyTypes && "Egress" in object.spec.policyTypes' +
        ' && !has(object.spec.podSelector.matchLabels) && !has(object.spec.podSelector.matchExpressions))',
    ),
  ],
};

/** A peer that names some: no range wider than a 256th of all addresses, no selector that picks all. */
function bounded(peer: string): string {
  const picks = (field: string): string =>
    `(has(${peer}.${field}) && ((has(${peer}.${field}.matchLabels) && ${peer}.${field}.matchLabels.size() > 0) || (has(${peer}.${field}.matchExpressions) && ${peer}.${field}.matchExpressions.exists(e, e.operator == "In" || (e.operator == "Exists" && e.key != "kubernetes.io/metadata.name")))))`;
  return `has(${peer}.ipBlock) ? int(${peer}.ipBlock.cidr.split("/")[1]) >= 8 : (has(${peer}.namespaceSelector) ? ${picks('namespaceSelector')} : ${picks('podSelector')})`;
}

/** A disk that keeps data is a declared store. */
export const DISKS: Asked = {
  name: 'disks',
  matches: [writes('', ['v1'], 'persistentvolumeclaims')],
  validations: [
    asked(
      PROMISES.store,
      'a disk is no declared store',
      `has(namespaceObject.metadata.annotations) && "${CLAIMS_ANNOTATION}" in namespaceObject.metadata.annotations && object.metadata.name in namespaceObject.metadata.annotations["${CLAIMS_ANNOTATION}"].split(",")`,
    ),
  ],
};

/** A secret is the service's own, brought by its own store, by its name. */
export function secrets({ name }: EnvironmentSpec): Asked {
  const folder = `${quoted(names.secretPath(name, '', '').replace(/\/\/$/, '/'))} + ${NAMESPACE} + "/"`;
  const key = (of: string): string => `(${of}.startsWith(${folder}) && !${of}.split("/").exists(s, s == ".."))`;
  const store = (of: string): string => `(!has(${of}.kind) || ${of}.kind == "SecretStore")`;
  return {
    name: 'secrets',
    matches: [writes('external-secrets.io', ['v1'], 'externalsecrets')],
    validations: [
      asked(
        PROMISES.secretStore,
        'the secret comes from a store of others',
        `(!has(object.spec.secretStoreRef) || ${store('object.spec.secretStoreRef')})` +
          ` && (!has(object.spec.data) || object.spec.data.all(d, !has(d.sourceRef) || !has(d.sourceRef.storeRef) || ${store('d.sourceRef.storeRef')}))`,
      ),
      asked(
        PROMISES.secretKey,
        'the secret lies in the folder of another service, or is whatever is found',
        `(!has(object.spec.data) || object.spec.data.all(d, ${key('d.remoteRef.key')}))` +
          ` && (!has(object.spec.dataFrom) || object.spec.dataFrom.all(d, !has(d.find) && !has(d.sourceRef) && has(d.extract) && ${key('d.extract.key')}))`,
      ),
    ],
  };
}

/** The label by which everything finds the namespaces of services, and the standard of their pods, stay. */
export const NAMESPACES: Asked = {
  name: 'namespaces',
  matches: [
    {
      apiGroups: [''],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['namespaces'],
      scope: 'Cluster',
    },
  ],
  only: {
    name: 'is-of-a-service',
    expression: [
      '!has(object.metadata.deletionTimestamp) && (',
      labelled('object'),
      ' || (oldObject != null && ',
      labelled('oldObject'),
      '))',
    ].join(''),
  },
  validations: [
    asked(PROMISES.managed, `the label ${MANAGED_LABEL} is taken away`, labelled('object')),
    asked(
      PROMISES.namespace,
      'pod-security.kubernetes.io/enforce is not restricted, or has no version',
      'has(object.metadata.labels) && "pod-security.kubernetes.io/enforce" in object.metadata.labels && object.metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"' +
        ' && "pod-security.kubernetes.io/enforce-version" in object.metadata.labels && object.metadata.labels["pod-security.kubernetes.io/enforce-version"].startsWith("v1.")',
    ),
  ],
  everywhere: true,
};

function labelled(object: string): string {
  return `(has(${object}.metadata.labels) && "${MANAGED_LABEL}" in ${object}.metadata.labels && ${object}.metadata.labels["${MANAGED_LABEL}"] == "true")`;
}

/** A text as CEL writes it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
