import * as fc from 'fast-check';
import { cardOf, type Card } from '../../../lib/gpu/card';
import {
  kvHeadsPerCard,
  shareOf,
  splitObjection,
  splits,
  weightsOf,
  type Cards,
  type ServedModel,
} from '../../../lib/gpu/memory';
import { isObjection, readModelConfig } from '../../../lib/gpu/model-config';
import type { ModelShape } from '../../../lib/gpu/model-shape';
import { findGpu, GPU_MODEL_NAMES } from '../../../lib/gpu/models';
import { formatObjection, NUMBER_FORMAT_NAMES, NUMBER_FORMATS } from '../../../lib/gpu/number-formats';
import { fitObjection, fitOf, servedProblem } from '../../../lib/gpu/vram';
import { wayText } from '../../../lib/gpu/vram-ways';
import { PUBLISHED } from '../../support/model-configs';
import { holds } from '../../support/property';

const GI = 2 ** 30;

function card(name: string, partition?: string): Card {
  const model = findGpu(name);
  if (model === undefined) throw new Error(`there is no ${name}`);
  return cardOf(name, model, partition);
}

/** A published model in two bytes a weight, with what it is asked to do. */
function served(name: string, more: Partial<ServedModel> = {}): ServedModel {
  const found = readModelConfig(PUBLISHED[name]?.config);
  if (isObjection(found)) throw new Error(found.problem);
  return { shape: found.shape, format: 'bfloat16', ...more };
}

const asked = { context: 8192, concurrency: 4 };

