import type { JsonObject } from '../../../lib/assembly/document';
import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const OWN = 'production/code-suggestions:workloads';
const FACTS = 'production/platform/taxiway/Environment';
const DEPLOYMENT = `${OWN}/apps/Deployment/code-suggestions/api`;
const SERVICE = `${OWN}/core/Service`;
const ROUTE = `${OWN}/gateway.networking.k8s.io/HTTPRoute`;
const SECRET = `${OWN}/external-secrets.io/ExternalSecret`;
const HEALTH = `${OWN}/networking.gke.io/HealthCheckPolicy`;
const CONTAINER = 'spec.template.spec.containers.0';

/** The assembly with one more object, as a service's own chart could emit it. */
function having(object: JsonObject & { readonly kind: string }): ReturnType<typeof assemblyOf> {
  const id = `${OWN}/extra/${object.kind}/code-suggestions/extra`;
  const named = { metadata: { name: 'extra', namespace: 'code-suggestions' }, ...object };
  return added(assemblyOf('production'), SERVICE, { id, kind: object.kind, object: named });
}

const served = casesOf('SCHEMA_UNKNOWN');
for (const version of ['1.32', '1.38', '1.3', 'latest'])
  served.objectsAt(`a cluster of ${version}`, FACTS, 'cluster.version', version);
served.objectsAt('a version that never was', DEPLOYMENT, 'apiVersion', 'apps/v2');
served.objectsAt('a version that is gone', DEPLOYMENT, 'apiVersion', 'extensions/v1beta1');
served.objectsAt('a group without a dot that nobody has', DEPLOYMENT, 'apiVersion', 'app/v1');
served.objectsAt('a version that the operator does not serve', SECRET, 'apiVersion', 'external-secrets.io/v1alpha1');
served.objectsAt('no version', DEPLOYMENT, 'apiVersion', undefined);
served.of('a kind that is misspelled', having({ apiVersion: 'apps/v1', kind: 'Deploymnet' }), 'apiVersion');
served.objects(
  'a kind that the minor version does not serve yet',
  [
    [FACTS, 'cluster.version', '1.33'],
    [DEPLOYMENT, 'apiVersion', 'resource.k8s.io/v1'],
    [DEPLOYMENT, 'kind', 'DeviceClass'],
  ],
  'apiVersion',
);
for (const version of ['1.33', '1.34', '1.36', '1.37'])
  served.passes(`a cluster of ${version}`, [FACTS, 'cluster.version', version]);
served.of('a custom kind of a team', having({ apiVersion: 'models.example.com/v1', kind: 'Model' }));

const unchecked = casesOf('KIND_UNCHECKED');
unchecked.of(
  'a custom kind of a team',
  having({ apiVersion: 'models.example.com/v1', kind: 'Model', anything: { at: ['all'] } }),
  'apiVersion',
);
unchecked.of(
  'a kind that nobody vendored, of a group that is known',
  having({ apiVersion: 'monitoring.coreos.com/v1', kind: 'ThanosRuler' }),
  'apiVersion',
);
unchecked.of('a kind that is misspelled', having({ apiVersion: 'apps/v1', kind: 'Deploymnet' }));
unchecked.of(
  'a custom kind that is known',
  having({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    spec: { scaleTargetRef: { name: 'api' }, triggers: [] },
  }),
);

