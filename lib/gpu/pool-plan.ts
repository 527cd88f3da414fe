import type { Objection } from '../props';
import { nodesFor, rolloutsFinish, type PooledWorkload, type RolloutVerdict } from './rollout';
import { waysOut } from './spare';
import { podsOfStrategy } from './strategy';

/** A workload, and the shape of node that its pods land on. */
export interface ShapedWorkload extends PooledWorkload {
  /** Nodes of one shape are one pool: `l4-x1`. */
  readonly shape: string;
  readonly gpusPerNode: number;
  /** Pods that fit on one node.
   *  @defaultValue 1 */
  readonly podsPerNode?: number;
}

/** The size of one pool, and whether what runs on it can be rolled out. */
export interface PlannedPool {
  readonly shape: string;
  /** The most nodes. */
  readonly nodes: number;
  readonly gpus: number;
  readonly workloads: readonly ShapedWorkload[];
  readonly rollout: RolloutVerdict;
}

/** The pools of one GPU model within an environment's limit. */
export interface PoolPlan {
  readonly limit: number;
  readonly gpus: number;
  /** By shape. */
  readonly pools: readonly PlannedPool[];
}

interface Draft {
  readonly shape: string;
  readonly workloads: readonly ShapedWorkload[];
  readonly gpusPerNode: number;
  nodes: number;
  /** Nodes without which a rollout can't finish. */
  readonly toRoll: number;
  /** Nodes with which all pods of all rollouts run at once. */
  readonly full: number;
}

/**
 * How large the pools of one GPU model may grow within the environment's limit. Every pool gets nodes for its pods; then, by shape,
 * the one place that rollouts need; then what is left, up to all replicas and surges at once.
 */
export function planPools(workloads: readonly ShapedWorkload[], limit: number): PoolPlan {
  const drafts = draftsOf(workloads);
  let left = limit - drafts.reduce((sum, { nodes, gpusPerNode }) => sum + nodes * gpusPerNode, 0);
  for (const goal of ['toRoll', 'full'] as const) {
    for (const draft of drafts) {
      const more = Math.min(draft[goal] - draft.nodes, Math.floor(left / draft.gpusPerNode));
      if (more <= 0) continue;
      draft.nodes += more;
      left -= more * draft.gpusPerNode;
    }
  }
  const pools = drafts.map(({ shape, workloads: own, gpusPerNode, nodes }) => ({
    shape,
    nodes,
    gpus: nodes * gpusPerNode,
    workloads: own,
    rollout: rolloutsFinish({ nodes, podsPerNode: own[0]?.podsPerNode ?? 1 }, own),
  }));
  return { limit, gpus: pools.reduce((sum, { gpus }) => sum + gpus, 0), pools };
}

function draftsOf(workloads: readonly ShapedWorkload[]): readonly Draft[] {
  const shapes = [...new Set(workloads.map(({ shape }) => shape))].sort();
  return shapes.map((shape) => {
    // The order of the placement table says nothing.
    const own = workloads.filter((one) => one.shape === shape).sort((one, other) => (one.name < other.name ? -1 : 1));
    const { gpusPerNode = 1, podsPerNode = 1 }: Partial<ShapedWorkload> = own[0] ?? {};
    if (own.some((one) => one.gpusPerNode !== gpusPerNode || (one.podsPerNode ?? 1) !== podsPerNode))
      throw new Error(`nodes of ${shape} are of two kinds`);
    const rolling = own.filter(({ replicas }) => replicas > 0);
    const pods = rolling.reduce((sum, { replicas }) => sum + replicas, 0);
    const rolls = rolling.map(({ replicas, strategy }) => podsOfStrategy(strategy, replicas));
    const surges = rolls.reduce((sum, { surge }) => sum + surge, 0);
    return {
      shape,
      workloads: own,
      gpusPerNode,
      nodes: nodesFor(pods, podsPerNode),
      toRoll: nodesFor(rolls.some(({ unavailable }) => unavailable === 0) ? pods + 1 : pods, podsPerNode),
      full: nodesFor(pods + surges, podsPerNode),
    };
  });
}

/** Why a plan doesn't hold: pods that have no GPU, or rollouts that never finish; undefined where all is well. */
export function planObjection(plan: PoolPlan, model: string, environment: string): Objection | undefined {
  const { limit, gpus, pools } = plan;
  if (gpus > limit) {
    const list = pools.flatMap(({ workloads, shape }) =>
      workloads.map(({ name, replicas }) => `${name} ${replicas} on ${shape}`),
    );
    return {
      code: 'GPU_LIMIT_EXCEEDED',
      problem: `${gpus} ${model} are asked for when nothing rolls, and the limit of ${environment} is ${limit}: ${list.join(', ')}`,
      fix: `lower the replicas, or raise the limit to ${gpus} and the quota with it`,
    };
  }
  const stuck = pools.filter(({ rollout }) => !rollout.finishes);
  if (stuck.length === 0) return undefined;
  const raised = gpus + stuck.reduce((sum, { workloads: [one] }) => sum + (one?.gpusPerNode ?? 1), 0);
  return {
    code: 'ROLLOUT_STUCK',
    problem: `${stuck.map(({ shape, rollout }) => `on ${shape} ${rollout.because}`).join('; ')}; the limit of ${environment} is ${limit} ${model}`,
    fix: [
      ...stuck.flatMap((pool) => waysOfPool(plan, pool, model)),
      ...(stuck.length > 1 || stuck.some(severalStuck) ? [`for all of them: a limit of ${raised}`] : []),
    ].join('; '),
  };
}

function severalStuck({ rollout }: PlannedPool): boolean {
  return !rollout.finishes && rollout.stuck.length > 1;
}

function waysOfPool({ limit, gpus }: PoolPlan, { workloads, rollout }: PlannedPool, model: string): readonly string[] {
  const stuck = rollout.finishes ? [] : rollout.stuck;
  return workloads
    .filter(({ name }) => stuck.includes(name))
    .map(({ name, replicas, gpusPerNode, podsPerNode }) => {
      const now = nodesFor(replicas, podsPerNode) * gpusPerNode;
      // The pool is full, so a pod more is a node more.
      const shortage = { model, replicas, limit, now, more: gpusPerNode, raised: gpus + gpusPerNode } as const;
      return `${name}: ${waysOut({ ...shortage, spare: 'surge' })}`;
    });
}
