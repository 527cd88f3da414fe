import type { Json } from '../../assembly/document';
import { FORMATS as CAPABILITIES } from '../../gpu/catalogue';
import { findByAccelerator, findGpu, GPU_MODEL_NAMES } from '../../gpu/models';
import { asList, asObject, asText, at } from '../json';
import { podsOf, runningContainersOf, type Container } from '../pods';
import type { Rule } from '../rule';

/** A number format, the compute capability that it needs, and what runs instead. */
interface Format {
  readonly name: string;
  readonly shape: RegExp;
  readonly capability: number;
  readonly instead: string;
}

const FORMATS: readonly Format[] = [
  {
    name: 'bfloat16',
    shape: /^(?:torch\.)?(?:bfloat16|bf16)$/i,
    capability: CAPABILITIES.bf16,
    instead: '--dtype=float16',
  },
  {
    name: 'FP8',
    shape: /^(?:fp8|float8)(?:[_-].*)?$/i,
    capability: CAPABILITIES.fp8,
    instead: '--dtype=float16 without --quantization=fp8',
  },
];
/** Flags and variables that choose a format, with hyphens. */
const CHOOSES = /(?:^|-)(?:dtype|quantization|quantize)$/;

/** Makes sure that a server isn't told to use a number format that its card can't compute. */
export const gpuFormatUnsupported: Rule = {
  code: 'GPU_FORMAT_UNSUPPORTED',
  severity: 'error',
  title: 'no server is told to use a number format that its GPU lacks',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      const accelerator = asText(at(pod.spec['nodeSelector'], 'cloud.google.com/gke-accelerator'));
      const [model, card] = findByAccelerator(accelerator) ?? [];
      if (model === undefined || card === undefined) continue;
      for (const container of runningContainersOf(pod)) {
        for (const { path, value } of choicesOf(container)) {
          const format = FORMATS.find(({ shape }) => shape.test(value));
          if (format === undefined || card.computeCapability >= format.capability) continue;
          const needs = `${format.name} needs compute capability ${format.capability.toFixed(1)}`;
          yield {
            document: pod.document.id,
            path,
            problem: `chooses '${value}'; ${needs}, and ${model} has ${card.computeCapability.toFixed(1)}`,
            fix: `use ${format.instead}, or a card that has it: ${cardsWith(format.capability).join(', ')}`,
          };
        }
      }
    }
  },
};

function cardsWith(capability: number): readonly string[] {
  return GPU_MODEL_NAMES.filter((name) => (findGpu(name)?.computeCapability ?? 0) >= capability);
}

interface Choice {
  readonly path: string;
  readonly value: string;
}

function* choicesOf({ object, path }: Container): Generator<Choice> {
  for (const [index, item] of asList(object['env']).entries()) {
    const { name, value } = asObject(item);
    if (!chooses(asText(name) ?? '')) continue;
    yield { path: `${path}.env.${index}.value`, value: asText(value) ?? '' };
  }
  for (const field of ['command', 'args']) yield* flagsOf(asList(object[field]), `${path}.${field}`);
}

/** `--dtype=x`, `--dtype x`, and both within the text of a shell. */
function* flagsOf(list: readonly Json[], path: string): Generator<Choice> {
  const words = list.flatMap((item, index) =>
    (asText(item) ?? '').split(/\s+/).map((word) => ({ path: `${path}.${index}`, word: word.replaceAll(/["']/g, '') })),
  );
  for (const [position, { path: place, word }] of words.entries()) {
    const [, flag = '', given] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/.exec(word) ?? [];
    if (!chooses(flag)) continue;
    const next = words[position + 1];
    if (given !== undefined) yield { path: place, value: given };
    else if (next !== undefined) yield { path: next.path, value: next.word };
  }
}

/** A cache may have a format of its own. */
function chooses(name: string): boolean {
  const words = name.toLowerCase().replaceAll('_', '-');
  return CHOOSES.test(words) && !words.includes('cache');
}
