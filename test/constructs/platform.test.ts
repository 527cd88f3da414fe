import { Platform } from '../../constructs/platform';
import { assemble } from '../../lib/assemble';
import type { Demand, GpuDemand } from '../../lib/demand';
import { Environment } from '../../lib/environment';
import type { EnvironmentSpec } from '../../lib/environment-spec';
import { find, findAll, objectOf, reasonOf, type Read } from '../support/documents';
import { render, service, testEnvironment, type Rendering } from '../support/environment';
import { mistakeIn } from '../support/errors';

/** The platform alone, of these demands. */
function platform(demands: readonly Demand[], spec: EnvironmentSpec = testEnvironment()): Rendering {
  const env = new Environment(spec);
  new Platform(env, 'platform', { demands });
  env.finish();
  return { documents: env.mistakes.length > 0 ? [] : assemble(env).documents, mistakes: env.mistakes };
}

const demand = (of: string, changes: Partial<GpuDemand> = {}): GpuDemand => ({
  kind: 'GpuNodes',
  service: of,
  owner: 'group::pilots',
  workload: 'api',
  model: 'l4',
  count: 1,
  capacity: 'on-demand',
  spare: 'surge',
  replicas: 1,
  surge: 1,
  ...changes,
});
const inPlatform = ({ documents }: Rendering) => documents.filter(({ id }) => id.startsWith('harbour/platform/'));

