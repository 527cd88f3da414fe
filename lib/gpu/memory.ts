import type { Objection } from '../props';
import type { Card } from './card';
import { cachedTokens, cachePerToken, hiddenOf, type ModelShape } from './model-shape';
import { bytesOf, NUMBER_FORMATS, type NumberFormatName } from './number-formats';

/** A model, and what it is asked to do at once. */
export interface ServedModel {
  /** Without it only weights and overhead are judged. */
  readonly shape?: ModelShape;
  /** Bytes of the weights' files: what is taken where the shape has no parameters. */
  readonly size?: number;
  /** The format that the weights run in.
   *  @defaultValue bfloat16: two bytes each */
  readonly format?: NumberFormatName;
  /** Weights that share one scale, where they have four bits.
   *  @defaultValue 128 */
  readonly group?: number;
  /** Bytes of one number in the cache.
   *  @defaultValue 2, and 4 for float32 */
  readonly cacheBytes?: 1 | 2 | 4;
  /** Tokens of prompt and answer together. Without it the cache isn't judged. */
  readonly context?: number;
  /** Requests of that length at once.
   *  @defaultValue 1 */
  readonly concurrency?: number;
}

/** Where it is to run. */
export interface Cards {
  readonly card: Card;
  /** GPUs that share one model.
   *  @defaultValue 1 */
  readonly tensorParallel?: number;
  /** The part of a card's memory that the server takes, as vLLM's --gpu-memory-utilization.
   *  @defaultValue 0.9 */
  readonly utilization?: number;
  /** Counts of this card that a pod can have, for what would fit.
   *  @defaultValue 1, 2, 4, 8, 16 */
  readonly counts?: readonly number[];
}

/** Bytes on each card. */
export interface CardShare {
  readonly weights: number;
  /** Keys and values of all requests; 0 where they aren't judged. */
  readonly cache: number;
  readonly overhead: number;
  /** All of them. */
  readonly needed: number;
  /** What the server may take. */
  readonly budget: number;
}

/** The part of a card that a server takes unless told otherwise. */
export const UTILIZATION = 0.9;
/** Bytes for the CUDA context and graphs on each card. */
export const CONTEXT_BYTES = 1.5 * 2 ** 30;
/** Tokens that a server computes in one step. */
export const STEP_TOKENS = 2048;
/** Numbers that are alive at once in a step, in widths of the model; two bytes each. */
export const ALIVE_WIDTHS = 16;

/** Bytes on each card, where the heads can be split. */
export function shareOf(
  served: ServedModel,
  { card, tensorParallel: cards = 1, utilization = UTILIZATION }: Cards,
): CardShare {
  const { shape } = served;
  const weights = weightsPerCard(served, cards);
  const cache =
    shape === undefined || served.context === undefined ? 0 : cachePerCard(served, shape, served.context, cards);
  const overhead = overheadOf(served);
  // Thousandths, so that 0.9 is nine tenths.
  const budget = Math.floor((card.usable * Math.round(utilization * 1000)) / 1000);
  return { weights, cache, overhead, needed: weights + cache + overhead, budget };
}

/** Bytes of all weights, on all cards together where no part is there twice. */
export function weightsOf({ shape, size, format = 'bfloat16', group }: ServedModel): number {
  const parameters = shape?.parameters;
  if (parameters === undefined) return size ?? 0;
  const unpacked = NUMBER_FORMATS[format].bits < 16 ? Math.min(parameters, shape?.unpacked ?? 0) : 0;
  return bytesOf(parameters - unpacked, format, group) + 2 * unpacked;
}

/** KV heads on each card: where there are more cards than heads, each has one of its own. */
export function kvHeadsPerCard({ kvHeads }: ModelShape, cards: number): number {
  return Math.ceil(kvHeads / cards);
}

function weightsPerCard(served: ServedModel, cards: number): number {
  const { shape, format = 'bfloat16', group } = served;
  const all = weightsOf(served);
  if (shape === undefined) return Math.ceil(all / cards);
  const { layers, kvHeads, headSize } = shape;
  // Keys and values are made by weights of their own, which are there as often as the heads.
  const perHead = Math.min(all / kvHeads, bytesOf(2 * layers * hiddenOf(shape) * headSize, format, group));
  return Math.ceil((all - perHead * kvHeads) / cards + perHead * kvHeadsPerCard(shape, cards));
}

/** Bytes of one number in the cache. */
export function cacheBytesOf({ cacheBytes, format }: ServedModel): number {
  return cacheBytes ?? (format === 'float32' ? 4 : 2);
}

function cachePerCard(served: ServedModel, shape: ModelShape, context: number, cards: number): number {
  const own = { ...shape, kvHeads: kvHeadsPerCard(shape, cards), layers: 1 };
  return cachePerToken(own, cacheBytesOf(served)) * cachedTokens(shape, context) * (served.concurrency ?? 1);
}

/** Bytes beside weights and cache on each card. */
function overheadOf({ shape, concurrency = 1 }: ServedModel): number {
  const alive = shape === undefined ? 0 : Math.max(STEP_TOKENS, concurrency) * ALIVE_WIDTHS * hiddenOf(shape) * 2;
  return CONTEXT_BYTES + alive;
}

/** Why a model can't be split among so many cards, or undefined where it can. */
export function splitObjection(served: ServedModel, cards: Cards): Objection | undefined {
  const { tensorParallel: degree = 1, card, counts = COUNTS } = cards;
  const { shape } = served;
  const fitting = counts.filter((one) => splits(shape, card, one));
  const code = 'MODEL_UNSPLITTABLE';
  if (splits(shape, card, degree)) return undefined;
  const fix = fitting.length === 0 ? 'take one GPU for each pod' : `use one of ${fitting.join(', ')}`;
  const allowed = fitting.map(String);
  if (card.part)
    return {
      code,
      problem: `${degree} parts of a GPU can't work on one model (${card.name})`,
      fix: 'use 1, or whole GPUs',
      allowed,
    };
  const heads = shape === undefined ? '' : `${shape.heads} heads and ${shape.kvHeads} KV heads `;
  return { code, problem: `${heads}can't be divided among ${degree} GPUs`, fix, allowed };
}

/** Counts that machines have. */
export const COUNTS: readonly number[] = [1, 2, 4, 8, 16];

/** Whether so many cards can share a model: heads are divided evenly, and KV heads evenly or each copied evenly. */
export function splits(shape: ModelShape | undefined, card: Card, degree: number): boolean {
  if (degree === 1) return true;
  if (card.part) return false;
  if (shape === undefined) return true;
  const { heads, kvHeads } = shape;
  return heads % degree === 0 && (kvHeads % degree === 0 || degree % kvHeads === 0);
}
