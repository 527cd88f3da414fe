import { isRecord } from '../lib/facts/refuse';
import type { ServedModel } from '../lib/gpu/memory';
import { isObjection, readModelConfig, type ConfiguredModel } from '../lib/gpu/model-config';
import { isCount, shapeProblem, type ModelShape } from '../lib/gpu/model-shape';
import { NUMBER_FORMAT_NAMES, type NumberFormatName } from '../lib/gpu/number-formats';
import { chooseFix, show } from '../lib/nearest';
import type { Fallback, Objection, Props } from '../lib/props';

/** What was typed, whatever it is: a program that no type checker has read gives anything. */
type Given = Readonly<Record<string, unknown>>;

/** What is asked of a model at once. */
export const SERVED_KEYS = ['context', 'concurrency', 'cacheDtype'];
const SHAPE_KEYS = ['parameters', 'layers', 'heads', 'kvHeads', 'headSize', 'hidden', 'window', 'unpacked'];
/** What config.json calls the numbers of a model. */
const CONFIG_KEYS = {
  num_hidden_layers: 'layers',
  num_attention_heads: 'heads',
  num_key_value_heads: 'kvHeads',
  head_dim: 'headSize',
  hidden_size: 'hidden',
  sliding_window: 'window',
};

/** A prop that has no default, as a text. */
export function checked(
  read: Props,
  path: string,
  given: unknown,
  objection: (value: unknown) => Objection | undefined,
): string | undefined {
  const wrong = objection(given);
  if (wrong !== undefined) {
    read.refuse(path, wrong, given);
    return undefined;
  }
  read.take(path, given, { value: '', because: '' });
  // Each of the objections asks for a text.
  return given as string;
}

/** What a GPU has to hold of a model: its shape, its number format, and what it is asked to do at once. Undefined where that can't be told. */
export function readServed(read: Props, given: Given): ServedModel | undefined {
  const known = readModel(read, given);
  if (known === undefined) return undefined;
  const { shape, configured } = known;
  const format = readFormat(read, given['dtype'], configured);
  const group = configured?.group;
  const formats = { ...(format && { format }), ...(group === undefined ? {} : { group }) };
  if (shape === undefined) {
    for (const key of SERVED_KEYS.filter((one) => given[one] !== undefined)) {
      const problem = 'is given without the model';
      const fix = 'add weights.config or weights.shape: the cache follows from its layers and heads';
      read.refuse(`weights.${key}`, { code: 'VALUE_INVALID', problem, fix }, given[key]);
    }
    return formats;
  }
  const context = readContext(read, given['context'], configured);
  const concurrency = readCount(read, 'concurrency', given['concurrency'], 1e5, {
    value: 1,
    because: 'one request has to fit; more wait, or are asked for',
  });
  const cacheBytes = readCache(read, given['cacheDtype']);
  return { shape, ...formats, ...(context === undefined ? {} : { context }), concurrency, ...cacheBytes };
}

interface Known {
  readonly shape?: ModelShape;
  readonly configured?: ConfiguredModel;
}

function readModel(read: Props, { shape, config }: Given): Known | undefined {
  if (shape !== undefined && config !== undefined) {
    const fix = 'leave it out: config.json says all of it';
    read.refuse('weights.shape', { code: 'VALUE_INVALID', problem: 'is given beside a config.json', fix }, shape);
  }
  if (config !== undefined) {
    const configured = readModelConfig(config);
    if (isObjection(configured)) {
      read.refuse('weights.config', configured);
      return undefined;
    }
    read.take('weights.config', configured.architecture, { value: '', because: '' });
    return { shape: configured.shape, configured };
  }
  if (shape === undefined) return {};
  read.known('weights.shape', shape, SHAPE_KEYS, CONFIG_KEYS);
  // Its problem looks at whatever was typed.
  const typed = isRecord(shape) ? (pick(shape, SHAPE_KEYS) as unknown as ModelShape) : undefined;
  if (typed === undefined) return undefined;
  read.known('weights.shape.window', typed.window, ['tokens', 'layers']);
  const problem = shapeProblem(typed);
  if (problem !== undefined) {
    const fix = "take the numbers of the model's config.json, or give that as weights.config";
    read.refuse('weights.shape', { code: 'VALUE_INVALID', problem, fix });
    return undefined;
  }
  read.take('weights.shape', typed, { value: typed, because: '' });
  return { shape: typed };
}

function pick(from: Given, keys: readonly string[]): Given {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]] as const])));
}

function readFormat(
  read: Props,
  given: unknown,
  configured: ConfiguredModel | undefined,
): NumberFormatName | undefined {
  if (given === undefined) {
    const format = configured?.format;
    const because = format === undefined ? 'no format is known: 16 bits are assumed' : 'the format of its config.json';
    read.note('weights.dtype', { value: format ?? null, origin: 'default', because });
    return format;
  }
  const known: readonly unknown[] = NUMBER_FORMAT_NAMES;
  const dtype = checked(read, 'weights.dtype', given, (value) =>
    known.includes(value)
      ? undefined
      : {
          code: 'VALUE_INVALID',
          problem: `is ${show(value)}`,
          fix: chooseFix(value, NUMBER_FORMAT_NAMES),
          allowed: NUMBER_FORMAT_NAMES,
        },
  );
  // It was looked up.
  return dtype as NumberFormatName | undefined;
}

function readContext(read: Props, given: unknown, configured: ConfiguredModel | undefined): number | undefined {
  const longest = configured?.context;
  if (given === undefined && longest === undefined) {
    const because = 'not known: the cache is not judged';
    read.note('weights.context', { value: null, origin: 'default', because });
    return undefined;
  }
  const because = 'the longest that config.json allows, which servers take unless told otherwise';
  return readCount(read, 'context', given, 1e8, { value: longest ?? 1, because });
}

function readCount(read: Props, key: string, given: unknown, most: number, fallback: Fallback<number>): number {
  return Number(
    read.take<unknown>(`weights.${key}`, given, fallback, (value) =>
      isCount(value, most)
        ? undefined
        : { code: 'VALUE_INVALID', problem: `is ${show(value)}`, fix: `give a whole number, 1 to ${most}` },
    ),
  );
}

function readCache(read: Props, given: unknown): Pick<ServedModel, 'cacheBytes'> {
  const allowed = ['auto', 'fp8'];
  const fallback = { value: 'auto', because: 'the cache has the bits of what is computed' };
  const dtype = read.take<unknown>('weights.cacheDtype', given, fallback, (value) =>
    value === 'auto' || value === 'fp8'
      ? undefined
      : { code: 'VALUE_INVALID', problem: `is ${show(value)}`, fix: chooseFix(value, allowed), allowed },
  );
  return dtype === 'fp8' ? { cacheBytes: 1 } : {};
}
