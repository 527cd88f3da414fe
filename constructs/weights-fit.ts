import type { EnvironmentSpec } from '../lib/environment-spec';
import { cardOf, turnOf, type Card } from '../lib/gpu/card';
import { splitObjection, splits, type Cards } from '../lib/gpu/memory';
import { findGpu } from '../lib/gpu/models';
import { canCompute, formatObjection } from '../lib/gpu/number-formats';
import type { GpuModel } from '../lib/gpu/rows';
import { offersFor, sayOffer } from '../lib/gpu/offers';
import { machinesFor, type Capacity, type GpuShape } from '../lib/gpu/shape';
import { fitObjection, fitOf } from '../lib/gpu/vram';
import type { Props } from '../lib/props';
import type { WorkloadSummary } from './service-scope';
import type { Weights } from './weights-settings';

/** Whether nodes of a shape could serve a model. */
export function couldServe({ served, utilization }: Weights, shape: GpuShape): boolean {
  const model = findGpu(shape.model);
  if (model === undefined) return false;
  const cards = cardsOf(shape, model, utilization);
  const { format } = served;
  return (
    (format === undefined || canCompute(format, model.computeCapability)) &&
    splits(served.shape, cards.card, shape.count) &&
    fitOf(served, cards).verdict !== 'too big'
  );
}

/** Whether the GPUs that were chosen hold the model: refused where they don't, and every assumption is noted. */
export function judgeFit(
  read: Props,
  spec: EnvironmentSpec,
  shape: GpuShape,
  weights: Weights,
): WorkloadSummary['fit'] {
  const { served, utilization } = weights;
  const model = findGpu(shape.model);
  if (model === undefined) return undefined;
  const cards = cardsOf(shape, model, utilization);
  const { format } = served;
  if (format !== undefined) {
    const offered = Object.keys(spec.gpus).flatMap((name) => {
      const known = findGpu(name);
      return known === undefined ? [] : [{ name, computeCapability: known.computeCapability }];
    });
    const lacks = formatObjection(format, { ...cards.card, name: shape.model }, offered);
    if (lacks !== undefined) read.refuse('weights.dtype', lacks, format);
  }
  const unsplittable = splitObjection(served, cards);
  if (unsplittable !== undefined) {
    read.refuse('gpu.count', unsplittable, shape.count);
    return undefined;
  }
  const fit = fitOf(served, cards);
  const tooBig = fitObjection(fit, cards);
  if (tooBig !== undefined)
    read.refuse('weights', { ...tooBig, fix: `${tooBig.fix}; ${offeredFor(weights, spec, shape.capacity)}` });
  const { verdict, judged, percent, perCard, assumptions } = fit;
  const value = { card: cards.card.name, cards: shape.count, verdict, judged, percent, bytes: { ...perCard } };
  read.note('weights.fit', { value, origin: 'default', because: assumptions.join('; ') });
  return { card: cards.card.name, cards: shape.count, verdict, judged, percent };
}

/** What an environment has that holds a model, the cheapest that has a price. */
function offeredFor(weights: Weights, { name, gpus }: EnvironmentSpec, capacity: Capacity): string {
  const offers = offersFor({ memoryGi: 0, features: [], capacity, pods: 1 }, Object.keys(gpus));
  const best = offers.find(({ shape }) => couldServe(weights, shape));
  return best === undefined
    ? `nothing that ${name} offers holds it`
    : `of what ${name} offers, ${sayOffer(best)} holds it`;
}

function cardsOf(shape: GpuShape, model: GpuModel, utilization: number): Cards {
  const { count, capacity } = shape;
  const card = cardIn(shape, model);
  const counts = card.part ? [1] : machinesFor(model, capacity).map(({ gpus }) => gpus);
  return { card, tensorParallel: count, utilization, counts };
}

/** What one pod has of one GPU. */
function cardIn({ model: name, partition, clients }: GpuShape, model: GpuModel): Card {
  const card = cardOf(name, model, partition);
  return clients === undefined ? card : turnOf(card, clients);
}
