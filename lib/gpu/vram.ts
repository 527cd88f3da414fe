import { show } from '../nearest';
import type { Objection } from '../props';
import { shareOf, type CardShare, type Cards, type ServedModel } from './memory';
import { isCount, shapeProblem } from './model-shape';
import { assumptionsOf, giText } from './vram-text';
import { waysToFit, wayText, type Way } from './vram-ways';

/** Whether a model fits. */
export interface Fit {
  /** `near`: it fits, and nine tenths or more are taken. */
  readonly verdict: 'fits' | 'near' | 'too big';
  /** Whether the cache is in the sum; without shape or context it isn't. */
  readonly judged: 'all' | 'weights and overhead';
  readonly perCard: CardShare;
  /** Of what the server may take, in whole percent, rounded up. */
  readonly percent: number;
  /** Every number that went into it and where it is from, a line each. */
  readonly assumptions: readonly string[];
  /** What would fit, where this doesn't. */
  readonly ways: readonly Way[];
}

/** From this part on, a fit is called near. */
export const NEAR_PERCENT = 90;

/** Whether a model fits on cards that it can be split among, with every assumption that the answer rests on. */
export function fitOf(served: ServedModel, cards: Cards): Fit {
  const perCard = shareOf(served, cards);
  const { needed, budget } = perCard;
  const verdict = needed > budget ? 'too big' : needed * 100 >= budget * NEAR_PERCENT ? 'near' : 'fits';
  return {
    verdict,
    judged: served.shape === undefined || served.context === undefined ? 'weights and overhead' : 'all',
    perCard,
    percent: Math.ceil((needed * 100) / budget),
    assumptions: assumptionsOf(served, cards, perCard),
    ways: verdict === 'too big' ? waysToFit(served, cards) : [],
  };
}

/** Why a model can't run on cards, or undefined where it fits, be it barely. */
export function fitObjection(
  { verdict, perCard, percent, ways, assumptions }: Fit,
  { card }: Cards,
): Objection | undefined {
  if (verdict !== 'too big') return undefined;
  const { needed, budget } = perCard;
  const sum = `needs ${giText(needed)} on each ${card.name}, ${percent} % of the ${giText(budget)} that a server may take`;
  return {
    code: 'MODEL_TOO_BIG',
    problem: `${sum} (${assumptions.join('; ')})`,
    fix:
      ways.length === 0 ? `choose a GPU with more memory than ${card.name}` : `use ${ways.map(wayText).join(', or ')}`,
    allowed: ways.map(wayText),
  };
}

/** What is wrong with what a model is asked to do, or undefined: it may come from a program that no type checker has read. */
export function servedProblem({ shape, size, context, concurrency, group }: ServedModel): string | undefined {
  const problem = shape && shapeProblem(shape);
  if (problem !== undefined) return `shape: ${problem}`;
  if (shape?.parameters === undefined && size === undefined)
    return 'neither parameters nor the size of the files is known';
  for (const [key, value, most] of [
    ['size', size, 1e14],
    ['context', context, 1e8],
    ['concurrency', concurrency, 1e5],
    ['group', group, 1e6],
  ] as const) {
    if (value !== undefined && !isCount(value, most)) return `${key} is ${show(value)}, not a whole number above 0`;
  }
  return undefined;
}
