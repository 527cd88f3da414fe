import { isRecord } from '../facts/refuse';
import { chooseFix, show } from '../nearest';
import type { Objection } from '../props';
import { ARCHITECTURES, countParameters, type Architecture, type Dimensions } from './architectures';
import { isCount, shapeProblem, type ModelShape } from './model-shape';
import type { NumberFormatName } from './number-formats';
import { quantizationOf } from './quantization';

/** What a model's config.json says of its memory. */
export interface ConfiguredModel {
  /** The class that serves it, `LlamaForCausalLM`. */
  readonly architecture: string;
  readonly shape: ModelShape & { readonly parameters: number };
  /** The format of the files; absent where config.json doesn't say. */
  readonly format?: NumberFormatName;
  /** Weights that share one scale, where they have four bits. */
  readonly group?: number;
  /** The longest that prompt and answer may be together, where config.json says. */
  readonly context?: number;
}

/** Whether reading a config.json ended in an objection. */
export function isObjection(read: ConfiguredModel | Objection): read is Objection {
  return 'code' in read;
}

type Config = Readonly<Record<string, unknown>>;

/** No size of a model is larger. */
const LARGEST = 1e9;

/** Stops reading at the first thing that is wrong. */
class Wrong extends Error {
  constructor(
    readonly problem: string,
    readonly fix = "take the file as the model's authors published it, or give weights.shape",
    readonly allowed?: readonly string[],
  ) {
    super(problem);
  }
}

/**
 * Reads a Hugging Face config.json that was parsed already, and counts the parameters of its architecture. What isn't known is
 * refused, never guessed.
 */
export function readModelConfig(config: unknown): ConfiguredModel | Objection {
  try {
    return read(config);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const { problem, fix, allowed } = error;
    return { code: 'MODEL_CONFIG_INVALID', problem, fix, ...(allowed === undefined ? {} : { allowed }) };
  }
}

function read(config: unknown): ConfiguredModel {
  if (!isRecord(config)) throw new Wrong(`config.json is ${show(config)}, not an object`);
  const [name, architecture] = architectureOf(config);
  const dimensions = dimensionsOf(config, architecture);
  const { all, unpacked } = countParameters(architecture, dimensions);
  const { layers, heads, kvHeads, headSize, hidden } = dimensions;
  const window = windowOf(config, architecture, layers);
  const shape = { parameters: all, layers, heads, kvHeads, headSize, hidden, unpacked, ...(window && { window }) };
  const problem = shapeProblem(shape);
  if (problem !== undefined) throw new Wrong(problem);
  const packed = quantizationOf(config['quantization_config']);
  if (typeof packed === 'string') throw new Wrong(packed, 'give weights.dtype');
  const format = packed?.format ?? formatOf(config);
  const context = config['max_position_embeddings'] === undefined ? undefined : size(config, 'max_position_embeddings');
  return {
    architecture: name,
    shape,
    ...(format && { format }),
    ...(packed?.group === undefined ? {} : { group: packed.group }),
    ...(context === undefined ? {} : { context }),
  };
}

function architectureOf(config: Config): readonly [name: string, Architecture] {
  const { architectures } = config;
  const name: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
  const names = Object.keys(ARCHITECTURES).sort();
  if (typeof name !== 'string') throw new Wrong(`architectures is ${show(architectures)}, which names no class`);
  const architecture = Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined;
  if (architecture !== undefined) return [name, architecture];
  const fix = `give weights.shape; ${chooseFix(name, names, 'counted are')}`;
  throw new Wrong(`architectures names ${show(name)}, whose parameters nobody here has counted`, fix, names);
}

function dimensionsOf(config: Config, architecture: Architecture): Dimensions {
  const hidden = size(config, 'hidden_size');
  const heads = size(config, 'num_attention_heads');
  const given = config['head_dim'] ?? undefined;
  const headSize = given === undefined ? hidden / heads : size(config, 'head_dim');
  if (!Number.isInteger(headSize))
    throw new Wrong(`hidden_size ${hidden} can't be divided by num_attention_heads ${heads}, and there is no head_dim`);
  const absent = (config['num_key_value_heads'] ?? undefined) === undefined;
  const { bias = {} } = architecture;
  const biased = (key: string | undefined): boolean => key !== undefined && flag(config, key, bias.otherwise ?? false);
  const attention = biased(bias.attentionKey);
  return {
    hidden,
    heads,
    headSize,
    layers: size(config, 'num_hidden_layers'),
    kvHeads: absent && architecture.kvHeadsOptional === true ? heads : size(config, 'num_key_value_heads'),
    intermediate: size(config, 'intermediate_size'),
    vocabulary: size(config, 'vocab_size'),
    experts: architecture.experts === true ? size(config, 'num_local_experts') : 1,
    tied: flag(config, 'tie_word_embeddings', architecture.tied),
    bias: {
      qkv: bias.qkv === true || attention,
      out: attention,
      feedForward: biased(bias.feedForwardKey),
      norm: bias.norm === true,
    },
  };
}

/** Layers whose cache ends at a window; where nothing says so, all layers keep everything, which is the most that they can. */
function windowOf(config: Config, { window }: Architecture, layers: number): ModelShape['window'] {
  if ((config['sliding_window'] ?? undefined) === undefined) return undefined;
  if (window === 'upper' && !flag(config, 'use_sliding_window', false)) return undefined;
  const tokens = size(config, 'sliding_window');
  const sliding = slidingLayers(config, window, layers);
  return sliding === 0 ? undefined : { tokens, layers: sliding };
}

function slidingLayers(config: Config, window: Architecture['window'], layers: number): number {
  const { layer_types: types } = config;
  if (Array.isArray(types)) return types.filter((type) => type === 'sliding_attention').length;
  if (window === 'all') return layers;
  if (window === 'alternating') return Math.ceil(layers / 2);
  const first = config['max_window_layers'];
  if (first !== 0 && !isCount(first, LARGEST)) throw new Wrong(`max_window_layers is ${show(first)}`);
  return Math.max(0, layers - first);
}

const FILE_FORMATS: Readonly<Record<string, NumberFormatName>> = {
  float32: 'float32',
  float16: 'float16',
  bfloat16: 'bfloat16',
};

function formatOf(config: Config): NumberFormatName | undefined {
  // Newer files say dtype.
  const given = config['torch_dtype'] ?? config['dtype'] ?? undefined;
  if (given === undefined) return undefined;
  const name = typeof given === 'string' ? given.replace(/^torch\./, '') : '';
  const format = Object.hasOwn(FILE_FORMATS, name) ? FILE_FORMATS[name] : undefined;
  if (format === undefined) throw new Wrong(`torch_dtype is ${show(given)}`, 'give weights.dtype');
  return format;
}

function size(config: Config, key: string): number {
  const value = config[key] ?? undefined;
  if (value === undefined) throw new Wrong(`${key} is missing`);
  if (!isCount(value, LARGEST)) throw new Wrong(`${key} is ${show(value)}, not a whole number above 0`);
  return value;
}

function flag(config: Config, key: string, otherwise: boolean): boolean {
  const value = config[key] ?? undefined;
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') throw new Wrong(`${key} is ${show(value)}, neither true nor false`);
  return value;
}
