import * as fc from 'fast-check';
import type { CallerSpec, EnvironmentSpec } from '../../../lib/environment-spec';
import { GPU_MODELS, type GpuModelName } from '../../../lib/gpu/models';
import { pinned } from '../environment';
import { legalName } from './name';

const REGIONS = ['us-central1', 'us-east1', 'us-east5', 'europe-west4', 'europe-west2', 'asia-southeast1', 'us-west2'];
const IMAGES = ['echo', 'ranker', 'model-7b'];

const label = fc.stringMatching(/^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,10}[A-Za-z0-9])?$/);
const labelKey = fc.oneof(
  label,
  fc.tuple(fc.constantFrom('example.com', 'a.b'), label).map((parts) => parts.join('/')),
);
const labels = fc.dictionary(labelKey, label, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

const caller: fc.Arbitrary<CallerSpec> = fc.oneof(
  // A namespace that is also a service's is closed by that service, and REACH_BLOCKED says so.
  fc.record({ namespace: legalName(15).map((name) => `apps-${name}`), labels }),
  fc.constant({ through: 'gateway' as const }),
);

const teams = fc
  .uniqueArray(fc.stringMatching(/^[a-z0-9](?:[a-z0-9 _-]{0,12}[a-z0-9])?$/), { minLength: 1, maxLength: 3 })
  .map((groups) => groups.map((group) => [`group::${group}`, { group: group.replaceAll(' ', '.'), receiver: 'all' }]))
  .map((entries) => Object.fromEntries(entries) as EnvironmentSpec['teams']);

/** The GPUs that a region has in some of these zones. */
function offered(region: string, zones: readonly string[]): GpuModelName[] {
  const letters = (model: GpuModelName): string => GPU_MODELS[model].zones?.[region] ?? '';
  // The keys of the catalogue are the names of its models.
  const models = Object.keys(GPU_MODELS) as GpuModelName[];
  return models.filter((model) => zones.some((zone) => letters(model).includes(zone.slice(-1))));
}

const place = fc
  .record({ region: fc.constantFrom(...REGIONS), letters: fc.subarray(['a', 'b', 'c'], { minLength: 1 }) })
  .map(({ region, letters }) => ({ region, zones: letters.map((letter) => `${region}-${letter}`) }))
  .chain(({ region, zones }) =>
    fc.record({
      region: fc.constant(region),
      zones: fc.constant(zones),
      location: fc.constantFrom(region, ...zones),
      gpus: fc
        .subarray(offered(region, zones))
        .map((models) => Object.fromEntries(models.map((model) => [model, { limit: 1_000_000 }]))),
    }),
  );

/** An environment in which everything is right. `index` sets it apart from the others of its fleet. */
export function legalEnvironment(index = 0): fc.Arbitrary<EnvironmentSpec> {
  const own = String.fromCharCode(97 + index);
  return fc
    .record({
      name: legalName(12).map((name) => `${own}${name}`),
      tier: fc.constantFrom('sandbox', 'staging', 'production'),
      place,
      version: fc.integer({ min: 33, max: 37 }).map((minor) => `1.${minor}`),
      dataplane: fc.constantFrom('v1', 'v2'),
      blocks: fc.uniqueArray(fc.nat(127), { minLength: 4, maxLength: 4 }),
      bits: fc.integer({ min: 16, max: 24 }),
      rails: caller,
      sidekiq: caller,
      detach: fc.constantFrom('30s', '45s', '60.5s', '1m', '45000ms'),
      port: fc.constantFrom('', ':8443', ':443'),
      apiRange: fc.constantFrom('192.168.7.0/24', '203.0.113.9/32', '172.16.0.0/12'),
      proxy: fc.boolean(),
      mounts: fc.constantFrom('kv', 'a/b', 'Kv_1'),
      selector: fc.oneof(fc.constant({}), labels),
      quotas: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,10}$/), fc.nat(), { maxKeys: 2, noNullPrototype: true }),
      teams,
      images: fc.shuffledSubarray(IMAGES, { minLength: IMAGES.length }),
    })
    .map((parts) => specOf(parts, own));
}

