import { Environment } from '../../lib/environment';
import { readFacts } from '../../lib/environment-facts';
import { callSiteOf, defineEnvironment, type EnvironmentSpec } from '../../lib/environment-spec';
import type { ErrorCode, Mistake } from '../../lib/errors';
import { production } from '../../environments/production';
import { sandbox } from '../../environments/sandbox';
import { staging } from '../../environments/staging';
import { environmentSource, pinned, removePrograms, renderProgram, testEnvironment } from '../support/environment';
import { mistakeIn, refusalsIn } from '../support/errors';

afterAll(removePrograms);

/** The facts, with one of them set to anything at all; undefined takes it away. */
function withFact(path: string, value: unknown, spec: EnvironmentSpec = testEnvironment()): EnvironmentSpec {
  const copy = structuredClone(spec) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  let group = copy;
  for (const key of keys.slice(0, -1)) group = group[key] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(group, keys.at(-1)!);
  else group[keys.at(-1)!] = value;
  // Wrong on purpose.
  return copy as unknown as EnvironmentSpec;
}

const factMistakes = (spec: EnvironmentSpec): readonly Mistake[] => readFacts(spec).mistakes;
const refused = (spec: EnvironmentSpec): readonly string[] => refusalsIn({ mistakes: factMistakes(spec) });
const ISSUER = 'https://container.googleapis.com/v1/projects/harbour-models/locations/us-central1/clusters/quay';

