import { join } from 'node:path';
import { GPU_SHAPE_LABEL } from '../../lib/labels';
import type { Read } from '../support/documents';
import { describeWith, prove } from './support/engine';
import { bodiesOf, DIST, ENVIRONMENTS, kubernetesFiles, objectsOf, servicesOf } from './support/fleet';
import { listOf } from './support/api';
import { apply, eventually, kubectl, type Applied } from './support/kubectl';
import { CATALOGUE_LABEL, nodesOf } from './support/nodes';
import { ROLLOUTS_LABEL } from './support/rollout-cluster';
import { StopFolder, storedOf, wantedPods } from './support/stopped';

/** Warnings of the server that are right and meant, by the words that they hold. */
const KNOWN_WARNINGS: readonly string[] = [];

/** Nodes of this test: others have their own. */
const OTHERS_LEFT_ALONE = `--selector=!${ROLLOUTS_LABEL},!${CATALOGUE_LABEL}`;

/** How far services are stopped where: a quarantine does all that the others do. */
const LEVELS = { sandbox: 'stop', staging: 'stop', production: 'quarantine' } as const;

const fileOf = (environment: string, path: string): string => join(DIST, environment, path);

/** The user that may deploy a service, as the rendered binding names it. */
function deployIdentity(environment: string, service: string): string {
  const bindings = bodiesOf(environment, 'RoleBinding').filter(
    ({ metadata }) => metadata.namespace === service && metadata.name === 'deploy',
  );
  const [user, ...others] = bindings.flatMap(({ subjects }) => subjects as { kind: string; name: string }[]);
  if (user?.kind !== 'User' || others.length > 0) throw new Error(`${service} has not one user that deploys it`);
  return user.name;
}

/** How many pods scalers may have, by the Deployment. */
function scaledIn(environment: string): ReadonlyMap<string, number> {
  return new Map([
    ...bodiesOf(environment, 'ScaledObject').map(
      ({ metadata, spec }) => [`${metadata.namespace}/${spec.scaleTargetRef.name}`, spec.maxReplicaCount] as const,
    ),
    ...bodiesOf(environment, 'HorizontalPodAutoscaler').map(
      ({ metadata, spec }) => [`${metadata.namespace}/${spec.scaleTargetRef.name}`, spec.maxReplicas] as const,
    ),
  ]);
}

/** The server learns of a new binding a moment after it has taken it. */
async function mayDeploy(namespace: string, words: readonly string[]): Promise<true | undefined> {
  const { code } = await kubectl(['auth', 'can-i', 'create', 'deployments', `--namespace=${namespace}`, ...words]);
  return code === 0 ? true : undefined;
}

/** Namespaces that are there before anything of ours: that of Alertmanager, and of Grafana. */
function namespacesOfOthers(environment: string): readonly string[] {
  const own = new Set<unknown>(bodiesOf(environment, 'Namespace').map(({ metadata }) => metadata.name));
  const used = objectsOf(environment).flatMap(
    ({ object }: Read) => (object.metadata.namespace as string | undefined) ?? [],
  );
  return [...new Set(used)].filter((namespace) => !own.has(namespace));
}

/**
 * Everything of an environment, gone for the next one: they use the same names. A pod that has a node waits for the
 * kubelet's word before it goes, and there is none: it is forced, once its namespace takes no new one.
 */