describe('a model on its GPUs', () => {
  it.each(Object.entries(PUBLISHED))('weighs what is published of %s', (name, { weightsGb }) => {
    expect(Math.abs(weightsOf(served(name)) / 1e9 / weightsGb - 1)).toBeLessThan(0.03);
  });

  it.each<[string, ServedModel, Cards, string]>([
    ['8 billion on an L4', served('Llama-3.1-8B', { context: 8192 }), { card: card('l4') }, 'fits'],
    [
      '8 billion on a T4',
      served('Llama-3.1-8B', { format: 'float16', context: 8192 }),
      { card: card('t4') },
      'too big',
    ],
    ['8 billion on two T4', served('Llama-3.1-8B', { context: 8192 }), { card: card('t4'), tensorParallel: 2 }, 'fits'],
    [
      '8 billion in four bits on a T4',
      served('Llama-3.1-8B', { format: 'int4', context: 8192 }),
      { card: card('t4') },
      'fits',
    ],
    [
      '7 billion on an L4 that it fills',
      served('Qwen2.5-7B', { context: 32_768, concurrency: 2 }),
      { card: card('l4') },
      'near',
    ],
    ['70 billion on one A100', served('Llama-3.1-70B', asked), { card: card('a100-80gb') }, 'too big'],
    ['70 billion on four A100', served('Llama-3.1-70B', asked), { card: card('a100-80gb'), tensorParallel: 4 }, 'fits'],
    ['half a billion in a slice', served('Qwen2.5-0.5B', asked), { card: card('a100-80gb', '1g.10gb') }, 'fits'],
    ['7 billion in a slice', served('Qwen2.5-7B', asked), { card: card('a100-80gb', '1g.10gb') }, 'too big'],
  ])('%s: %#', (_, model, cards, verdict) => {
    expect(fitOf(model, cards).verdict).toBe(verdict);
  });

  it('shows every number of the sum', () => {
    const fit = fitOf(served('Llama-3.1-8B', asked), { card: card('l4') });

    expect(fit.assumptions).toEqual([
      'weights: 8,030,261,248 parameters in bfloat16, 16 bits each: 14.96 GiB',
      'cache: 2 × 32 layers × 8 KV heads × 128 × 2 bytes = 128 KiB a token; 4 requests of 8,192 tokens: 4.00 GiB',
      'overhead: 1.50 GiB for the CUDA context and graphs; 0.25 GiB for a step of 2,048 tokens, 16 × 4,096 numbers each',
      'a server may take 90 % of the 22.50 GiB of l4 (as drivers report of 24 GB): 20.25 GiB',
    ]);
    expect(fit).toMatchObject({ verdict: 'too big', percent: 103, judged: 'all' });
  });

  it('shows windows, packed weights, and what is on each of several cards', () => {
    const windowed = fitOf(served('Gemma-2-9B', { context: 8192 }), { card: card('l4'), tensorParallel: 2 });
    const packed = fitOf(served('Qwen2.5-0.5B', { format: 'int4', context: 64 }), {
      card: card('b200'),
      tensorParallel: 2,
    });

    expect(windowed.assumptions).toContain('21 of 42 layers keep the last 4,096 tokens only');
    expect(windowed.assumptions[1]).toContain('a card, with 4 KV heads on each');
    expect(packed.assumptions[0]).toMatch(/136,178,560 of them in 16 bits.*; split 2 ways, /);
    expect(packed.assumptions.at(-1)).toContain('90 % of 180 GB, since nobody has measured it');
  });

  it.each<[string, ServedModel, string]>([
    ['without a shape', { size: 15 * GI }, 'cache: not judged, since neither a shape nor a config.json is given'],
    ['without a context', served('Llama-3.1-8B'), 'cache: not judged, since no context is given'],
  ])('is judged by weights and overhead %s, and says so', (_, model, line) => {
    const fit = fitOf(model, { card: card('l4') });

    expect(fit.judged).toBe('weights and overhead');
    expect(fit.assumptions).toContain(line);
    expect(fit.perCard.cache).toBe(0);
  });

  it('keeps in layers with a window no more tokens than it has', () => {
    const cacheOf = (context: number) => shareOf(served('Gemma-2-9B', { context }), { card: card('l4') }).cache;

    // Of 42 layers, 21 keep everything, 21 the last 4,096; 2 × 8 × 256 numbers of two bytes each.
    expect(cacheOf(4096)).toBe(42 * 4096 * 8192);
    expect(cacheOf(8192)).toBe((21 * 8192 + 21 * 4096) * 8192);
  });

  it('says that it assumes a format where none is known', () => {
    const { shape } = served('Llama-3.1-8B');

    expect(fitOf({ shape: shape! }, { card: card('l4') }).assumptions).toContain(
      'no format is known: 16 bits are assumed',
    );
  });

  it('takes the size of the files where a shape has no parameters', () => {
    const { parameters, ...shape } = served('Llama-3.1-8B').shape!;

    expect(weightsOf({ shape, size: 17 * GI, format: 'bfloat16' })).toBe(17 * GI);
    expect(parameters).toBeDefined();
  });

  it('names what would fit, and each of it does', () => {
    const model = served('Llama-3.1-8B', asked);
    const cards = { card: card('l4'), counts: [1, 2, 4, 8] };
    const fit = fitOf(model, cards);

    expect(fit.ways.map(wayText)).toEqual([
      '2 GPUs for each pod',
      'a context of 7168 tokens',
      '3 requests at once',
      'a cache in fp8 (cacheDtype)',
      'weights in fp8 (dtype)',
    ]);
    expect(fitObjection(fit, cards)).toMatchObject({
      code: 'MODEL_TOO_BIG',
      problem: expect.stringContaining('weights: '),
    });
    expect(fitOf({ ...model, context: 7168 }, cards).verdict).not.toBe('too big');
    expect(fitOf({ ...model, context: 7168 + 256 }, cards).verdict).toBe('too big');
  });

  it('names no format that the card lacks, and no count that the heads forbid', () => {
    const fit = fitOf(served('Qwen2.5-7B', { context: 4096 }), { card: card('t4'), counts: [1, 8] });

    expect(fit.ways.map(wayText)).toEqual(['weights in int8 (dtype)']);
  });

  it('says so where nothing of a card would do', () => {
    const cards = { card: card('a100-80gb', '1g.10gb') };
    const fit = fitOf(served('Llama-3.1-70B', asked), cards);

    expect(fit.ways).toEqual([]);
    expect(fitObjection(fit, cards)?.fix).toBe('choose a GPU with more memory than a100-80gb 1g.10gb');
    expect(fitObjection(fitOf(served('Qwen2.5-0.5B'), cards), cards)).toBeUndefined();
  });

  it.each<[string, string, number, string | undefined]>([
    ['28 heads among 8', 'Qwen2.5-7B', 8, 'use one of 1, 2, 4'],
    ['28 heads among 4', 'Qwen2.5-7B', 4, undefined],
    ['8 KV heads copied to 16 cards', 'Llama-3.1-70B', 16, undefined],
    ['14 heads among 4', 'Qwen2.5-0.5B', 4, 'use one of 1, 2'],
    ['32 heads among 3', 'Llama-3.1-8B', 3, 'use one of 1, 2, 4, 8, 16'],
    ['32 heads among none', 'Llama-3.1-8B', 0, 'use one of 1, 2, 4, 8, 16'],
  ])('splits %s or says what would do', (_, name, tensorParallel, fix) => {
    const objection = splitObjection(served(name), { card: card('a100-80gb'), tensorParallel });

    expect(objection?.fix).toBe(fix);
    if (fix !== undefined) expect(objection?.code).toBe('MODEL_UNSPLITTABLE');
  });

  it('never splits a model among parts of a GPU', () => {
    const cards = { card: card('h100-80gb', '3g.40gb'), tensorParallel: 2 };

    expect(splitObjection(served('Llama-3.1-8B'), cards)).toMatchObject({ code: 'MODEL_UNSPLITTABLE', allowed: ['1'] });
  });

  it.each<[string, ServedModel]>([
    ['nothing at all', {}],
    ['a shape that is none', { shape: { layers: 0, heads: 1, kvHeads: 1, headSize: 1 }, size: 1 }],
    ['a context of nothing', { ...served('Llama-3.1-8B'), context: 0 }],
    ['half a request', { ...served('Llama-3.1-8B'), concurrency: 0.5 }],
  ])('is no question with %s', (_, model) => {
    expect(servedProblem(model)).toBeDefined();
    expect(servedProblem(served('Llama-3.1-8B', asked))).toBeUndefined();
  });
});

