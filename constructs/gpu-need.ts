import type { EnvironmentSpec } from '../lib/environment-spec';
import { GPU_FEATURES, type GpuFeature } from '../lib/gpu/models';
import { offersFor, sayOffer, whyOffer, type GpuNeed } from '../lib/gpu/offers';
import type { GpuShape } from '../lib/gpu/shape';
import { show } from '../lib/nearest';
import type { Props } from '../lib/props';
import { toBytes } from '../lib/units';

/** What was typed, whatever it is: a program that no type checker has read gives anything. */
type Given = Readonly<Record<string, unknown>>;

/** The cheapest offer of the environment that has what is needed, or undefined where there is none; what was chosen is noted with its reason. */
export function readNeed(
  read: Props,
  spec: EnvironmentSpec,
  given: Given,
  asked: Pick<GpuNeed, 'capacity' | 'pods'>,
  could: (shape: GpuShape) => boolean = () => true,
): GpuShape | undefined {
  const offered = Object.keys(spec.gpus).sort();
  const bytes = toBytes(given['memory']);
  read.take<unknown>('gpu.memory', given['memory'], { value: '1Gi', because: '' }, (value) =>
    bytes === undefined
      ? { code: 'QUANTITY_INVALID', problem: `is ${show(value)}`, fix: "give an amount such as '40Gi'" }
      : undefined,
  );
  const features = readFeatures(read, given['features']);
  if (bytes === undefined || features === undefined) return undefined;
  const enough = offersFor({ memoryGi: bytes / 2 ** 30, features, ...asked }, offered);
  const fitting = enough.filter(({ shape }) => could(shape));
  // Where the model fits none, the judgement of the first says why.
  const offers = fitting.length === 0 ? enough : fitting;
  const [best] = offers;
  if (best === undefined) {
    const all = offersFor({ memoryGi: 0, features: [], ...asked }, offered).filter(
      ({ shape }) => shape.partition === undefined,
    );
    const list = all.map((offer) => `${sayOffer(offer)} (${offer.memoryGb} GB)`).join(', ');
    const wanted = [String(given['memory']), ...features].join(', ');
    const fix = list === '' ? `${spec.name} offers none` : `${spec.name} offers ${list}`;
    read.refuse(
      'gpu.memory',
      { code: 'GPU_NEED_UNMET', problem: `nothing has ${wanted}`, fix, allowed: offered },
      given['memory'],
    );
    return undefined;
  }
  if (best.price === undefined) {
    const fix = `name a model instead: ${offers.map(sayOffer).join(', ')}`;
    read.refuse(
      'gpu.memory',
      { code: 'GPU_PRICE_UNKNOWN', problem: 'fits offers without a price only', fix },
      given['memory'],
    );
    return undefined;
  }
  const left = enough.length - offers.length;
  const smaller =
    left === 0 ? '' : `; ${left === 1 ? 'one that is' : `${left} that are`} too small for the model left out`;
  const because = `${whyOffer(offers, spec.name, asked.pods)}${smaller}`;
  const { model, count, partition } = best.shape;
  read.note('gpu.model', { value: model, origin: 'environment', because });
  read.note('gpu.count', { value: count, origin: 'environment', because });
  if (partition !== undefined) read.note('gpu.partition', { value: partition, origin: 'environment', because });
  return best.shape;
}

function readFeatures(read: Props, given: unknown): readonly GpuFeature[] | undefined {
  const list: readonly unknown[] | undefined = Array.isArray(given) ? (given as unknown[]) : undefined;
  const known: readonly unknown[] = GPU_FEATURES;
  const wrong = list === undefined ? given : list.find((feature) => !known.includes(feature));
  read.take<unknown>('gpu.features', given, { value: [], because: 'anything does' }, () =>
    wrong === undefined && !list?.includes(undefined)
      ? undefined
      : {
          code: 'VALUE_INVALID',
          problem: `holds ${show(wrong)}`,
          fix: `name some of ${GPU_FEATURES.join(', ')}`,
          allowed: GPU_FEATURES,
        },
  );
  // Each of them was looked up.
  return wrong === undefined ? ((list ?? []) as readonly GpuFeature[]) : undefined;
}
