import type { Objection } from '../props';
import { show } from '../nearest';
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
  readonly gpusPerPod: number;
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

/**
 * How a GPU workload rolls: with a pod more where the limit has room for one, else one pod after the other. A single pod can't do the
 * latter without going down, so where there is no room its author has to choose; the objection names the three ways.
 */
export function chooseSpare(question: SpareQuestion): SpareChoice | Objection {
  const { model, replicas, gpusPerPod, limit, others = 0, spare } = question;
  const free = limit - others - replicas * gpusPerPod;
  const holds = `the limit of ${limit} ${model}`;
  if (spare === 'downtime') return { spare, strategy: RECREATE, because: 'asked for: all pods go, then all come' };
  if (spare === 'surge' || (spare === undefined && free >= gpusPerPod)) {
    if (free < gpusPerPod) return noRoom(question);
    return {
      spare: 'surge',
      strategy: SURGE_OF_ONE,
      because: `${holds} has room for a pod more: none goes before its successor serves`,
    };
  }
  if (replicas <= 1) return replicas === 0 ? oneGoesFirst('there are no pods') : noRoom(question);
  const asked = spare === 'none' ? 'asked for' : `${holds} has no room for a pod more`;
  return oneGoesFirst(`${asked}: one of ${replicas} pods goes before its successor comes`);
}

function oneGoesFirst(because: string): SpareChoice {
  return { spare: 'none', strategy: ONE_GOES_FIRST, because };
}

function noRoom(question: SpareQuestion): Objection {
  const { model, replicas, gpusPerPod, environment, limit, others = 0, spare } = question;
  const held = others === 0 ? '' : `, of which others hold ${others}`;
  const takes = `${pods(replicas)} of ${gpusPerPod} ${model}`;
  const problem =
    spare === 'none'
      ? `is ${show(spare)}, and one pod alone can't go before its successor without an outage`
      : `a rollout needs ${gpusPerPod} ${model} beside ${takes}, and ${environment} has a limit of ${limit}${held}`;
  return { code: 'ROLLOUT_STUCK', problem, fix: waysOut(question), allowed: SPARES };
}

/** The ways out of a rollout that has no room, with what each costs. */
export function waysOut({ replicas, gpusPerPod, limit, others = 0, model, spare }: SpareQuestion): string {
  const raised = others + (replicas + 1) * gpusPerPod;
  const higher =
    raised > limit
      ? `a limit of ${raised} (${gpusPerPod} ${model} more while it rolls)`
      : `spare: 'surge' (${gpusPerPod} ${model} more while it rolls, within the limit of ${limit})`;
  if (replicas > 1) {
    const most = spare === 'surge' ? `spare: 'none' (${replicas - 1} of ${replicas} serve while it rolls), or ` : '';
    return `use ${most}${higher}`;
  }
  const second = others + 2 * gpusPerPod;
  const needs = second > limit ? `, which needs a limit of ${second}` : '';
  return [
    `choose: spare: 'downtime' (none serves while it rolls, ${gpusPerPod} ${model} as now)`,
    `2 replicas with spare: 'none' (1 of 2 serves while it rolls, ${2 * gpusPerPod} ${model} all the time${needs})`,
    `or ${higher}`,
  ].join('; ');
}

function pods(amount: number): string {
  return amount === 1 ? '1 pod' : `${amount} pods`;
}
