import type { Objection } from '../props';
import { show } from '../nearest';
import { nodesFor } from './rollout';
import { ONE_GOES_FIRST, RECREATE, SURGE_OF_ONE, type Strategy } from './strategy';

/**
 * Where a rollout's new pod runs: on a GPU more (`surge`), on that of a pod that goes first (`none`), or on those of all pods, which
 * go first (`downtime`).
 */
export type Spare = 'surge' | 'none' | 'downtime';

/** All words for it. */
export const SPARES = ['surge', 'none', 'downtime'] as const satisfies readonly Spare[];

/** A workload that wants to be rolled out, and what it may take. */
export interface SpareQuestion {
  /** The GPU, as the catalogue names it. */
  readonly model: string;
  /** The most pods when nothing rolls. */
  readonly replicas: number;
  readonly gpusPerNode: number;
  /** Pods that fit on one node: more than one where GPUs are partitioned or shared.
   *  @defaultValue 1 */
  readonly podsPerNode?: number;
  /** Who sets the limit, `staging`. */
  readonly environment: string;
  /** GPUs of the model that may run at once in the environment. */
  readonly limit: number;
  /** GPUs of the limit that others hold already.
   *  @defaultValue 0 */
  readonly others?: number;
  /** What was typed. */
  readonly spare?: Spare;
}

/** How a workload rolls, and why. */
export interface SpareChoice {
  readonly spare: Spare;
  readonly strategy: Strategy;
  readonly because: string;
}

/** What stands between a workload and a pod more, in GPUs. */
export interface Shortage {
  readonly model: string;
  readonly replicas: number;
  readonly limit: number;
  /** What its pods take when nothing rolls. */
  readonly now: number;
  /** What a pod more takes. */
  readonly more: number;
  /** The limit that has room for it. */
  readonly raised: number;
  /** What was typed. */
  readonly spare?: Spare;
}

const STRATEGIES: Readonly<Record<Spare, Strategy>> = {
  surge: SURGE_OF_ONE,
  none: ONE_GOES_FIRST,
  downtime: RECREATE,
};

/** The strategy that a word stands for. */
export function strategyOf(spare: Spare): Strategy {
  return STRATEGIES[spare];
}

/** The word for a strategy. */
export function spareOf(strategy: Strategy): Spare {
  if (strategy.type === 'Recreate') return 'downtime';
  return strategy.maxSurge === 0 ? 'none' : 'surge';
}

/**
 * How a GPU workload rolls: with a pod more where the limit has room for one, else one pod after the other. A single pod can't do the
 * latter without going down, so where there is no room its author has to choose; the objection names the three ways.
 */
export function chooseSpare(question: SpareQuestion): SpareChoice | Objection {
  const { model, replicas, limit, spare } = question;
  const { more, raised } = shortageOf(question);
  // Without the figure: where the limit changes and the choice doesn't, a service renders the same bytes.
  const holds = `the limit of ${model}`;
  if (spare === 'downtime') return choice(spare, 'asked for: all pods go, then all come');
  // Whoever sums up all services says so; how the pods would roll is no matter then.
  if (raised - more > limit && !(spare === 'none' && replicas === 1))
    return choice(spare ?? 'surge', `${holds} has no room for the pods themselves`);
  if (spare === 'surge' || (spare === undefined && raised <= limit)) {
    if (raised > limit) return noRoom(question);
    return choice('surge', `${holds} has room for a pod more: none goes before its successor serves`);
  }
  if (replicas <= 1) return replicas === 0 ? choice('none', 'there are no pods') : noRoom(question);
  const asked = spare === 'none' ? 'asked for' : `${holds} has no room for a pod more`;
  return choice('none', `${asked}: one of ${replicas} pods goes before its successor comes`);
}

function choice(spare: Spare, because: string): SpareChoice {
  return { spare, strategy: strategyOf(spare), because };
}

function shortageOf({ podsPerNode, gpusPerNode, others = 0, ...question }: SpareQuestion): Shortage {
  const now = nodesFor(question.replicas, podsPerNode) * gpusPerNode;
  const rolling = nodesFor(question.replicas + 1, podsPerNode) * gpusPerNode;
  return { ...question, now, more: rolling - now, raised: others + rolling };
}

function noRoom(question: SpareQuestion): Objection {
  const { model, replicas, environment, limit, others = 0, spare } = question;
  const shortage = shortageOf(question);
  const held = others === 0 ? '' : `, of which others hold ${others}`;
  const takes = replicas === 1 ? `1 pod of ${shortage.now} ${model}` : `${replicas} pods with ${shortage.now} ${model}`;
  const problem =
    spare === 'none'
      ? `is ${show(spare)}, and one pod alone can't go before its successor without an outage`
      : `a rollout needs ${shortage.more} ${model} beside ${takes}, and ${environment} has a limit of ${limit}${held}`;
  return { code: 'ROLLOUT_STUCK', problem, fix: waysOut(shortage), allowed: SPARES };
}

/** The ways out of a rollout that has no room, with what each costs. */
export function waysOut({ model, replicas, limit, now, more, raised, spare }: Shortage): string {
  const extra = `${more === 0 ? 'no' : more} ${model} more while it rolls`;
  const higher =
    raised > limit ? `a limit of ${raised} (${extra})` : `spare: 'surge' (${extra}, within the limit of ${limit})`;
  if (replicas > 1) {
    const most = spare === 'surge' ? `spare: 'none' (${replicas - 1} of ${replicas} serve while it rolls), or ` : '';
    return `use ${most}${higher}`;
  }
  const needs = raised > limit ? `, which needs a limit of ${raised}` : '';
  return [
    `choose: spare: 'downtime' (none serves while it rolls, ${now} ${model} as now)`,
    `2 replicas with spare: 'none' (1 of 2 serves while it rolls, ${now + more} ${model} all the time${needs})`,
    `or ${higher}`,
  ].join('; ');
}