describe('the facts of an environment', () => {
  it.each([
    ['of the tests', testEnvironment()],
    ['sandbox', sandbox],
    ['staging', staging],
    ['production', production],
  ])('%s are right', (_, spec) => {
    expect(factMistakes(spec)).toEqual([]);
  });

  it.each<[string, string, unknown, ErrorCode?]>([
    ['an issuer with a trailing slash', 'cluster.issuer', `${ISSUER}/`],
    ['an issuer of another project', 'cluster.issuer', ISSUER.replace('harbour-models', 'harbour-other')],
    ['an issuer of another location', 'cluster.issuer', ISSUER.replace('us-central1/', 'us-east1/')],
    ['an issuer of another cluster', 'cluster.issuer', ISSUER.replace(/quay$/, 'pier')],
    ['an issuer without TLS', 'cluster.issuer', ISSUER.replace('https', 'http')],
    ['a Vault with a trailing slash', 'vault.address', 'https://vault.harbour.example:8200/'],
    ['a Vault without TLS', 'vault.address', 'http://vault.harbour.example:8200'],
    ['a Vault without a scheme', 'vault.address', 'vault.harbour.example'],
    ['an instance with a trailing slash', 'gitlab.url', 'https://git.harbour.example/'],
    ['an instance with a query', 'gitlab.url', 'https://git.harbour.example?x=1'],
    ['an internal API with a fragment', 'gitlab.internalApi', 'https://api.harbour.example#x'],
    ['an internal API with a user', 'gitlab.internalApi', 'https://user:word@api.harbour.example'],
    ['a zone of another region', 'google.zones.1', 'us-east1-b'],
    ['a region for a zone', 'google.zones.1', 'us-central1'],
    ['no zone', 'google.zones', []],
    ['zones in one text', 'google.zones', 'us-central1-a'],
    ['a region that is none', 'google.region', 'us central'],
    ['a project number with letters', 'google.projectNumber', 'harbour-models'],
    ['a project number as a number', 'google.projectNumber', 900800700600],
    ['a project with capitals', 'google.project', 'Harbour'],
    ['a cluster version with a patch', 'cluster.version', '1.35.2'],
    ['a cluster version as a number', 'cluster.version', 1.35],
    ['an unknown dataplane', 'cluster.dataplane', 'v3'],
    ['a mount with data in it', 'vault.mounts.secrets', 'kv-harbour/data'],
    ['a mount with metadata in it', 'vault.mounts.secrets', 'metadata/kv'],
    ['a mount with a trailing slash', 'vault.mounts.secrets', 'kv-harbour/'],
    ['a mount with a leading slash', 'vault.mounts.pods', '/jwt'],
    ['a mount with a pattern', 'vault.mounts.secrets', 'kv-*'],
    ['a mount with any one segment', 'vault.mounts.secrets', '+/kv'],
    ["a login mount with Vault's own prefix", 'vault.mounts.pods', 'auth/jwt-pods'],
    ['a mount that Vault keeps for itself', 'vault.mounts.secrets', 'sys'],
    ['a login mount for two issuers', 'vault.mounts.deploys', 'jwt-harbour-pods'],
    ['pods and nodes in one range', 'cluster.nodeRange', '10.65.0.0/20'],
    ['pods and services in one range', 'cluster.serviceRange', '10.64.0.0/10'],
    ['pods and proxies in one range', 'gateway.proxyOnlySubnet', '10.66.4.0/23'],
    ['nodes and services in one range', 'cluster.serviceRange', '10.128.8.0/24'],
    ['host bits that are set', 'cluster.podRange', '10.64.0.1/14'],
    ['host bits that are set in the proxy-only subnet', 'gateway.proxyOnlySubnet', '10.132.1.0/23'],
    ['a range without a length', 'cluster.podRange', '10.64.0.0'],
    ['a range of 33 bits', 'cluster.podRange', '10.64.0.0/33'],
    ['a range of three parts', 'cluster.podRange', '10.64.0/14'],
    ['a range of numbers with zeros first', 'cluster.podRange', '010.64.0.0/14'],
    ['a range of version 6', 'cluster.podRange', 'fd00::/48'],
    ['a range of the internal API that is the whole internet', 'gitlab.internalApiRange', '0.0.0.0/0'],
    ['a detach time below half a minute', 'gateway.detachTime', '29s'],
    ['a detach time with a blank', 'gateway.detachTime', '60 s'],
    ['a detach time as a number', 'gateway.detachTime', 60],
    ['a gateway that the internet reaches', 'gateway.class', 'gke-l7-global-external-managed'],
    ['a gateway domain with a wildcard', 'gateway.domain', '*.models.harbour.example'],
    ['no proxy-only subnet', 'gateway.proxyOnlySubnet', undefined, 'PROXY_SUBNET_UNKNOWN'],
    ['an unknown tier', 'tier', 'prod'],
    ['an age of reviews without a unit', 'reviewMaxAge', '72'],
    ['an age of reviews as a number', 'reviewMaxAge', 72],
    ['an age of reviews above ninety days', 'reviewMaxAge', '2161h'],
    ['a bucket with a scheme', 'state.bucket', 'gs://harbour-models-state'],
    ['a registry with a scheme', 'registry', 'https://images.harbour.example'],
    ['a registry with a trailing slash', 'registry', 'images.harbour.example/'],
    ['a group domain with an at sign', 'groupDomain', '@harbour.example'],
    ['a deploy project by path', 'gitlab.deployProject', 'group/project'],
    ['a deploy project as a number', 'gitlab.deployProject', 4711],
    ['a deploy branch that is a pattern', 'gitlab.deployBranch', 'release-*'],
    ['an operator version with a v', 'externalSecrets.version', 'v0.16.2'],
    ['a GPU that does not exist', 'gpus.l40', { limit: 4 }, 'GPU_UNKNOWN'],
    ['a GPU without a limit', 'gpus.l4.limit', undefined],
    ['a GPU limit of none', 'gpus.l4.limit', 0],
    ['half a GPU', 'gpus.l4.limit', 1.5],
    ['a quota below nothing', 'quotas.NVIDIA_L4_GPUS', -1],
    ['a quota that is no number', 'quotas.NVIDIA_L4_GPUS', Number.NaN],
    ['a receiver that nobody has', 'teams.group::pilots.receiver', 'pilot'],
    ['a team by its whole address', 'teams.group::pilots.group', 'pilots@harbour.example'],
    ['a team that is nothing', 'teams.group::pilots', null],
    ['a team without a scope', 'teams.pilots', { group: 'pilots', receiver: 'pilots' }],
    ['a receiver without a channel', 'alertReceivers.pilots', {}, 'TEAM_WITHOUT_CHANNEL'],
    ['a receiver whose channel is nothing', 'alertReceivers.pilots.channel', '', 'TEAM_WITHOUT_CHANNEL'],
    ['a receiver that is a text', 'alertReceivers.pilots', '#pilots', 'TEAM_WITHOUT_CHANNEL'],
    ['a channel without a hash', 'alertReceivers.pilots.channel', 'pilots'],
    ['a channel with a capital', 'alertReceivers.pilots.channel', '#Pilots'],
    ['a receiver with a slash', 'alertReceivers.pi/lots', { channel: '#pilots' }],
    ['a way to reach somebody that is none', 'alertReceivers.pilots.email', 'pilots@harbour.example'],
    ['a pager that is an address', 'alertReceivers.pilots.pager', 'https://pager.example/key', 'FACT_HOLDS_SECRET'],
    ['a pager that is the chat', 'alertReceivers.pilots.pager', 'channel-pilots'],
    ['a fallback that is no team', 'alertmanager.fallback', 'group::pilot'],
    ['a prober by a whole address', 'prometheus.prober', { address: 'http://blackbox/probe', module: 'answers' }],
    ['metrics of logs that come otherwise', 'prometheus.logMetrics', 'exportet'],
    ['a prober without a module', 'prometheus.prober', { address: 'blackbox:9115' }],
    ['a prober of another evaluator', 'prometheus.prober', { pods: {}, port: 'http', module: 'answers' }],
    ['a Secret that is a path', 'alertmanager.secret', 'watch/receivers'],
    ['an Alertmanager without a namespace', 'alertmanager.namespace', ''],
    ['an Alertmanager with a fact of its own', 'alertmanager.url', 'https://alerts.harbour.example'],
    ['dashboards that nobody picks', 'dashboards.selector', {}],
    ['dashboards without a namespace', 'dashboards.namespace', undefined],
    ['a pin by tag', 'images.echo', 'images.harbour.example/models/echo:1.2', 'PINS_INVALID'],
    ['a pin with half a digest', 'images.echo', 'echo@sha256:abc', 'PINS_INVALID'],
    ['a location that is elsewhere', 'cluster.location', 'us-east1'],
    ['a group that is a text', 'vault', 'https://vault.harbour.example'],
    ['a group that is not there', 'prometheus', undefined],
    ['a fact that is not there', 'cluster.issuer', undefined],
    ['callers that are a text', 'gitlab.callers.rails', 'gateway'],
    ['a caller that comes through something else', 'gitlab.callers.rails', { through: 'gatway' }],
    [
      'a caller without labels, which would be everybody in its namespace',
      'gitlab.callers.rails',
      { namespace: 'monolith', labels: {} },
    ],
    ['a caller whose labels are missing', 'gitlab.callers.rails', { namespace: 'monolith' }],
    ['a caller without a namespace', 'gitlab.callers.rails', { namespace: '', labels: { app: 'web' } }],
    ['a cluster older than the sleep that drains pods', 'cluster.version', '1.29'],
  ])('refuse %s', (_, path, value, code = 'FACT_INVALID') => {
    const wanted = `${code} harbour.${path}`;

    // At the fact, or at a part of it.
    expect(refused(withFact(path, value)).map((one) => (one.startsWith(`${wanted}.`) ? wanted : one))).toContain(
      wanted,
    );
  });

  it.each([
    ['a routing key', 'pager', 'R02A1B2C3D4E5F6G7H8I9J0K1L2M3N4O'],
    ['an integration key', 'pager', '0123456789abcdef0123456789abcdef'],
    ['a key of another API', 'pager', 'u1Vx9ZbQ4kLm2PnR7sTw'],
    ['a UUID', 'pager', '8d3f1c2a-5b6e-4f70-9a1b-2c3d4e5f6a7b'],
    ['a key after a word', 'pager', 'pager-0123456789abcdef0123456789abcdef'],
    ['a key in an address', 'pager', 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue'],
    ['a webhook', 'channel', 'https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/cccccccccccccccccccccccc'],
    ['a webhook without a scheme', 'channel', 'hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/cccc'],
    ['a token of a chat', 'channel', ['xox', 'b-1234567890-abcdefghij'].join('')],
  ])('refuse %s where its name belongs, and repeat nothing of it', (_, field, value) => {
    const spec = withFact(`alertReceivers.pilots.${field}`, value);

    const { mistakes } = readFacts(spec);

    expect(mistakes.map(({ code, at }) => `${code} ${at}`)).toEqual([
      `FACT_HOLDS_SECRET harbour.alertReceivers.pilots.${field}`,
    ]);
    expect(JSON.stringify(mistakes)).not.toContain(value.slice(-12));
  });

  it('refuse a receiver without a channel, and repeat no key that it has', () => {
    const { mistakes } = readFacts(withFact('alertReceivers.pilots', { pager: '0123456789abcdef0123456789abcdef' }));

    expect(mistakes).toMatchObject([{ code: 'TEAM_WITHOUT_CHANNEL' }]);
    expect(JSON.stringify(mistakes)).not.toContain('0123456789abcdef');
  });

  it.each([
    'pager-code-creation',
    'pager_group_global_search_2',
    'PAGER.trust.safety',
    'oncall-2026-07',
    'pagerplatform',
  ])('take %s for the name of a key', (pager) => {
    expect(refused(withFact('alertReceivers.pilots.pager', pager))).toEqual([]);
  });

  it('refuse a GPU that none of the zones has', () => {
    const spec = testEnvironment({ google: { zones: ['us-central1-b'] }, gpus: { 'a100-80gb': { limit: 4 } } });

    expect(refused(spec)).toEqual(['GPU_ZONE_MISSING harbour.gpus.a100-80gb']);
  });

  it('refuse a GPU that the region does not have', () => {
    const region = 'europe-north1';
    const spec = testEnvironment({
      google: { region, zones: [`${region}-a`] },
      cluster: { location: region, issuer: ISSUER.replace('us-central1', region) },
    });

    expect(refused(spec)).toEqual(['GPU_ZONE_MISSING harbour.gpus.l4', 'GPU_ZONE_MISSING harbour.gpus.t4']);
  });

  it('refuse to ask an exporter for metrics of logs where Google evaluates, and offer what is near', () => {
    const google = testEnvironment({ prometheus: { rules: 'google', logMetrics: 'exported' } });
    const misspelt = factMistakes(withFact('prometheus.logMetrics', 'exportet'));

    expect(refused(google)).toEqual(['FACT_INVALID harbour.prometheus.logMetrics']);
    expect(mistakeIn({ mistakes: misspelt }, 'FACT_INVALID').fix).toContain("'exported'");
  });

  it('need the range of the internal API where the dataplane cannot filter by name', () => {
    const spec = testEnvironment({ cluster: { dataplane: 'v1' } });

    expect(refused(spec)).toEqual([]);
    expect(refused(withFact('gitlab.internalApiRange', undefined, spec))).toEqual([
      'FACT_INVALID harbour.gitlab.internalApiRange',
    ]);
  });

  it.each([
    ['clster', 'cluster'],
    ['cluster.podrange', 'podRange'],
    ['vault.mounts.secret', 'secrets'],
    ['gitlab.callers.sidekick', 'sidekiq'],
    ['gateway.proxyOnlySubnett', 'proxyOnlySubnet'],
  ])('refuse the misspelt fact %s and offer %s', (path, meant) => {
    const mistakes = factMistakes(withFact(path, 'x'));

    const mistake = mistakeIn({ mistakes: mistakes.filter(({ at }) => at === `harbour.${path}`) }, 'FACT_INVALID');
    expect(mistake.fix).toContain(`'${meant}'`);
    expect(mistake.allowed).toContain(meant);
  });

  it.each([
    ['a name with a capital', 'Harbour'],
    ['a name of 32 characters', 'h'.repeat(32)],
    ['a name with a slash', 'har/bour'],
    ['no name', ''],
  ])('refuse %s', (_, name) => {
    expect(refused(testEnvironment({ name }))).toContain(`FACT_INVALID ${name}.name`);
  });

  it.each([
    ['an issuer that is not of Google', 'cluster.issuer', 'https://issuer.harbour.example/pods'],
    ['a zone for a location', 'cluster.location', 'us-central1-b'],
    ['a mount below another', 'vault.mounts.secrets', 'teams/models/kv'],
    ['a mount whose name holds the word data', 'vault.mounts.secrets', 'data-kv'],
    ['half a minute of detaching', 'gateway.detachTime', '30s'],
    ['a name of 31 characters', 'name', 'h'.repeat(31)],
    ['no GPU', 'gpus', {}],
    ['no quota', 'quotas', {}],
    ['no pin', 'images', {}],
    ['a quota of nothing', 'quotas.NVIDIA_L4_GPUS', 0],
    ['ranges that touch', 'cluster.nodeRange', '10.68.0.0/20'],
    ['a registry with a port', 'registry', 'images.harbour.example:5000/models'],
  ])('take %s', (_, path, value) => {
    const spec = withFact(path, value);
    const consistent =
      path === 'cluster.location'
        ? withFact('cluster.issuer', ISSUER.replace('us-central1', spec.cluster.location), spec)
        : spec;

    expect(refused(consistent)).toEqual([]);
  });

  it('need no proxy-only subnet where nobody comes through the gateway', () => {
    const place = { namespace: 'monolith', labels: { app: 'web' } };
    const spec = testEnvironment({
      gitlab: { callers: { rails: place, sidekiq: place } },
      gateway: { proxyOnlySubnet: undefined },
    });

    expect(refused(spec)).toEqual([]);
  });

  it('are refused all together, each with what was given', () => {
    const spec = testEnvironment({
      cluster: { issuer: `${ISSUER}/`, podRange: '10.64.0.1/14' },
      vault: { mounts: { secrets: 'kv/data' } },
      gateway: { detachTime: '5s' },
      images: { echo: 'echo:1' },
    });

    expect(refused(spec)).toEqual([
      'FACT_INVALID harbour.cluster.issuer',
      'FACT_INVALID harbour.cluster.podRange',
      'FACT_INVALID harbour.gateway.detachTime',
      'FACT_INVALID harbour.vault.mounts.secrets',
      'PINS_INVALID harbour.images.echo',
    ]);
    expect(factMistakes(spec)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ at: 'harbour.gateway.detachTime', given: '5s', environment: 'harbour' }),
      ]),
    );
  });

  it('are refused at their own line', () => {
    const source = environmentSource(
      'harbour',
      testEnvironment({ vault: { address: 'https://vault.harbour.example/' } }),
    );
    const line = source.split('\n').findIndex((text) => text.includes('"address"')) + 1;

    const [rendering] = renderProgram({
      'environments/harbour.ts': source,
      'services/index.ts': `import { MlService, place, type Environment } from 'taxiway';
import { harbour } from '../environments/harbour';

class Echo extends MlService {
  constructor(env: Environment) {
    super(env, 'echo', { owner: 'group::pilots', image: env.image('echo') });
  }
}

export const placements = [place(Echo, [harbour])];
`,
    });

    expect(rendering!.mistakes.map(({ at, source: place }) => [at, place?.file, place?.line])).toEqual([
      ['harbour.vault.address', 'environments/harbour.ts', line],
    ]);
  });
});

