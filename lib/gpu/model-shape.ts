import { show } from '../nearest';

/** What a transformer's size and cache follow from. */
export interface ModelShape {
  /** All weights of all layers, experts, embeddings and heads.
   *  @defaultValue unknown: the size of the files is taken */
  readonly parameters?: number;
  /** Layers of attention. */
  readonly layers: number;
  /** Query heads of a layer. */
  readonly heads: number;
  /** Heads of keys and values, which the cache holds. */
  readonly kvHeads: number;
  /** Numbers in one head. */
  readonly headSize: number;
  /** Numbers that go from layer to layer.
   *  @defaultValue heads × head size */
  readonly hidden?: number;
  /** Layers that look back only so far: their share of the cache grows no further. */
  readonly window?: { readonly tokens: number; readonly layers: number };
  /** Weights that stay in 16 bits where the others are packed: embeddings, output, norms.
   *  @defaultValue 0 */
  readonly unpacked?: number;
}

const COUNTS = ['layers', 'heads', 'kvHeads', 'headSize'] as const;
/** No model is larger in any of these, and no product of them loses a digit. */
const LARGEST = { layers: 1000, heads: 4096, kvHeads: 4096, headSize: 4096 };

/** What is wrong with a shape, or undefined: it may come from a program that no type checker has read. */
export function shapeProblem(shape: ModelShape): string | undefined {
  for (const key of COUNTS) {
    const value: unknown = shape[key];
    if (value === undefined) return `${key} is missing, a whole number from 1 to ${LARGEST[key]}`;
    if (!isCount(value, LARGEST[key])) return `${key} is ${show(value)}, not a whole number from 1 to ${LARGEST[key]}`;
  }
  const { parameters, heads, kvHeads, hidden, window, unpacked } = shape;
  if (parameters !== undefined && !isCount(parameters, 1e13)) return `parameters is ${show(parameters)}`;
  if (hidden !== undefined && !isCount(hidden, 1e6)) return `hidden is ${show(hidden)}`;
  if (unpacked !== undefined && !(unpacked === 0 || isCount(unpacked, parameters ?? 1e13)))
    return `unpacked is ${show(unpacked)}, more than there are`;
  if (heads % kvHeads !== 0) return `${heads} heads can't be shared evenly by ${kvHeads} KV heads`;
  if (window !== undefined && !(isCount(window.tokens, 1e9) && isCount(window.layers, shape.layers)))
    return `window is ${show(window)}; give tokens, and up to ${shape.layers} layers`;
  return undefined;
}

/** Whether a value is a whole number from 1 to a largest. */
export function isCount(value: unknown, largest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largest;
}

/** Numbers that go from layer to layer. */
export function hiddenOf({ hidden, heads, headSize }: ModelShape): number {
  return hidden ?? heads * headSize;
}

/** Bytes that the cache of one token takes in all layers, on all cards together, where no KV head is there twice. */
export function cachePerToken({ layers, kvHeads, headSize }: ModelShape, bytes: number): number {
  return 2 * layers * kvHeads * headSize * bytes;
}

/** The layers of a request's cache, each times the tokens that it keeps. */
export function cachedTokens({ layers, window }: ModelShape, context: number): number {
  if (window === undefined) return layers * context;
  return (layers - window.layers) * context + window.layers * Math.min(context, window.tokens);
}