describe('the platform of an environment', () => {
  it('is a function of demands: services in one repository or in many give the same', () => {
    const together = render([
      service('echo', { gpu: { model: 'l4' }, replicas: 3 }),
      service('agent', { gpu: { model: 't4', count: 2 } }),
    ]);

    const alone = platform([demand('echo', { replicas: 3 }), demand('agent', { model: 't4', count: 2 })]);

    expect(inPlatform(alone)).toEqual(inPlatform(together));
  });

  it('does not depend on the order of the demands', () => {
    const demands = [demand('echo', { replicas: 3 }), demand('agent', { model: 't4' }), demand('spam')];

    const files = (rendering: Rendering) => inPlatform(rendering).map(({ id, sha256 }) => [id, sha256]);

    expect(files(platform([...demands].reverse()))).toEqual(files(platform(demands)));
  });

  it('IAC-2: spells the secrets mount as Vault stores it, and can destroy none of its mounts', () => {
    const rendering = platform([]);

    expect(objectOf(rendering, 'resource.vault_mount')).toEqual({
      path: 'kv-harbour',
      type: 'kv',
      options: { version: '2' },
      lifecycle: { prevent_destroy: true },
    });
    for (const { object } of findAll(rendering, 'resource.vault_jwt_auth_backend')) {
      expect(object).toMatchObject({ type: 'jwt', lifecycle: { prevent_destroy: true } });
    }
  });

  it('trusts the issuer of the cluster for pods, and the GitLab instance for deploys, letter by letter', () => {
    const rendering = platform([]);
    const { cluster, gitlab } = testEnvironment();

    expect(objectOf(rendering, 'resource.vault_jwt_auth_backend', 'pods')).toMatchObject({
      path: 'jwt-harbour-pods',
      bound_issuer: cluster.issuer,
      oidc_discovery_url: cluster.issuer,
    });
    expect(objectOf(rendering, 'resource.vault_jwt_auth_backend', 'deploys')).toMatchObject({
      path: 'jwt-harbour-deploys',
      bound_issuer: gitlab.url,
      oidc_discovery_url: gitlab.url,
    });
  });

  it('lets experiments wait, and push nobody out', () => {
    const classes = findAll(platform([]), 'PriorityClass').map(({ object }) => object as Read);
    const byName = Object.fromEntries(classes.map((one) => [one.metadata.name, one]));

    expect(Object.keys(byName).sort()).toEqual(['taxiway-beta', 'taxiway-experimental', 'taxiway-ga']);
    expect(byName['taxiway-experimental'].preemptionPolicy).toBe('Never');
    expect(byName['taxiway-experimental'].value).toBeLessThan(byName['taxiway-beta'].value);
    expect(byName['taxiway-beta'].value).toBeLessThan(byName['taxiway-ga'].value);
    expect(classes.map(({ globalDefault }) => globalDefault)).toEqual([false, false, false]);
  });

  it('has one internal gateway, for routes of our own namespaces and no others', () => {
    const rendering = platform([]);

    expect(objectOf(rendering, 'Gateway').spec).toEqual({
      gatewayClassName: 'gke-l7-rilb',
      listeners: [
        {
          name: 'https',
          protocol: 'HTTPS',
          port: 443,
          hostname: '*.models.harbour.example',
          tls: { mode: 'Terminate', options: { 'networking.gke.io/pre-shared-certs': 'harbour-tls' } },
          allowedRoutes: {
            kinds: [{ kind: 'HTTPRoute' }],
            namespaces: { from: 'Selector', selector: { matchLabels: { 'taxiway.dev/managed': 'true' } } },
          },
        },
      ],
    });
    expect(objectOf(rendering, 'Namespace', 'taxiway-system').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  it('has no gateway where the main application runs in the same cluster', () => {
    const place = { namespace: 'monolith', labels: { app: 'web' } };
    const spec = testEnvironment({
      gitlab: { callers: { rails: place, sidekiq: place } },
      gateway: { proxyOnlySubnet: undefined },
    });

    expect(findAll(platform([], spec), 'Gateway')).toEqual([]);
  });

  it("keeps its state apart, in the environment's bucket", () => {
    expect(objectOf(platform([]), 'terraform.backend.gcs')).toEqual({
      bucket: 'harbour-models-state',
      prefix: 'platform',
    });
  });

  it('holds no credential', () => {
    for (const { object } of inPlatform(platform([demand('echo')]))) {
      expect(JSON.stringify(object)).not.toMatch(/password|private_key|"token"|secret_id|credentials/i);
    }
  });

  it('refuses more GPUs than the environment allows, and names who asks for how many', () => {
    const spec = testEnvironment({ gpus: { l4: { limit: 8 } } });
    const demands = [demand('echo', { replicas: 4, count: 2 }), demand('agent')];

    const mistake = mistakeIn(platform(demands, spec), 'GPU_LIMIT_EXCEEDED');

    expect(mistake).toMatchObject({ at: 'harbour.gpus.l4.limit', given: 9, environment: 'harbour' });
    expect(mistake.problem).toMatch(/agent\/api 1 on l4-x1, echo\/api 4 on l4-x2$/);
  });

  it('accepts exactly as many pods as the environment allows, where they let one go before its successor comes', () => {
    const spec = testEnvironment({ gpus: { l4: { limit: 10 } } });
    const tight = { spare: 'none', surge: 0 } as const;

    expect(platform([demand('echo', { replicas: 10, ...tight })], spec).mistakes).toEqual([]);
    expect(platform([demand('echo', { replicas: 9 })], spec).mistakes).toEqual([]);
    expect(platform([demand('echo', { replicas: 11, ...tight })], spec)).toRefuse('GPU_LIMIT_EXCEEDED');
  });

  it('refuses services that could never roll at once, at the limit, and names every way out', () => {
    const spec = testEnvironment({ gpus: { l4: { limit: 4 } } });
    const demands = [demand('echo', { replicas: 3 }), demand('agent')];

    const mistake = mistakeIn(platform(demands, spec), 'ROLLOUT_STUCK');

    expect(mistake).toMatchObject({ at: 'harbour.gpus.l4.limit', given: 4, environment: 'harbour' });
    expect(mistake.problem).toContain('agent/api, echo/api would let none go');
    expect(mistake.fix).toContain("agent/api: choose: spare: 'downtime'");
    expect(mistake.fix).toContain("2 replicas with spare: 'none'");
    expect(mistake.fix).toContain("echo/api: use spare: 'none' (2 of 3 serve while it rolls)");
    expect(mistake.fix).toContain('a limit of 5');
    expect(platform([demand('echo', { replicas: 2 }), demand('agent')], spec).mistakes).toEqual([]);
  });

  it.each([
    ['every surge at once where the limit has room', 10, 7],
    ['one place more than pods where it has no more', 6, 6],
  ])('lets a pool grow to %s', (_, limit, nodes) => {
    const spec = testEnvironment({ gpus: { l4: { limit } } });
    const rendering = platform([demand('echo', { replicas: 3 }), demand('agent', { replicas: 2 })], spec);
    const [pool] = findAll(rendering, 'resource.google_container_node_pool').filter(({ id }) => id.endsWith('l4-x1'));
    const checklist = objectOf(rendering, 'QuotaChecklist').quotas as Read[];

    expect((pool?.object as Read).autoscaling.total_max_node_count).toBe(nodes);
    // l4 nodes are upgraded with one more.
    expect(checklist.find(({ metric }) => metric === 'NVIDIA_L4_GPUS')).toMatchObject({ needed: nodes + 1 });
  });

  it('keeps the pool of a service that runs no pods', () => {
    const [pool] = findAll(platform([demand('echo', { replicas: 0 })]), 'resource.google_container_node_pool').filter(
      ({ id }) => id.endsWith('l4-x1'),
    );

    expect((pool?.object as Read).autoscaling).toMatchObject({ total_min_node_count: 0, total_max_node_count: 1 });
  });

  it('says which facts its mounts come from', () => {
    const mount = find(platform([]), 'resource.vault_mount');

    expect(reasonOf(mount, 'path')).toMatchObject({ fact: 'vault.mounts.secrets' });
    expect(reasonOf(mount, 'type')).toHaveProperty('rule');
  });
});
