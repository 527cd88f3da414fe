import * as fc from 'fast-check';
import type { EnvironmentSpec } from '../../../lib/environment-spec';
import { ImageByName, Selected, type ServicePlan } from '../generated';
import { NEARLY_NAMES } from './name';
import { oddValue, THROWN } from './oddity';

/** One thing that is put somewhere else than it belongs. */
interface Change {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Put there by a getter that throws. */
  readonly throws: boolean;
}

const PROPS: readonly string[] = [
  ...['', 'owner', 'image', 'maturity', 'mode', 'gpu', 'run', 'serves', 'replicas', 'secrets', 'identity'],
  ...['callers', 'calls', 'gpu.model', 'gpu.count', 'gpu.__proto__', 'run.command', 'run.args', 'run.variables'],
  ...['run.runAs', 'run.cpu', 'run.memory', 'run.variables.A', 'run.variables.__proto__', 'run.variables.1a'],
  ...['serves.port', 'serves.protocol', 'serves.ready', 'serves.longestRequest', 'serves.longestStream'],
  ...['run.command.0', 'run.args.1', 'secrets.0', 'secrets.1', 'identity.google', 'identity.google.0', 'callers.0'],
  ...['identity.google.actAs', 'identity.google.because', 'identity.google.roles', 'identity.internalApi'],
  ...[
    'gpu.partition',
    'gpu.sharing',
    'gpu.clients',
    'gpu.memory',
    'gpu.features',
    'gpu.features.0',
    'gpu.capacity',
    'gpu.spare',
  ],
  ...[
    'weights',
    'weights.bucket',
    'weights.path',
    'weights.size',
    'weights.shape',
    'weights.shape.layers',
    'weights.config',
  ],
  ...['weights.context', 'weights.imageCache', 'weights.utilization', 'weights.dtype', 'weights.sha', 'run.imageSize'],
  ...['serves.profile', 'serves.profileVersion', 'serves.keepAlive', 'budget'],
  ...['slo', 'slo.availability', 'slo.latency', 'slo.latency.p95', 'slo.latency.of', 'slo.also', 'slo.also.calls'],
  ...['gpu.capacity.spot', 'gpu.capacity.fallback', 'run.node', 'run.node.arch', 'run.node.family'],
  ...[
    'secrets.0.name',
    'secrets.0.properties',
    'secrets.0.onChange',
    'secrets.0.delivery',
    'secrets.0.onChange.restart',
  ],
  ...['stores', 'stores.0', 'stores.0.at', 'stores.0.at.range', 'stores.0.holds', 'stores.0.kind', 'stores.0.name'],
  ...[
    'exposure',
    'exposure.to',
    'exposure.securityReview',
    'exposure.authentication',
    'exposure.rateLimit',
    'exposure.tls',
  ],
  ...['calls.0', 'replics', 'serves.prot', 'constructor', 'toString', '__proto__', ''],
];

/** Values that are right somewhere, or were right once, or are right elsewhere. */
const nearly: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...['GA', 'beta ', 'M2', 'group::nobody', 'group::', 'http2', 'GRPC', '/a b', '/a?b', 'a', '/', '/\n', 80, '8080'],
  ...[65_536, 1.5, 1001, -1, '2', 10_001.5, 65_535, '1Gi', '12000Gi', '417000m', 417, 0.0015, '25h', '60', 'l40', 'l4'],
  ...[
    'roles/owner',
    'roles/a.*',
    'projects/p/roles/a.b',
    'app:latest',
    'app@sha256:abc',
    'App@sha256:' + 'a'.repeat(64),
  ],
  ...[3, 5, 16, 'Rails', 'gitlab-api', 'echo', 'models/hub', 'a'.repeat(64)],
);

const value = fc.oneof(
  { arbitrary: oddValue, weight: 5 },
  { arbitrary: nearly, weight: 4 },
  { arbitrary: fc.constantFrom<unknown>(...NEARLY_NAMES), weight: 1 },
  { arbitrary: oddValue.map((name) => new ImageByName(name)), weight: 1 },
  { arbitrary: fc.tuple(oddValue, oddValue).map(([one]) => new Selected(one)), weight: 1 },
);