describe('an environment', () => {
  it('is plain data: defining it changes nothing, and remembers where it was', () => {
    const spec = testEnvironment();

    expect(defineEnvironment(spec)).toBe(spec);
    expect(callSiteOf(spec)?.stack).toContain('environment.test');
    expect(callSiteOf(testEnvironment())).toBeUndefined();
  });

  it('can be made of another by spreading it', () => {
    const other = defineEnvironment({ ...testEnvironment(), name: 'pier', images: { echo: pinned('echo') } });

    expect(factMistakes(other)).toEqual([]);
    expect(other.name).toBe('pier');
  });

  it('selects its own arm, whatever that holds', () => {
    const env = new Environment(testEnvironment());

    for (const value of [0, '', false, undefined, null, { min: 1 }])
      expect(env.select({ harbour: value, pier: 'other' })).toBe(value);
  });

  it('refuses a selection without its arm', () => {
    const env = new Environment(testEnvironment());

    expect(() => env.select({ pier: 1 })).toRefuse('SELECT_INCOMPLETE', 'env.select');
    expect(() => env.select({})).toRefuse('SELECT_INCOMPLETE', 'env.select');
  });

  it('does at the end what was put off until then, also what is put off meanwhile', () => {
    const env = new Environment(testEnvironment());
    const done: string[] = [];
    env.onFinish(() => {
      done.push('first');
      env.onFinish(() => done.push('third'));
    });
    env.onFinish(() => done.push('second'));

    env.finish();

    expect(done).toEqual(['first', 'second', 'third']);
  });
});