async function clear(environment: string): Promise<void> {
  const own = bodiesOf(environment, 'Namespace').map(({ metadata }) => metadata.name as string);
  const namespaces = [...own, ...namespacesOfOthers(environment)];
  const classes = bodiesOf(environment, 'PriorityClass').map(({ metadata }) => metadata.name as string);
  const policies = bodiesOf(environment, 'ValidatingAdmissionPolicy').map(({ metadata }) => metadata.name as string);
  await kubectl(['delete', 'validatingadmissionpolicybindings', ...policies]);
  await kubectl(['delete', 'validatingadmissionpolicies', ...policies]);
  await kubectl(['delete', 'priorityclass', ...classes]);
  await kubectl(['delete', 'namespace', ...namespaces, '--wait=false']);
  for (const namespace of namespaces)
    await kubectl([
      'delete',
      'pods',
      '--all',
      `--namespace=${namespace}`,
      '--force',
      '--grace-period=0',
      '--wait=false',
    ]);
  await kubectl(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--wait', '--timeout=120s']);
  await kubectl(['delete', 'nodes', OTHERS_LEFT_ALONE]);
}

describeWith('kubernetes', () => {
  const objects: number[] = [];
  const pods: number[] = [];
  let refusals = 0;
  let placements = 0;
  let stops = 0;
  let restored = 0;

  describe.each(ENVIRONMENTS)('%s', (environment) => {
    const results = new Map<string, Applied>();

    /** What there is of a kind in the environment's own namespaces: other tests have theirs. */
    async function listOurs(kind: string): Promise<readonly Read[]> {
      const ours = new Set(bodiesOf(environment, 'Namespace').map(({ metadata }) => metadata.name as string));
      return (await listOf(kind)).filter(({ metadata }) => ours.has(metadata.namespace as string));
    }

    beforeAll(async () => {
      for (const namespace of namespacesOfOthers(environment)) await kubectl(['create', 'namespace', namespace]);
      for (const path of kubernetesFiles(environment)) {
        const service = /^([^/]+)\/kubernetes\.yaml$/.exec(path)?.[1];
        const own = service !== undefined && service !== 'platform';
        const words = own ? [`--as=${deployIdentity(environment, service)}`] : [];
        if (own) await eventually('its binding is known', () => mayDeploy(service, words));
        results.set(path, await apply([fileOf(environment, path)], words));
      }
    });

    afterAll(() => clear(environment));

    it('is accepted whole, each service by its own deploy identity', () => {
      const all = [...results.values()];

      const accepted = total(all.map((one) => one.accepted));

      expect(all.flatMap(({ refused }) => refused)).toEqual([]);
      expect(accepted).toBe(objectsOf(environment).length);
      expect(accepted).toBeGreaterThan(30);
      objects.push(accepted);
    });

    it('is accepted without a warning that nobody knows', () => {
      const warnings = [...results].flatMap(([path, { warnings: list }]) => list.map((line) => `${path}: ${line}`));

      expect(warnings.filter((line) => !KNOWN_WARNINGS.some((known) => line.includes(known)))).toEqual([]);
    });

    it('is stored as it was rendered', async () => {
      const deployments = await listOurs('deployments');
      const wanted = bodiesOf(environment, 'Deployment');

      const stored = wanted.map(({ metadata }) =>
        deployments.find((one) => one.metadata.namespace === metadata.namespace && one.metadata.name === metadata.name),
      );

      expect(stored).toEqual(wanted.map(({ spec }) => expect.objectContaining({ spec: containing(spec) })));
    });

    it('has all of its pods made by the controllers, within quota and the restricted standard', async () => {
      const most = scaledIn(environment);
      // Nothing scales here: as many pods as the scaler may have are asked for in its place.
      for (const [place, pods] of most) {
        const [namespace = '', name = ''] = place.split('/');
        const words = ['scale', `deployment/${name}`, `--namespace=${namespace}`, `--replicas=${pods}`];
        expect((await kubectl(words)).stderr).toBe('');
      }
      const wanted = total(
        bodiesOf(environment, 'Deployment').map(
          ({ metadata, spec }) => most.get(`${metadata.namespace}/${metadata.name}`) ?? (spec.replicas as number),
        ),
      );

      const made = await eventually(`${wanted} pods`, async () => {
        const failures = (await listOurs('deployments')).flatMap(({ metadata, status }) =>
          ((status?.conditions ?? []) as readonly Read[])
            .filter(({ type, status: holds }) => type === 'ReplicaFailure' && holds === 'True')
            .map(({ message }) => `${metadata.namespace}/${metadata.name}: ${message}`),
        );
        const { length } = await listOurs('pods');
        return failures.length > 0 || length === wanted ? { failures, pods: length } : undefined;
      });

      expect(made).toEqual({ failures: [], pods: wanted });
      pods.push(wanted);
    });

    it('has each pod placed on a node of its own pool, and on none with a GPU that it does not want', async () => {
      const nodes = nodesOf(environment);
      // Not server-side, which leaves out their status, and with it their room.
      const made = await kubectl(['apply', '--filename=-'], nodes.map((node) => JSON.stringify(node)).join('\n---\n'));
      // Admission marks every new node, and takes the mark away when a kubelet reports.
      const unmarked = await kubectl(['taint', 'nodes', OTHERS_LEFT_ALONE, 'node.kubernetes.io/not-ready-']);

      const placed = await eventually('every pod has a node', async () => {
        const all = await listOurs('pods');
        return all.every(({ spec }) => spec.nodeName !== undefined) ? all : undefined;
      });

      const shapes = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels[GPU_SHAPE_LABEL]]));
      const landed = placed.map(({ spec }) => ({
        wanted: spec.nodeSelector?.[GPU_SHAPE_LABEL],
        got: shapes.get(spec.nodeName),
      }));
      expect({ code: made.code, says: unmarked.stderr }).toEqual({ code: 0, says: '' });
      expect(landed.filter(({ wanted, got }) => wanted !== got)).toEqual([]);
      expect(landed.filter(({ wanted }) => wanted !== undefined)).not.toEqual([]);
      placements += landed.length;
    });

    it('wants no pods of a stopped service, and has it back as it was once it is restored', async () => {
      const folder = await StopFolder.of(environment);
      const services = servicesOf(environment);
      const before = await storedOf(environment);
      const level = LEVELS[environment];

      for (const service of services) expect(await folder.stop(service, level)).toBe('');
      const stopped = await eventually('no pods', async () => {
        const pods = await wantedPods(environment);
        return pods.there === 0 ? pods : undefined;
      });
      const meanwhile = await storedOf(environment);
      for (const service of services) expect(await folder.restore(service)).toBe('');
      const after = await storedOf(environment);

      expect(before.size).toBeGreaterThan(10);
      expect(stopped).toEqual({ wanted: 0, there: 0 });
      expect([...meanwhile].filter(([name, text]) => before.get(name) !== text).length).toBeGreaterThan(
        services.length,
      );
      expect([...after]).toEqual([...before]);
      stops += services.length;
      restored += before.size;
    });

    it('lets no deploy identity apply grants, the platform or another service', async () => {
      const services = servicesOf(environment);
      const all = kubernetesFiles(environment);

      for (const service of services) {
        const foreign = all.filter((path) => path !== `${service}/kubernetes.yaml`);
        const count = objectsOf(environment).filter(({ path = '' }) => foreign.includes(path)).length;
        const files = foreign.map((path) => fileOf(environment, path));
        const { accepted, refused } = await apply(files, [`--as=${deployIdentity(environment, service)}`]);

        expect({ service, accepted, refused: refused.length }).toEqual({ service, accepted: 0, refused: count });
        expect(refused.filter((line) => !line.includes('is forbidden'))).toEqual([]);
        refusals += refused.length;
      }
    });
  });

  it('accepted every object of every environment', () => {
    expect(objects).toHaveLength(ENVIRONMENTS.length);
    prove(
      'kubernetes',
      'objects',
      `${total(objects)} of ${total(objects)} objects of ${objects.length} environments applied strictly, 0 refused, 0 warnings`,
    );
    prove(
      'kubernetes',
      'access',
      `each service applied by its own deploy identity; ${refusals} attempts on grants, platform and other services forbidden by RBAC`,
    );
    prove(
      'kubernetes',
      'stops',
      `${stops} services stopped with --apply: 0 pods wanted; restored, ${restored} of ${restored} objects as before`,
    );
    expect(placements).toBe(total(pods));
    prove(
      'kubernetes',
      'placement',
      `${placements} pods placed by the real scheduler, each on a node of the pool rendered for it or on one without a GPU`,
    );
    prove(
      'kubernetes',
      'pods',
      `${total(pods)} pods made by the real controllers within quota and the restricted Pod Security Standard`,
    );
  });
});

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

/** At least these fields: the server adds defaults, also within lists. */
function containing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(containing);
  if (typeof value !== 'object' || value === null) return value;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, containing(inner)])),
  );
}
