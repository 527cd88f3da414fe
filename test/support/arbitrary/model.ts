import * as fc from 'fast-check';
import { PROFILES, type ProfileName } from '../../../lib/profiles/profiles';
import type { LooseProps } from '../environment';

/** Numbers of a small model that every count of GPUs divides. */
const shape = { layers: 12, heads: 16, kvHeads: 8, headSize: 64 };
const config = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 1024,
  intermediate_size: 2816,
  num_hidden_layers: 12,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  vocab_size: 32_000,
  max_position_embeddings: 2048,
  torch_dtype: 'float16',
};

const served = fc.record(
  {
    context: fc.integer({ min: 1, max: 2048 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    cacheDtype: fc.constant('auto'),
  },
  { requiredKeys: [] },
);
const known = fc.oneof(
  fc.constant<LooseProps>({}),
  fc.tuple(fc.constantFrom<LooseProps>({ shape }, { config }), served).map(([model, more]) => ({ ...model, ...more })),
);
const bucket = fc.record(
  { bucket: fc.constantFrom('models', 'harbour.models_2'), path: fc.constantFrom('7b', 'a/b.c/d-1') },
  { requiredKeys: ['bucket'] },
);
const cache = fc.constantFrom<LooseProps>(
  { imageCache: 'global/images/code-7b' },
  { imageCache: 'projects/harbour-shared/global/images/code-7b' },
);
const size = fc.record(
  {
    size: fc.constantFrom('1Mi', '100Mi', '0.5Gi', '1Gi'),
    dtype: fc.constant('float16'),
    utilization: fc.constantFrom(0.85, 0.9),
  },
  { requiredKeys: ['size'] },
);

/** Weights that fit the least part of a GPU that is on offer; only nodes of a pool can bring a disk of images. */
export function legalWeights(gpu: LooseProps): fc.Arbitrary<LooseProps> {
  const falls = JSON.stringify(gpu).includes('fallback');
  const from: fc.Arbitrary<LooseProps> = falls ? bucket : fc.oneof({ arbitrary: bucket, weight: 3 }, cache);
  return fc.tuple(from, size, known).map(([where, files, model]) => ({ ...where, ...files, ...model }));
}

/** Versions on both sides of what changed in a server. */
const VERSIONS: Readonly<Record<ProfileName, readonly string[]>> = {
  vllm: ['0.6', '0.9', '0.10.1', '0.18', '0.32'],
  triton: ['23.02', '26.08'],
  tei: ['1.2', '1.9'],
  tgi: ['2.0', '3.3'],
};

/** Servers that can run on what was asked for: those that split no model have one GPU, or none. */
export function legalProfile(gpu: LooseProps | undefined): fc.Arbitrary<LooseProps> {
  const one = gpu === undefined || (['l4', 't4'].includes(String(gpu['model'])) && (gpu['count'] ?? 1) === 1);
  const names = (Object.keys(PROFILES) as ProfileName[]).filter((name) => (name === 'tei' ? one : gpu !== undefined));
  if (names.length === 0) return fc.constant({});
  return fc
    .constantFrom(...names)
    .chain((profile) =>
      fc.record(
        { profile: fc.constant(profile), profileVersion: fc.constantFrom(...VERSIONS[profile]) },
        { requiredKeys: ['profile'] },
      ),
    );
}