interface Parts {
  readonly name: string;
  readonly tier: EnvironmentSpec['tier'];
  readonly place: Pick<EnvironmentSpec['google'], 'region' | 'zones'> & {
    readonly location: string;
    readonly gpus: EnvironmentSpec['gpus'];
  };
  readonly version: string;
  readonly dataplane: 'v1' | 'v2';
  readonly blocks: readonly number[];
  readonly bits: number;
  readonly rails: CallerSpec;
  readonly sidekiq: CallerSpec;
  readonly detach: string;
  readonly port: string;
  readonly apiRange: string;
  readonly proxy: boolean;
  readonly mounts: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly quotas: Readonly<Record<string, number>>;
  readonly teams: EnvironmentSpec['teams'];
  readonly images: readonly string[];
}

function specOf(parts: Parts, own: string): EnvironmentSpec {
  const { region, zones, location, gpus } = parts.place;
  const project = `project-${own}`;
  const cluster = `cluster-${own}`;
  const range = (index: number, bits: number): string => `10.${parts.blocks[index] ?? 0}.0.0/${bits}`;
  const gateway = 'through' in parts.rails || 'through' in parts.sidekiq;
  return {
    name: parts.name,
    tier: parts.tier,
    google: { project, projectNumber: `12345${own.charCodeAt(0)}`, region, zones },
    cluster: {
      name: cluster,
      location,
      version: parts.version,
      dataplane: parts.dataplane,
      issuer: `https://container.googleapis.com/v1/projects/${project}/locations/${location}/clusters/${cluster}`,
      podRange: range(0, 16),
      nodeRange: range(1, parts.bits),
      serviceRange: range(2, parts.bits),
    },
    gateway: {
      class: 'gke-l7-rilb',
      domain: `${own}.models.example`,
      certificate: 'models-tls',
      // One of the durations above.
      detachTime: parts.detach as EnvironmentSpec['gateway']['detachTime'],
      ...(gateway || parts.proxy ? { proxyOnlySubnet: range(3, 23) } : {}),
    },
    vault: {
      address: `https://vault-${own}.example${parts.port}`,
      mounts: { secrets: parts.mounts, pods: `pods-${own}`, deploys: `deploys-${own}` },
    },
    externalSecrets: { version: '0.16.2' },
    gitlab: {
      url: 'https://git.example',
      internalApi: `https://api.example${parts.port}/internal`,
      ...(parts.dataplane === 'v1' || parts.proxy ? { internalApiRange: parts.apiRange } : {}),
      deployProject: '4711',
      deployBranch: 'main',
      callers: { rails: parts.rails, sidekiq: parts.sidekiq },
    },
    registry: 'images.harbour.example/models',
    gpus,
    quotas: parts.quotas,
    prometheus: {
      ruleSelector: parts.selector,
      monitorSelector: parts.selector,
      namespaceSelector: parts.selector,
      scraper: { namespace: 'monitoring', labels: { app: 'prometheus' } },
      ...(parts.proxy ? { prober: { address: 'blackbox.monitoring.svc:9115', module: 'answers' } } : {}),
      ...(parts.dataplane === 'v2' ? { logMetrics: 'exported' as const } : {}),
    },
    autoscaling: { by: 'keda', prometheus: 'http://prometheus.monitoring.svc:9090' },
    grafana: 'https://charts.example',
    runbooks: 'https://runbooks.example/a/b',
    groupDomain: 'example.com',
    state: { bucket: `state-${own}` },
    alertReceivers: { all: { channel: '#all', pager: 'on-call' } },
    ...(parts.tier === 'production' || parts.proxy ? { alertmanager: alertmanagerOf(parts) } : {}),
    ...(parts.proxy ? { dashboards: { namespace: 'charts', selector: { ...parts.selector, charts: 'yes' } } } : {}),
    teams: parts.teams,
    images: Object.fromEntries(parts.images.map((name) => [name, pinned(name)])),
  };
}

/** What is generally available in production needs one. */
function alertmanagerOf({ teams: owners }: Parts): EnvironmentSpec['alertmanager'] {
  const [fallback = 'group::none'] = Object.keys(owners);
  // The keys of teams are owners.
  return { namespace: 'watch', secret: 'receivers', fallback: fallback as `group::${string}` };
}

/** A small environment with every fact, for tests whose subject is something else. */
export const plainEnvironment = legalEnvironment();
