import { isRecord } from '../facts/refuse';
import { show } from '../nearest';
import { isCount } from './model-shape';
import type { NumberFormatName } from './number-formats';

/** How weights are packed. */
export interface Packed {
  readonly format: NumberFormatName;
  /** Weights that share one scale. */
  readonly group?: number;
}

/** What `quantization_config` of a config.json says: how weights are packed, undefined where they aren't, or what is wrong with it. */
export function quantizationOf(config: unknown): Packed | string | undefined {
  if (config === undefined || config === null) return undefined;
  if (!isRecord(config)) return `quantization_config is ${show(config)}`;
  const method = config['quant_method'];
  switch (method) {
    case 'awq':
    case 'gptq':
      return packed(method, config['bits'] ?? config['w_bit'], 'int', config['group_size'] ?? config['q_group_size']);
    case 'fp8':
    case 'fbgemm_fp8':
      return { format: 'fp8' };
    case 'bitsandbytes':
      return packed(
        method,
        config['load_in_4bit'] === true ? 4 : config['load_in_8bit'] === true ? 8 : undefined,
        'int',
      );
    case 'compressed-tensors':
      return compressed(config);
    default:
      return `quantization_config.quant_method is ${show(method)}, which nobody here knows`;
  }
}

/** One format for all layers; where groups of layers differ, there is none. */
function compressed(config: Readonly<Record<string, unknown>>): Packed | string {
  const groups = isRecord(config['config_groups']) ? Object.values(config['config_groups']) : [];
  const formats = groups.map((group) => {
    const weights: unknown = isRecord(group) ? group['weights'] : undefined;
    if (!isRecord(weights)) return `quantization_config.config_groups holds ${show(group)}`;
    return packed('compressed-tensors', weights['num_bits'], weights['type'], weights['group_size']);
  });
  const [first] = formats;
  if (first === undefined) return 'quantization_config.config_groups is missing';
  return formats.some((one) => JSON.stringify(one) !== JSON.stringify(first))
    ? 'quantization_config.config_groups are in several formats'
    : first;
}

function packed(method: string, bits: unknown, type: unknown, group?: unknown): Packed | string {
  const format =
    bits === 4 ? (type === 'float' ? 'fp4' : 'int4') : bits === 8 ? (type === 'float' ? 'fp8' : 'int8') : undefined;
  if (format === undefined) return `quantization_config of ${method} has ${show(bits)} bits, and 4 and 8 are known`;
  // -1 is one scale for a whole row, which is less than one for each group.
  return isCount(group, 1e6) ? { format, group } : { format };
}
