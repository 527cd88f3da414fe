/** The sizes of a decoder, as its config.json names them. */
export interface Dimensions {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  /** 1 where there is one feed-forward part a layer, and no router. */
  readonly experts: number;
  /** The output reuses the embeddings. */
  readonly tied: boolean;
  readonly bias: {
    readonly qkv: boolean;
    readonly out: boolean;
    readonly feedForward: boolean;
    readonly norm: boolean;
  };
}

/** How a class of models is built. */
export interface Architecture {
  /** Matrices of a feed-forward part: three with a gate, two without. */
  readonly matrices: 2 | 3;
  /** Norms of a layer. */
  readonly norms: 2 | 4;
  /** Whether config.json may leave out KV heads: then there is one for each head. */
  readonly kvHeadsOptional?: boolean;
  /** Whether the output reuses the embeddings where config.json doesn't say. */
  readonly tied: boolean;
  readonly experts?: boolean;
  readonly bias?: {
    readonly qkv?: boolean;
    /** The key in config.json that turns on the biases of attention, and of the feed-forward part. */
    readonly attentionKey?: string;
    readonly feedForwardKey?: string;
    /** Whether the norms are layer norms, which have one. */
    readonly norm?: boolean;
    /** What the keys mean where they are missing. */
    readonly otherwise?: boolean;
  };
  /** Which layers have a sliding window where config.json names a width: all, every second, or those from a layer on. */
  readonly window: 'all' | 'alternating' | 'upper';
}

const LLAMA: Architecture = { matrices: 3, norms: 2, tied: false, window: 'all' };

/** The classes whose parameters are counted here; transformers has their modelling code. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  LlamaForCausalLM: {
    ...LLAMA,
    kvHeadsOptional: true,
    bias: { attentionKey: 'attention_bias', feedForwardKey: 'mlp_bias' },
  },
  MistralForCausalLM: LLAMA,
  MixtralForCausalLM: { ...LLAMA, experts: true },
  Qwen2ForCausalLM: { ...LLAMA, bias: { qkv: true }, window: 'upper' },
  Phi3ForCausalLM: { ...LLAMA, kvHeadsOptional: true },
  Gemma2ForCausalLM: {
    ...LLAMA,
    norms: 4,
    tied: true,
    bias: { attentionKey: 'attention_bias' },
    window: 'alternating',
  },
  Starcoder2ForCausalLM: {
    ...LLAMA,
    matrices: 2,
    tied: true,
    bias: { attentionKey: 'use_bias', feedForwardKey: 'use_bias', norm: true, otherwise: true },
  },
};

/** What a model has of each kind of weight. */
export interface ParameterCount {
  readonly all: number;
  /** Embeddings, output and norms, which stay in 16 bits where the rest is packed. */
  readonly unpacked: number;
}

/** Counts a model's parameters. */
export function countParameters({ matrices, norms }: Architecture, dimensions: Dimensions): ParameterCount {
  const { hidden, layers, heads, kvHeads, headSize, intermediate, vocabulary, experts, tied, bias } = dimensions;
  const linear = (from: number, to: number, biased: boolean): number => from * to + (biased ? to : 0);
  const norm = hidden * (bias.norm ? 2 : 1);
  const attention =
    linear(hidden, heads * headSize, bias.qkv) +
    2 * linear(hidden, kvHeads * headSize, bias.qkv) +
    linear(heads * headSize, hidden, bias.out);
  const feedForward =
    (matrices - 1) * linear(hidden, intermediate, bias.feedForward) + linear(intermediate, hidden, bias.feedForward);
  const router = experts === 1 ? 0 : hidden * experts;
  const unpacked = (tied ? 1 : 2) * vocabulary * hidden + layers * norms * norm + norm;
  return { all: unpacked + layers * (attention + experts * feedForward + router), unpacked };
}
