import { startupBudget, type StartupBudget } from '../lib/gpu/startup';
import { show } from '../lib/nearest';
import type { Props } from '../lib/props';
import { toBytes } from '../lib/units';
import type { Weights } from './weights-settings';

/** How long a pod may take to start, from what it has to pull and to read; a default where neither is known. */
export function readStartup(read: Props, given: unknown, weights: Weights | undefined): StartupBudget {
  if (given === undefined && weights === undefined) return startupBudget();
  const cached = weights !== undefined && 'imageCache' in weights.from;
  const fallback = cached
    ? { value: '1Mi', because: 'the image is on a disk of the node already' }
    : { value: '15Gi', because: 'images of model servers have 5 to 15 GB' };
  const imageSize = read.take<unknown>('run.imageSize', given, fallback, (value) =>
    toBytes(value) === undefined
      ? { code: 'QUANTITY_INVALID', problem: `is ${show(value)}`, fix: "give what the image weighs, '8Gi'" }
      : undefined,
  );
  const imageGb = inGb(toBytes(imageSize) ?? 0);
  return startupBudget({ imageGb, ...(weights === undefined ? {} : { weightsGb: inGb(weights.size) }) });
}

/** GB of 10^9 bytes, in tenths, rounded up. */
function inGb(bytes: number): number {
  return Math.ceil(bytes / 1e8) / 10;
}