/** Slips that people make, each where it is made. */
const SLIPS: readonly (readonly [path: string, value: unknown])[] = [
  ['gpu', { model: 'h100-80gb' }],
  ['gpu', { model: 'a100-80gb', count: 2 }],
  ['gpu', { model: 'l4', count: 3 }],
  ['gpu', { model: 'L4' }],
  ['gpu', { model: 'l4', sharing: 'time-sharing', count: 2 }],
  ['gpu', { model: 't4', partition: '1g.5gb' }],
  ['gpu', { memory: '10000Gi' }],
  ['gpu', { model: 'l4', capacity: 'spot' }],
  ['gpu', { model: 'l4', spare: 'recreate' }],
  ['gpu', { model: 'l4', capacity: { spot: { onDemand: 2 } } }],
  ['weights', { bucket: 'gs://models/7b', size: '1Gi' }],
  ['weights', { bucket: 'models', size: '900Gi' }],
  ['weights', { bucket: 'models', size: '1Gi', shape: { layers: 12, heads: 16, headSize: 64, kv_heads: 8 } }],
  ['serves', { profile: 'vlm' }],
  ['serves', { profile: 'vllm', profileVersion: '9.9' }],
  ['budget', '3,000 USD'],
  ['budget', 3000],
  ['mode', 'M3'],
  ['exposure', { to: 'internet' }],
  ['exposure', { to: 'internet', securityReview: {}, authentication: [], rateLimit: 5, tls: 1.2 }],
  ['slo.availability', 100],
  ['slo.availability', 50],
  ['slo.latency', { p95: '1 s' }],
  ['slo.also', { calls: { availability: { objective: 99.5, of: 'grpc_handled_total' } } }],
  ['image', new ImageByName('eco')],
  ['image', 'registry.example/app:latest'],
  ['secrets', ['key', 'key']],
  ['secrets', ['models/hub']],
  ['identity', { google: ['roles/owner', 'roles/*'] }],
  ['callers', ['Rails']],
  ['calls', ['gitlab']],
  ['replicas', new Selected({ elsewhere: 1 })],
  ['replicas', 1001],
  ['serves', { port: 80, longestRequest: '60' }],
  ['serves', { port: 80 }],
  ['serves', { protocol: 'grpc', ready: '/health' }],
  ['run', { cpu: '1.5', memory: '5 Gi' }],
];

const slip = fc
  .constantFrom(...SLIPS)
  .map(([path, given]): Change => ({ path: path.split('.'), value: given, throws: false }));
const anyChange = fc.record<Change>({
  path: fc.constantFrom(...PROPS).map((path) => (path === '' ? [] : path.split('.'))),
  value,
  throws: fc.integer({ min: 0, max: 29 }).map((roll) => roll === 0),
});

const change = fc.oneof({ arbitrary: anyChange, weight: 4 }, { arbitrary: slip, weight: 1 });

/** A plan with one to three things wrong, or odd, or only unusual. */
export function nearlyLegal(plan: fc.Arbitrary<ServicePlan>): fc.Arbitrary<ServicePlan> {
  const roll = fc.integer({ min: 0, max: 9 });
  const name = fc.oneof(fc.constantFrom<unknown>(...NEARLY_NAMES), oddValue);
  return fc
    .record({ plan, changes: fc.array(change, { minLength: 1, maxLength: 3 }), roll, name, workload: name })
    .map((parts) => {
      const { plan: legal, changes, workload } = parts;
      const props = (from: unknown): unknown => changes.reduce(put, from);
      switch (parts.roll) {
        case 0:
          return { ...legal, id: parts.name };
        case 1:
          return { ...legal, later: [...legal.later, { name: workload, props: { image: new ImageByName('echo') } }] };
        case 2:
          return { ...legal, later: [...legal.later, { name: 'api', props: legal.props }] };
        case 3:
          return { ...legal, later: [...legal.later, { name: 'other', props: props(legal.later[0]?.props ?? {}) }] };
        default:
          return { ...legal, props: props(legal.props) };
      }
    });
}

