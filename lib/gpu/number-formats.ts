import type { Objection } from '../props';
import { FORMATS } from './catalogue';

/** A number format that weights are kept in. */
export interface NumberFormat {
  readonly bits: number;
  /** Compute capability from which a card computes with it. */
  readonly capability: number;
}

/** Number formats by the names that servers know; lib/gpu/catalogue.ts has the capabilities. */
export const NUMBER_FORMATS = {
  float32: { bits: 32, capability: 0 },
  bfloat16: { bits: 16, capability: FORMATS.bf16 },
  float16: { bits: 16, capability: FORMATS.float16 },
  fp8: { bits: 8, capability: FORMATS.fp8 },
  int8: { bits: 8, capability: FORMATS.int8 },
  fp4: { bits: 4, capability: FORMATS.fp4 },
  // Weights alone are packed (AWQ, GPTQ); the kernels of servers that unpack them begin with the T4. From memory.
  int4: { bits: 4, capability: 7.5 },
} as const satisfies Readonly<Record<string, NumberFormat>>;

/** The name of a number format. */
export type NumberFormatName = keyof typeof NUMBER_FORMATS;

/** The names of all number formats. */
export const NUMBER_FORMAT_NAMES = Object.keys(NUMBER_FORMATS) as readonly NumberFormatName[];

/** Weights that share one scale where they have four bits, unless the files say otherwise. */
const GROUP = 128;
/** Bits of a group's scale and zero point. */
const SCALE_BITS = 20;

/** Whether a card of this compute capability can compute with a format. */
export function canCompute(format: NumberFormatName, computeCapability: number): boolean {
  return computeCapability >= NUMBER_FORMATS[format].capability;
}

/** Bytes of so many weights, with the scales of those that have four bits. */
export function bytesOf(weights: number, format: NumberFormatName, group = GROUP): number {
  const { bits } = NUMBER_FORMATS[format];
  return Math.ceil((weights * bits) / 8) + (bits === 4 ? Math.ceil(weights / group) * (SCALE_BITS / 8) : 0);
}

/** A card to be chosen, as far as number formats go. */
export interface FormatCard {
  readonly name: string;
  readonly computeCapability: number;
}

/**
 * Why a model can't run in its format on a card, or undefined where it can: the server would crash at start. The fix names the format
 * that the card has, and the cards on offer that have the format.
 */
export function formatObjection(
  format: NumberFormatName,
  card: FormatCard,
  offered: readonly FormatCard[],
): Objection | undefined {
  if (canCompute(format, card.computeCapability)) return undefined;
  const needed = NUMBER_FORMATS[format].capability;
  const fitting = offered
    .filter(({ computeCapability }) => canCompute(format, computeCapability))
    .map(({ name }) => name);
  const cards = fitting.length === 0 ? 'none on offer has it' : `or choose ${fitting.sort().join(', ')}`;
  return {
    code: 'GPU_FORMAT_UNSUPPORTED',
    problem: `${format} needs compute capability ${needed.toFixed(1)}, and ${card.name} has ${card.computeCapability.toFixed(1)}`,
    fix: `use float16 (--dtype=float16), ${cards}`,
    allowed: NUMBER_FORMAT_NAMES.filter((name) => canCompute(name, card.computeCapability)),
  };
}
