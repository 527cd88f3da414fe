import { nodesFor, rolloutsFinish } from '../../lib/gpu/rollout';
import { ONE_GOES_FIRST, RECREATE, SURGE_OF_ONE, type Strategy } from '../../lib/gpu/strategy';
import { describeWith, prove } from './support/engine';
import {
  addNodes,
  closeNamespace,
  deploy,
  openNamespace,
  roll,
  settle,
  type RolledPool,
  type RolledWorkload,
  type Seen,
} from './support/rollout-cluster';

const QUARTER: Strategy = { type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' };
const TWO_MORE: Strategy = { type: 'RollingUpdate', maxSurge: 2, maxUnavailable: 0 };
const TWO_FEWER: Strategy = { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 2 };
const BOTH: Strategy = { type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 1 };

const of = (replicas: number, strategy: Strategy): RolledWorkload => ({ replicas, strategy });
const still = (replicas: number): RolledWorkload => ({ replicas, strategy: SURGE_OF_ONE, rolls: false });

const WHOLE = { node: 1, pod: 1 };
const PAIRS = { node: 2, pod: 2 };
const SLICES = { node: 7, pod: 1 };

/** Pools whose rollouts end one way in every order of events: nodes, GPUs, workloads. */
const POOLS: readonly (readonly [string, number, RolledPool['gpus'], ...RolledWorkload[]])[] = [
  ['a single pod that has a place more', 2, WHOLE, of(1, SURGE_OF_ONE)],
  ['a single pod that has none', 1, WHOLE, of(1, SURGE_OF_ONE)],
  ['a single pod that goes first', 1, WHOLE, of(1, ONE_GOES_FIRST)],
  ['a single pod that is recreated', 1, WHOLE, of(1, RECREATE)],
  ["a single pod by Kubernetes' own default", 1, WHOLE, of(1, QUARTER)],
  ['three pods with a place more', 4, WHOLE, of(3, SURGE_OF_ONE)],
  ['three pods with none', 3, WHOLE, of(3, SURGE_OF_ONE)],
  ["three pods by Kubernetes' own default", 3, WHOLE, of(3, QUARTER)],
  ["four pods by Kubernetes' own default", 4, WHOLE, of(4, QUARTER)],
  ['four pods, two more wanted than there is one place for', 5, WHOLE, of(4, TWO_MORE)],
  ['four pods, two more wanted than there is a place for', 4, WHOLE, of(4, TWO_MORE)],
  ['four pods of which two go first', 4, WHOLE, of(4, TWO_FEWER)],
  ['three pods, one more and one fewer, in a full pool', 3, WHOLE, of(3, BOTH)],
  ['five pods that are recreated', 5, WHOLE, of(5, RECREATE)],
  ['pods of two GPUs with a node more', 3, PAIRS, of(2, SURGE_OF_ONE)],
  ['pods of two GPUs without', 2, PAIRS, of(2, SURGE_OF_ONE)],
  ['six of seven slices', 1, SLICES, of(6, SURGE_OF_ONE)],
  ['seven of seven slices', 1, SLICES, of(7, SURGE_OF_ONE)],
  ['two services that share a place more', 5, WHOLE, of(2, SURGE_OF_ONE), of(2, TWO_MORE)],
  ['two services that share none', 4, WHOLE, of(2, SURGE_OF_ONE), of(2, TWO_MORE)],
  ['two services that both give way', 4, WHOLE, of(2, ONE_GOES_FIRST), of(2, RECREATE)],
  ['two services of which one insists, with a place more', 6, WHOLE, of(3, ONE_GOES_FIRST), of(2, SURGE_OF_ONE)],
  ['a service beside one that stands still, with a place more', 5, WHOLE, of(2, SURGE_OF_ONE), still(2)],
  ['a service beside one that stands still, with none', 4, WHOLE, of(2, SURGE_OF_ONE), still(2)],
];

const pools = POOLS.map(([title, nodes, gpus, ...workloads], index) => ({
  title,
  pool: { id: `p${index}`, nodes, gpus, workloads } satisfies RolledPool,
}));

function verdictOf({ nodes, gpus, workloads }: RolledPool) {
  const named = workloads.map((workload, index) => ({ name: `service-${index}`, ...workload }));
  return rolloutsFinish({ nodes, podsPerNode: gpus.node / gpus.pod }, named);
}

const stuck = pools.filter(({ pool }) => !verdictOf(pool).finishes);

/** So long nothing may happen before a rollout is called stuck: the scheduler tries again after ten seconds at most. */
const PATIENCE = 12_000;

describeWith('kubernetes', () => {
  const seen = new Map<string, Seen>();

  beforeAll(async () => {
    await openNamespace();
    for (const { pool } of pools) await Promise.all([addNodes(pool, 0, pool.nodes), deploy(pool)]);
    const ids = pools.map(({ pool }) => pool.id);
    const before = await settle(ids, 60_000);
    const late = ids.filter((id) => before.get(id)?.done !== true);
    if (late.length > 0) throw new Error(`did not even begin: ${late.join(', ')}`);
    for (const { pool } of pools) await roll(pool);
    for (const [id, state] of await settle(ids, PATIENCE)) seen.set(id, state);
  });

  afterAll(closeNamespace);

  it.each(pools)('says of $title what the arithmetic says', ({ pool }) => {
    const { finishes } = verdictOf(pool);
    const { done, pending } = seen.get(pool.id)!;

    expect({ done, waiting: pending > 0 }).toEqual({ done: finishes, waiting: !finishes });
  });

  it('finishes each stuck rollout as soon as the nodes are there that the arithmetic misses', async () => {
    for (const { pool } of stuck) {
      const verdict = verdictOf(pool);
      await addNodes(pool, pool.nodes, pool.nodes + (verdict.finishes ? 0 : verdict.nodesShort));
    }

    const after = await settle(
      stuck.map(({ pool }) => pool.id),
      60_000,
    );

    expect(stuck.filter(({ pool }) => after.get(pool.id)?.done !== true).map(({ title }) => title)).toEqual([]);
  });

  it('was asked about enough', () => {
    expect(pools.length).toBeGreaterThanOrEqual(20);
    expect(stuck.length).toBeGreaterThanOrEqual(7);
    expect(nodesFor(8, 7)).toBe(2);
    prove(
      'kubernetes',
      'rollouts',
      `${pools.length} rollouts by the real controllers and scheduler end as the arithmetic says: ${pools.length - stuck.length} finish, ${stuck.length} stay pending until the missing node is there`,
    );
  });
});