const unknown = casesOf('FIELD_UNKNOWN');
unknown.objectsAt('DIF-4: a strategy of the pods', DEPLOYMENT, 'spec.template.spec.strategy', { type: 'Recreate' });
unknown.objectsAt('tolerations of the Deployment', DEPLOYMENT, 'spec.tolerations', []);
unknown.objectsAt('a slip of the pen', DEPLOYMENT, `${CONTAINER}.imagePullPolcy`, 'Always');
unknown.objectsAt('a field that no version of the kind has', SERVICE, 'spec.colour', 'green');
unknown.objectsAt('a field at the top', SERVICE, 'data', {});
unknown.objectsAt('a field of metadata', SECRET, 'metadata.label', {});
unknown.objectsAt('a field that another item of a union has', SECRET, 'spec.data.0.remoteRef.find', {});
unknown.objectsAt('a field of a kind of GKE', HEALTH, 'spec.default.config.httpHealthCheck.path', '/health');
unknown.objectsAt('a field of a status that the kind does not have', ROUTE, 'status.ready', true);
unknown.objects(
  'a field that came with a later minor version',
  [
    [FACTS, 'cluster.version', '1.33'],
    [DEPLOYMENT, `${CONTAINER}.restartPolicyRules`, []],
  ],
  `${CONTAINER}.restartPolicyRules`,
);
unknown.passes('a field from the minor version on in which it came', [
  DEPLOYMENT,
  `${CONTAINER}.restartPolicyRules`,
  [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
]);
unknown.passes('keys of a map, whatever they are', [DEPLOYMENT, 'metadata.annotations.example.com/anything', 'yes']);
unknown.of(
  'fields that upstream keeps without knowing them',
  having({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    spec: { strategy: { canary: { trafficRouting: { plugins: { 'example/plugin': { any: { thing: 1 } } } } } } },
  }),
);
unknown.of(
  'an object of any kind within another',
  having({ apiVersion: 'apps/v1', kind: 'ControllerRevision', revision: 1, data: { kind: 'Anything', at: [1, 2] } }),
);

const invalid = casesOf('FIELD_INVALID');
for (const [what, id, path, value] of [
  ['a text for a number', DEPLOYMENT, 'spec.replicas', '3'],
  ['half a pod', DEPLOYMENT, 'spec.replicas', 1.5],
  ['a number of more than 32 bits', DEPLOYMENT, 'spec.replicas', 2 ** 31],
  ['a number for a text', DEPLOYMENT, `${CONTAINER}.image`, 8],
  ['IAC-1: a boolean for a label', DEPLOYMENT, 'metadata.labels.canary', false],
  ['an object for a list', DEPLOYMENT, 'spec.template.spec.containers', {}],
  ['a list for an object', DEPLOYMENT, 'spec.selector', []],
  ['null', DEPLOYMENT, 'spec.replicas', null],
  ['no selector', DEPLOYMENT, 'spec.selector', undefined],
  ['a container without a name', DEPLOYMENT, `${CONTAINER}.name`, undefined],
  ['true for an integer or a text', DEPLOYMENT, 'spec.strategy.rollingUpdate.maxSurge', true],
  ['half of an integer or a text', DEPLOYMENT, 'spec.strategy.rollingUpdate.maxSurge', 0.5],
  ['a quantity with a blank', DEPLOYMENT, `${CONTAINER}.resources.limits.memory`, '24 Gi'],
  ['a quantity of a unit that there is not', DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '24GB'],
  ['a quantity that is an object', DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, {}],
  ['a word that is not allowed', HEALTH, 'spec.default.config.type', 'FTP'],
  ['a number out of its range', HEALTH, 'spec.default.timeoutSec', 301],
  ['a text that is too short', ROUTE, 'spec.parentRefs.0.name', ''],
  ['a text that does not match', ROUTE, 'spec.hostnames.0', 'Models Example'],
  [
    'a list that is too long',
    ROUTE,
    'spec.hostnames',
    Array.from({ length: 17 }, (_, index) => `h${index}.example.com`),
  ],
] as const)
  invalid.objectsAt(what, id, path, value);
invalid.objects(
  'one port twice, its protocol left out once',
  [
    [
      SERVICE,
      'spec.ports',
      [
        { port: 80, protocol: 'TCP', name: 'a' },
        { port: 80, name: 'b' },
      ],
    ],
  ],
  'spec.ports.1',
);
invalid.objects(
  'one variable twice',
  [
    [
      DEPLOYMENT,
      `${CONTAINER}.env`,
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
        { name: 'A', value: '3' },
      ],
    ],
  ],
  `${CONTAINER}.env.2`,
);
invalid.objects(
  'one finalizer twice',
  [[DEPLOYMENT, 'metadata.finalizers', ['example.com/a', 'example.com/a']]],
  'metadata.finalizers.1',
);
invalid.of(
  'a listener of an address that is none',
  having({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    spec: {
      gatewayClassName: 'internal',
      addresses: [{ type: 'IPAddress', value: 'here' }],
      listeners: [{ name: 'https', port: 443, protocol: 'HTTPS' }],
    },
  }),
  'spec.addresses.0',
);
invalid.of(
  'a Secret that is not base64',
  having({ apiVersion: 'v1', kind: 'Secret', data: { key: 'not base64!' } }),
  'data.key',
);
invalid.objects(
  'a number for a text, where it could be a secret',
  [[DEPLOYMENT, `${CONTAINER}.env`, [{ name: 'PIN', value: 4711 }]]],
  `${CONTAINER}.env.0.value`,
);
invalid.of(
  'a moment that is none',
  having({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: { renewTime: 'yesterday' } }),
  'spec.renewTime',
);
invalid.passes('one port for two protocols', [
  SERVICE,
  'spec.ports',
  [
    { port: 53, protocol: 'TCP', name: 'a' },
    { port: 53, protocol: 'UDP', name: 'b' },
  ],
]);
invalid.passes(
  'an integer and a text where both are allowed',
  [DEPLOYMENT, 'spec.strategy.rollingUpdate.maxSurge', '25%'],
  [DEPLOYMENT, 'spec.strategy.rollingUpdate.maxUnavailable', 1],
);
invalid.passes('every spelling of a quantity', [
  DEPLOYMENT,
  `${CONTAINER}.resources.requests`,
  { cpu: 0.5, memory: '1.5Gi', 'ephemeral-storage': '1e9', a: '500m' },
]);
invalid.of(
  'null where the kind says so',
  having({
    apiVersion: 'external-secrets.io/v1alpha1',
    kind: 'PushSecret',
    spec: { secretStoreRefs: [{ name: 'vault' }], selector: { secret: { name: 'api' } } },
    status: { refreshTime: null },
  }),
);
invalid.of(
  'what upstream fills in and requires',
  having({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    spec: { rules: [{ matches: [{ path: { value: '/v1' } }] }] },
  }),
);

/** Rules about the schemas of Kubernetes objects. */
export const SCHEMA_CASES: readonly Case[] = [served, unchecked, unknown, invalid].flatMap(({ cases }) => cases);
