import { podsOfStrategy, type Strategy } from './strategy';

/** A workload whose pods a pool holds, at the most replicas that it may have. */
export interface PooledWorkload {
  /** `code-suggestions/api`. */
  readonly name: string;
  /** Pods when nothing rolls; the maximum where an autoscaler decides. */
  readonly replicas: number;
  readonly strategy: Strategy;
}

/** Nodes that pods of one shape share: each takes the same part of a node. */
export interface PoolRoom {
  /** The most nodes that there may be. */
  readonly nodes: number;
  /** Pods that fit on one node: more than one where GPUs are partitioned or shared.
   *  @defaultValue 1 */
  readonly podsPerNode?: number;
}

/** Whether rollouts in a pool finish, whatever comes first; and if not, what stops them. */
export type RolloutVerdict =
  | { readonly finishes: true; readonly room: number; readonly pods: number; readonly because: string }
  | {
      readonly finishes: false;
      readonly room: number;
      readonly pods: number;
      /** `pods`: there is no room for all pods even when nothing rolls. `spare`: none is left for a pod more. */
      readonly lacks: 'pods' | 'spare';
      /** The workloads that wait for ever. */
      readonly stuck: readonly string[];
      /** Nodes that have to be added. */
      readonly nodesShort: number;
      readonly because: string;
    };

/** Pods that a pool holds at its maximum. */
export function roomOf({ nodes, podsPerNode = 1 }: PoolRoom): number {
  return nodes * podsPerNode;
}

/** Nodes that so many pods take. */
export function nodesFor(pods: number, podsPerNode = 1): number {
  return Math.ceil(pods / podsPerNode);
}

/**
 * Whether every rollout in a pool finishes, also when all of its workloads roll at once, all autoscalers are at their maximum, and
 * pods, nodes and controllers are late in any order. With R replicas in all and room for S pods:
 *
 * - S < R: never, for some new pod has no place.
 * - S > R: always. Where nothing else moves, every placed pod is ready and some wait, so the places are taken; then some workload
 *   has more pods than replicas, thus old ones above its minimum, and its controller takes one away.
 * - S = R: exactly if no workload insists on all of its pods. One that does waits for a place that nobody has to give.
 *
 * test/lib/gpu/rollout.test.ts holds this to a simulation of every order of events.
 */
export function rolloutsFinish(pool: PoolRoom, workloads: readonly PooledWorkload[]): RolloutVerdict {
  const room = roomOf(pool);
  const rolling = workloads.filter(({ replicas }) => replicas > 0);
  const pods = rolling.reduce((sum, { replicas }) => sum + replicas, 0);
  const short = (wanted: number): number => nodesFor(wanted, pool.podsPerNode) - pool.nodes;
  const figures = { room, pods } as const;
  if (pods > room) {
    return {
      finishes: false,
      ...figures,
      lacks: 'pods',
      stuck: rolling.map(({ name }) => name),
      nodesShort: short(pods),
      because: `${pods} pods have room for ${room}, also when nothing rolls`,
    };
  }
  if (room > pods)
    return {
      finishes: true,
      ...figures,
      because: `${pods} pods have room for ${room}: whoever is first, one can come before another goes`,
    };
  const stuck = rolling.filter(({ replicas, strategy }) => podsOfStrategy(strategy, replicas).unavailable === 0);
  if (stuck.length === 0)
    return {
      finishes: true,
      ...figures,
      because: `${pods} pods fill the pool, and each workload lets a pod go before its successor comes`,
    };
  return {
    finishes: false,
    ...figures,
    lacks: 'spare',
    stuck: stuck.map(({ name }) => name),
    nodesShort: short(pods + 1),
    because: `${pods} pods fill the pool, and ${stuck.map(({ name }) => name).join(', ')} would let none go before its successor is ready`,
  };
}