describe('the number format of a model', () => {
  const cards = GPU_MODEL_NAMES.map((name) => ({
    name,
    computeCapability: findGpu(name)!.computeCapability,
  }));
  const named = (name: string) => cards.find((one) => one.name === name)!;

  it('POD-4 is refused on a card that lacks it, with a format and cards that do', () => {
    expect(formatObjection('bfloat16', named('t4'), [named('t4'), named('l4')])).toEqual({
      code: 'GPU_FORMAT_UNSUPPORTED',
      problem: 'bfloat16 needs compute capability 8.0, and t4 has 7.5',
      fix: 'use float16 (--dtype=float16), or choose l4',
      allowed: ['float32', 'float16', 'int8', 'int4'],
    });
  });

  it('is fp8 from compute capability 8.9 on', () => {
    const lacking = cards.filter((one) => formatObjection('fp8', one, cards) !== undefined).map(({ name }) => name);

    expect(lacking).toEqual(['a100-40gb', 'a100-80gb', 't4']);
    expect(formatObjection('fp8', named('a100-40gb'), [named('t4')])?.fix).toContain('none on offer has it');
  });
});

const shapes = fc
  .record({
    parameters: fc.integer({ min: 1_000_000, max: 500_000_000_000 }),
    layers: fc.integer({ min: 1, max: 128 }),
    kvHeads: fc.constantFrom(1, 2, 4, 8, 16, 32),
    groups: fc.constantFrom(1, 2, 4, 8),
    headSize: fc.constantFrom(64, 80, 128, 256),
    window: fc.option(
      fc.record({ tokens: fc.integer({ min: 1, max: 9000 }), share: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
    ),
  })
  .map(({ groups, window, ...shape }): ModelShape => ({
    ...shape,
    heads: shape.kvHeads * groups,
    ...(window && { window: { tokens: window.tokens, layers: Math.ceil(shape.layers * window.share) } }),
  }));
const questions = fc.record({
  shape: shapes,
  format: fc.constantFrom(...NUMBER_FORMAT_NAMES),
  cacheBytes: fc.constantFrom<1 | 2 | 4>(1, 2, 4),
  context: fc.integer({ min: 1, max: 200_000 }),
  concurrency: fc.integer({ min: 1, max: 4096 }),
  degree: fc.constantFrom(1, 2, 4, 8, 16),
});
const CARD = card('a100-80gb');

holds('more of anything never needs less memory', questions, { runs: 400 }, ({ degree, ...model }) => {
  const cards = { card: CARD, tensorParallel: degree };
  const { shape } = model;
  const { needed } = shareOf(model, cards);
  const more: readonly ServedModel[] = [
    { ...model, context: model.context + 1 },
    { ...model, concurrency: model.concurrency + 1 },
    { ...model, cacheBytes: model.cacheBytes === 1 ? 2 : 4 },
    { ...model, shape: { ...shape, parameters: shape.parameters! + 1_000_000 } },
    { ...model, shape: { ...shape, layers: shape.layers + 1 } },
    { ...model, shape: { ...shape, headSize: shape.headSize * 2 } },
    { ...model, shape: { ...shape, heads: shape.heads * 2 } },
    { ...model, shape: { ...shape, window: undefined } },
    ...NUMBER_FORMAT_NAMES.filter((name) => NUMBER_FORMATS[name].bits > NUMBER_FORMATS[model.format].bits).map(
      (format) => ({ ...model, format }),
    ),
  ];

  for (const one of more) expect(shareOf(one, cards).needed).toBeGreaterThanOrEqual(needed);
});

holds(
  'more KV heads never need a smaller cache, and more cards never more on each',
  questions,
  { runs: 400 },
  ({ degree, ...model }) => {
    const { shape } = model;
    const wider = { ...shape, kvHeads: shape.kvHeads * 2, heads: shape.heads * 2 };
    const one = shareOf(model, { card: CARD, tensorParallel: degree });
    const twice = shareOf(model, { card: CARD, tensorParallel: degree * 2 });

    expect(shareOf({ ...model, shape: wider }, { card: CARD, tensorParallel: degree }).cache).toBeGreaterThanOrEqual(
      one.cache,
    );
    if (splits(shape, CARD, degree) && splits(shape, CARD, degree * 2))
      expect(twice.needed).toBeLessThanOrEqual(one.needed);
  },
);

holds('what is on all cards together is at least the whole', questions, { runs: 400 }, ({ degree, ...model }) => {
  const whole = shareOf(model, { card: CARD });
  const part = shareOf(model, { card: CARD, tensorParallel: degree });

  expect(part.weights * degree).toBeGreaterThanOrEqual(weightsOf(model));
  expect(part.cache * degree).toBeGreaterThanOrEqual(whole.cache);
  expect(kvHeadsPerCard(model.shape, degree) * degree).toBeGreaterThanOrEqual(model.shape.kvHeads);
});

holds(
  'more memory never fits less, and each way that is named fits',
  questions,
  { runs: 400 },
  ({ degree, ...model }) => {
    const cards = { card: CARD, tensorParallel: degree };
    const fit = fitOf(model, cards);
    const larger = fitOf(model, { ...cards, card: { ...CARD, usable: CARD.usable + GI } });

    expect(['fits', 'near', 'too big'].indexOf(larger.verdict)).toBeLessThanOrEqual(
      ['fits', 'near', 'too big'].indexOf(fit.verdict),
    );
    for (const { change, to } of fit.ways) {
      const changed =
        change === 'context'
          ? { context: to }
          : change === 'concurrency'
            ? { concurrency: to }
            : change === 'cache'
              ? { cacheBytes: 1 as const }
              : change === 'format'
                ? { format: to }
                : {};
      const again = fitOf({ ...model, ...changed }, { ...cards, tensorParallel: change === 'GPUs' ? to : degree });
      expect(again.verdict).not.toBe('too big');
    }
  },
);