const FACTS: readonly string[] = [
  ...['', 'name', 'tier', 'google', 'google.project', 'google.projectNumber', 'google.region', 'google.zones'],
  ...['google.zones.0', 'cluster', 'cluster.name', 'cluster.location', 'cluster.version', 'cluster.dataplane'],
  ...['cluster.issuer', 'cluster.podRange', 'cluster.nodeRange', 'cluster.serviceRange', 'gateway', 'gateway.class'],
  ...['gateway.domain', 'gateway.certificate', 'gateway.detachTime', 'gateway.proxyOnlySubnet', 'vault'],
  ...['gateway.public', 'gateway.public.domain', 'gateway.public.sslPolicies', 'gateway.public.certificateMap'],
  ...['vault.address', 'vault.mounts', 'vault.mounts.secrets', 'vault.mounts.pods', 'vault.mounts.deploys'],
  ...['vault.podLogin', 'vault.podLogin.by', 'vault.podLogin.apiServer', 'registryMirror', 'publicRegistries'],
  ...['externalSecrets', 'externalSecrets.version', 'gitlab', 'gitlab.url', 'gitlab.internalApi'],
  ...['gitlab.internalApiRange', 'gitlab.deployProject', 'gitlab.deployBranch', 'gitlab.callers'],
  ...[
    'gitlab.callers.rails',
    'gitlab.callers.sidekiq',
    'gitlab.callers.rails.namespace',
    'gitlab.callers.rails.labels',
  ],
  ...['gitlab.callers.rails.labels.a', 'gitlab.callers.rails.through', 'registry', 'gpus', 'gpus.l4', 'gpus.l4.limit'],
  ...['gpus.l40', 'gpus.__proto__', 'quotas', 'quotas.A', 'prometheus', 'prometheus.ruleSelector'],
  ...['prometheus.prober', 'prometheus.prober.address', 'prometheus.prober.module', 'prometheus.logMetrics'],
  ...['prometheus.namespaceSelector', 'prometheus.namespaceSelector.a', 'prometheus.namespaceSelector.a b'],
  ...['grafana', 'runbooks', 'groupDomain', 'state', 'state.bucket', 'alertReceivers', 'alertReceivers.a'],
  ...['alertReceivers.all.pager', 'alertmanager', 'alertmanager.fallback', 'dashboards', 'dashboards.selector'],
  ...['alertReceivers.all', 'alertReceivers.all.channel', 'teams', 'teams.group::x', 'teams.group::x.group', 'teams.x'],
  ...['images', 'images.echo', 'images.a b', 'images.__proto__', 'nmae', '__proto__', 'constructor'],
];

const nearlyFacts = fc.constantFrom<unknown>(
  ...[
    'https://a/',
    'http://a',
    'https://a:99999',
    'https://1.2.3.400',
    'https://a b',
    'https://a/${b}',
    'https://',
    'a',
  ],
  ...['10.0.0.1/8', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.0', '::/0', 'fd00::/8', '127.0.0.0/8', '169.254.0.0/16'],
  ...['1.29', '1.100', '2.0', '1.35.1', 'v3', 'Production', 'us-central1-a-b', 'us-central1', '29s', '2h', '10h'],
  ...['a--b', 'a-', '-a.b', 'a..b', 'x'.repeat(64) + '.example', 'a.'.repeat(120) + 'b', '#all', '0', '12', 'all'],
  ...['secret/data', '/kv/', 'sys/x', 'kv*', 'auth/a', 'gke-l7-gxlb', 'main*', 'a${b}', '${a}', '%{a}', 'group::x '],
);

/** Facts with one to three of them wrong, or odd, or only unusual. */
export function nearlyEnvironment(spec: fc.Arbitrary<EnvironmentSpec>): fc.Arbitrary<EnvironmentSpec> {
  const wrong = fc.record<Change>({
    path: fc.constantFrom(...FACTS).map((path) => (path === '' ? [] : path.split('.'))),
    value: fc.oneof(oddValue, nearlyFacts),
    throws: fc.integer({ min: 0, max: 29 }).map((roll) => roll === 0),
  });
  return (
    fc
      .tuple(spec, fc.array(wrong, { minLength: 1, maxLength: 3 }))
      // Wrong on purpose.
      .map(([legal, changes]) => changes.reduce<unknown>(put, legal) as EnvironmentSpec)
  );
}

/** A copy with one value put at a path; whatever stands in the way stays. */
function put(into: unknown, { path, value: given, throws }: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return given;
  if (typeof into !== 'object' || into === null || !isPlain(into))
    return rest.length === 0 ? put({}, { path, value: given, throws }) : into;
  // Not by spreading: that calls getters, and fills holes.
  const copy = Array.isArray(into) ? new Array<unknown>(into.length) : {};
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(into))) {
    if (name !== 'length') Object.defineProperty(copy, name, property);
  }
  // Not by reading it: it may be one of the getters that throw.
  const inner: unknown = Object.getOwnPropertyDescriptor(copy, key)?.value;
  const attributes = { enumerable: true, configurable: true };
  if (rest.length === 0 && throws) {
    const get = (): never => {
      throw new Error(THROWN);
    };
    return Object.defineProperty(copy, key, { get, ...attributes });
  }
  const item = put(inner ?? (rest.length > 0 ? {} : undefined), { path: rest, value: given, throws });
  return Object.defineProperty(copy, key, { value: item, writable: true, ...attributes });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || Array.isArray(value);
}
