/** A model as its authors published it, from memory, and the figures that its config.json has to come to. */
export interface PublishedModel {
  readonly config: Readonly<Record<string, unknown>>;
  readonly parameters: number;
  /** Weights in 16 bits, in GB of 10^9 bytes, as model cards round them. */
  readonly weightsGb: number;
  /** KiB that one token takes in a cache of 16 bits. */
  readonly tokenKi: number;
}

function published(
  architecture: string,
  [hidden, layers, heads, kvHeads, intermediate, vocabulary]: readonly [number, number, number, number, number, number],
  [parameters, weightsGb, tokenKi]: readonly [number, number, number],
  more: Readonly<Record<string, unknown>> = {},
): PublishedModel {
  const config = {
    architectures: [architecture],
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    intermediate_size: intermediate,
    vocab_size: vocabulary,
    torch_dtype: 'bfloat16',
    tie_word_embeddings: false,
    ...more,
  };
  return { config, parameters, weightsGb, tokenKi };
}

/** Eleven models of seven architectures. */
export const PUBLISHED: Readonly<Record<string, PublishedModel>> = {
  'Qwen2.5-0.5B': published('Qwen2ForCausalLM', [896, 24, 14, 2, 4864, 151_936], [494_032_768, 0.99, 12], {
    tie_word_embeddings: true,
    use_sliding_window: false,
    sliding_window: 32_768,
    max_window_layers: 24,
    max_position_embeddings: 32_768,
  }),
  'Phi-3-mini-4k': published('Phi3ForCausalLM', [3072, 32, 32, 32, 8192, 32_064], [3_821_079_552, 7.64, 384], {
    sliding_window: 2047,
    max_position_embeddings: 4096,
  }),
  'Mistral-7B-v0.3': published('MistralForCausalLM', [4096, 32, 32, 8, 14_336, 32_768], [7_248_023_552, 14.5, 128], {
    sliding_window: null,
    max_position_embeddings: 32_768,
  }),
  'Qwen2.5-7B': published('Qwen2ForCausalLM', [3584, 28, 28, 4, 18_944, 152_064], [7_615_616_512, 15.2, 56], {
    use_sliding_window: false,
    sliding_window: 131_072,
    max_window_layers: 28,
    max_position_embeddings: 131_072,
  }),
  'Llama-3.1-8B': published('LlamaForCausalLM', [4096, 32, 32, 8, 14_336, 128_256], [8_030_261_248, 16.1, 128], {
    attention_bias: false,
    mlp_bias: false,
    max_position_embeddings: 131_072,
  }),
  'Gemma-2-9B': published('Gemma2ForCausalLM', [3584, 42, 16, 8, 14_336, 256_000], [9_241_705_984, 18.5, 336], {
    head_dim: 256,
    sliding_window: 4096,
    torch_dtype: 'float32',
    tie_word_embeddings: undefined,
    attention_bias: false,
    max_position_embeddings: 8192,
  }),
  'StarCoder2-15B': published('Starcoder2ForCausalLM', [6144, 40, 48, 4, 24_576, 49_152], [15_957_889_024, 31.9, 80], {
    use_bias: true,
    sliding_window: 4096,
    max_position_embeddings: 16_384,
  }),
  'Codestral-22B': published('MistralForCausalLM', [6144, 56, 48, 8, 16_384, 32_768], [22_247_282_688, 44.5, 224], {
    sliding_window: null,
    max_position_embeddings: 32_768,
  }),
  'Qwen2.5-Coder-32B': published('Qwen2ForCausalLM', [5120, 64, 40, 8, 27_648, 152_064], [32_763_876_352, 65.5, 256], {
    use_sliding_window: false,
    sliding_window: 131_072,
    max_window_layers: 64,
    max_position_embeddings: 32_768,
  }),
  'Mixtral-8x7B': published('MixtralForCausalLM', [4096, 32, 32, 8, 14_336, 32_000], [46_702_792_704, 93.4, 128], {
    num_local_experts: 8,
    sliding_window: null,
    max_position_embeddings: 32_768,
  }),
  'Llama-3.1-70B': published('LlamaForCausalLM', [8192, 80, 64, 8, 28_672, 128_256], [70_553_706_496, 141.1, 320], {
    attention_bias: false,
    mlp_bias: false,
    max_position_embeddings: 131_072,
  }),
};
