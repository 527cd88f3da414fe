import { COUNTS, shareOf, splits, type Cards, type ServedModel } from './memory';
import { canCompute, NUMBER_FORMATS, type NumberFormatName } from './number-formats';

/** One change that would make a model fit, everything else as it is. */
export type Way =
  | { readonly change: 'GPUs'; readonly to: number }
  | { readonly change: 'context'; readonly to: number }
  | { readonly change: 'concurrency'; readonly to: number }
  | { readonly change: 'cache'; readonly to: 'fp8' }
  | { readonly change: 'format'; readonly to: NumberFormatName };

/** Formats that weights may be packed into, those that lose least first. */
const PACKED = ['fp8', 'int8', 'int4'] as const satisfies readonly NumberFormatName[];
/** A context is named in steps of this many tokens, where it is that long. */
const CONTEXT_STEP = 256;

/** The changes each of which would make a model fit: the next count of GPUs, a smaller context, fewer requests, smaller formats. */
export function waysToFit(served: ServedModel, cards: Cards): readonly Way[] {
  const { card, tensorParallel = 1, counts = COUNTS } = cards;
  const { shape, context, concurrency = 1, cacheBytes = 2, format = 'bfloat16' } = served;
  const fits = (changed: Partial<ServedModel>, degree = tensorParallel): boolean => {
    const { needed, budget } = shareOf({ ...served, ...changed }, { ...cards, tensorParallel: degree });
    return needed <= budget;
  };
  const ways: Way[] = [];
  const more = [...counts].sort((one, other) => one - other).filter((count) => count > tensorParallel);
  const next = more.find((count) => splits(shape, card, count) && fits({}, count));
  if (next !== undefined) ways.push({ change: 'GPUs', to: next });
  if (shape !== undefined && context !== undefined) {
    const tokens = largest(context, (to) => fits({ context: to }));
    const rounded = tokens < CONTEXT_STEP ? tokens : tokens - (tokens % CONTEXT_STEP);
    if (rounded > 0) ways.push({ change: 'context', to: rounded });
    const requests = largest(concurrency, (to) => fits({ concurrency: to }));
    if (requests > 0) ways.push({ change: 'concurrency', to: requests });
    if (cacheBytes > 1 && fits({ cacheBytes: 1 })) ways.push({ change: 'cache', to: 'fp8' });
  }
  // Of files alone nobody knows how many weights there are.
  const smaller = PACKED.filter(
    (one) => NUMBER_FORMATS[one].bits < NUMBER_FORMATS[format].bits && canCompute(one, card.computeCapability),
  );
  const packed = shape?.parameters === undefined ? undefined : smaller.find((one) => fits({ format: one }));
  if (packed !== undefined) ways.push({ change: 'format', to: packed });
  return ways;
}

/** The largest whole number below a bound with which something still holds, given that it holds with every smaller one; or 0. */
function largest(below: number, holds: (value: number) => boolean): number {
  let low = 0;
  let high = below;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** A way, as it stands in a fix. */
export function wayText({ change, to }: Way): string {
  switch (change) {
    case 'GPUs':
      return `${to} GPUs for each pod`;
    case 'context':
      return `a context of ${to} tokens`;
    case 'concurrency':
      return to === 1 ? '1 request at once' : `${to} requests at once`;
    case 'cache':
      return `a cache in ${to} (cacheDtype)`;
    case 'format':
      return `weights in ${to} (dtype)`;
  }
}