describe('an environment that spreads another', () => {
  it('has the line of each fact where that is written', () => {
    const spec = testEnvironment({ cluster: { version: '1.2' } });
    const [rendering] = renderProgram({
      'environments/base.ts': environmentSource('base', spec),
      'environments/own.ts': `import { defineEnvironment } from 'taxiway';
import { base } from './base';

export const own = defineEnvironment({ ...base, name: 'own', grafana: 'no address', images: {} });
`,
      'services/index.ts': `import { MlService, place, type Environment } from 'taxiway';
import { own } from '../environments/own';

class Echo extends MlService {
  constructor(env: Environment) {
    super(env, 'echo', { owner: 'group::pilots', image: '${pinned('echo')}' });
  }
}
export const placements = [place(Echo, [own])];
`,
    });

    const lines = environmentSource('base', spec).split('\n');
    const places = rendering?.mistakes.map(({ at, source }) => [at, source]);
    expect(places).toEqual(
      expect.arrayContaining([
        [
          'own.cluster.version',
          {
            file: 'environments/base.ts',
            line: lines.findIndex((line) => line.includes('"version": "1.2"')) + 1,
            column: 5,
          },
        ],
        ['own.grafana', { file: 'environments/own.ts', line: 4, column: 62 }],
      ]),
    );
  });
});
