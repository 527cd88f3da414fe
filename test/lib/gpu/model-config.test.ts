import { isObjection, readModelConfig, type ConfiguredModel } from '../../../lib/gpu/model-config';
import { cachePerToken } from '../../../lib/gpu/model-shape';
import { PUBLISHED } from '../../support/model-configs';

function read(name: string, more: Readonly<Record<string, unknown>> = {}): ConfiguredModel {
  const found = readModelConfig({ ...PUBLISHED[name]?.config, ...more });
  if (isObjection(found)) throw new Error(found.problem);
  return found;
}

describe('the config.json of a model', () => {
  it.each(Object.entries(PUBLISHED))(
    'gives the parameters and the cache of %s',
    (name, { parameters, weightsGb, tokenKi }) => {
      const { shape } = read(name);

      // Weights are within 3 % where the count is right to the last one.
      expect(shape.parameters).toBe(parameters);
      expect(Math.abs((shape.parameters * 2) / 1e9 / weightsGb - 1)).toBeLessThan(0.03);
      expect(cachePerToken(shape, 2)).toBe(tokenKi * 1024);
    },
  );

  it('is read the same after it was written and parsed', () => {
    const { config } = PUBLISHED['Gemma-2-9B']!;

    expect(readModelConfig(JSON.parse(JSON.stringify(config)))).toEqual(readModelConfig(config));
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['every second layer of Gemma 2', 'Gemma-2-9B', {}, { tokens: 4096, layers: 21 }],
    [
      'the layers that are listed',
      'Gemma-2-9B',
      { layer_types: ['sliding_attention', 'full_attention'] },
      { tokens: 4096, layers: 1 },
    ],
    ['all layers of StarCoder2', 'StarCoder2-15B', {}, { tokens: 4096, layers: 40 }],
    ['none where the width is null', 'Mistral-7B-v0.3', {}, undefined],
    ['none where Qwen2 has it switched off', 'Qwen2.5-7B', {}, undefined],
    [
      'the upper layers of Qwen2 where it is on',
      'Qwen2.5-7B',
      { use_sliding_window: true, max_window_layers: 20 },
      { tokens: 131_072, layers: 8 },
    ],
    ['none where there are no upper layers', 'Qwen2.5-7B', { use_sliding_window: true }, undefined],
  ])('has a window in %s', (_, name, more, window) => {
    expect(read(name, more).shape.window).toEqual(window);
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['the format of its files', {}, { format: 'bfloat16' }],
    ['the newer spelling', { torch_dtype: undefined, dtype: 'torch.float16' }, { format: 'float16' }],
    ['no format where there is none', { torch_dtype: undefined }, { format: undefined }],
    ['AWQ', { quantization_config: { quant_method: 'awq', bits: 4, group_size: 64 } }, { format: 'int4', group: 64 }],
    [
      'GPTQ of eight bits',
      { quantization_config: { quant_method: 'gptq', bits: 8, group_size: -1 } },
      { format: 'int8', group: undefined },
    ],
    ['FP8', { quantization_config: { quant_method: 'fp8' } }, { format: 'fp8' }],
    ['bitsandbytes', { quantization_config: { quant_method: 'bitsandbytes', load_in_4bit: true } }, { format: 'int4' }],
    [
      'compressed tensors',
      {
        quantization_config: {
          quant_method: 'compressed-tensors',
          config_groups: { group_0: { weights: { num_bits: 8, type: 'float' } } },
        },
      },
      { format: 'fp8' },
    ],
  ])('says %s', (_, more, expected) => {
    const { format, group } = read('Llama-3.1-8B', more);

    expect({ format, group }).toEqual({ group: undefined, ...(expected as object) });
  });

  it('keeps embeddings, output and norms apart, which stay in 16 bits', () => {
    expect(read('Llama-3.1-8B').shape.unpacked).toBe(2 * 128_256 * 4096 + 65 * 4096);
    expect(read('Qwen2.5-0.5B').shape.unpacked).toBe(151_936 * 896 + 49 * 896);
  });

  it('takes a KV head for each head where Llama names none', () => {
    expect(read('Llama-3.1-8B', { num_key_value_heads: undefined }).shape.kvHeads).toBe(32);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an architecture that nobody has counted', { architectures: ['DeepseekV3ForCausalLM'] }, 'DeepseekV3ForCausalLM'],
    ['a name that every object has', { architectures: ['constructor'] }, 'constructor'],
    ['no architecture', { architectures: undefined }, 'architectures'],
    ['a missing size', { hidden_size: undefined }, 'hidden_size is missing'],
    ['a size that is none', { num_hidden_layers: 3.5 }, 'num_hidden_layers'],
    ['a size of nothing', { vocab_size: 0 }, 'vocab_size'],
    ['a size as a text', { vocab_size: '32000' }, 'vocab_size'],
    ['KV heads that nobody can share', { num_key_value_heads: 5 }, 'shared evenly'],
    ['heads that do not divide the width', { num_attention_heads: 24 }, 'head_dim'],
    ['a flag that is none', { tie_word_embeddings: 'yes' }, 'tie_word_embeddings'],
    ['a format that nobody knows', { torch_dtype: 'posit8' }, 'torch_dtype'],
    ['a method that nobody knows', { quantization_config: { quant_method: 'quip' } }, 'quip'],
    ['bits that nobody knows', { quantization_config: { quant_method: 'gptq', bits: 3 } }, '3 bits'],
    ['a size that no number can hold', { vocab_size: 1e9, hidden_size: 1e9, head_dim: 128 }, 'parameters'],
    [
      'several formats at once',
      {
        quantization_config: {
          quant_method: 'compressed-tensors',
          config_groups: {
            a: { weights: { num_bits: 8, type: 'float' } },
            b: { weights: { num_bits: 4, type: 'int' } },
          },
        },
      },
      'several formats',
    ],
  ])('is refused with %s', (_, more, problem) => {
    const config = { ...PUBLISHED['Llama-3.1-8B']?.config, ...more };

    expect(readModelConfig(config)).toMatchObject({
      code: 'MODEL_CONFIG_INVALID',
      problem: expect.stringContaining(problem),
      fix: expect.stringMatching(/./),
    });
  });

  it.each([null, undefined, 'text', 7, []])('is refused where it is %s', (config) => {
    expect(readModelConfig(config)).toMatchObject({ code: 'MODEL_CONFIG_INVALID' });
  });

  it('is refused without KV heads where the class has a default of its own', () => {
    const config = { ...PUBLISHED['Mistral-7B-v0.3']?.config, num_key_value_heads: undefined };

    expect(readModelConfig(config)).toMatchObject({ problem: 'num_key_value_heads is missing' });
  });
});
