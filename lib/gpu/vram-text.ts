import {
  ALIVE_WIDTHS,
  cacheBytesOf,
  CONTEXT_BYTES,
  kvHeadsPerCard,
  STEP_TOKENS,
  UTILIZATION,
  weightsOf,
  type CardShare,
  type Cards,
  type ServedModel,
} from './memory';
import { cachePerToken, hiddenOf, type ModelShape } from './model-shape';
import { NUMBER_FORMATS } from './number-formats';

const KI = 2 ** 10;
const GI = 2 ** 30;

/** Bytes in GiB with two digits, the same on every machine. */
export function giText(bytes: number): string {
  return `${(bytes / GI).toFixed(2)} GiB`;
}

/** A whole number in groups of three digits. */
export function digits(value: number): string {
  return String(value).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** Every number behind a fit and where it is from, a line each. */
export function assumptionsOf(served: ServedModel, cards: Cards, share: CardShare): readonly string[] {
  const { card, tensorParallel: degree = 1, utilization = UTILIZATION } = cards;
  const part = `${Number((utilization * 100).toFixed(1))} %`;
  return [
    ...weightLines(served, degree, share),
    ...cacheLines(served, degree, share),
    overheadLine(served, share),
    `a server may take ${part} of the ${giText(card.usable)} of ${card.name} (${card.because}): ${giText(share.budget)}`,
  ];
}

function weightLines(served: ServedModel, degree: number, share: CardShare): readonly string[] {
  const { shape, format = 'bfloat16' } = served;
  const { bits } = NUMBER_FORMATS[format];
  const parameters = shape?.parameters;
  const all = giText(weightsOf(served));
  const unpacked = bits < 16 ? (shape?.unpacked ?? 0) : 0;
  const rest = unpacked === 0 ? '' : `, ${digits(unpacked)} of them in 16 bits`;
  const line =
    parameters === undefined
      ? `weights: the files' ${all}`
      : `weights: ${digits(parameters)} parameters in ${format}, ${bits} bits each${rest}: ${all}`;
  const assumed =
    served.format === undefined && parameters !== undefined ? ['no format is known: 16 bits are assumed'] : [];
  return [degree === 1 ? line : `${line}; split ${degree} ways, ${giText(share.weights)} a card`, ...assumed];
}

function cacheLines(served: ServedModel, degree: number, share: CardShare): readonly string[] {
  const { shape, context, concurrency = 1 } = served;
  if (shape === undefined) return ['cache: not judged, since neither a shape nor a config.json is given'];
  if (context === undefined) return ['cache: not judged, since no context is given'];
  const bytes = cacheBytesOf(served);
  const { layers, kvHeads, headSize } = shape;
  const token = `2 × ${layers} layers × ${kvHeads} KV heads × ${headSize} × ${bytes} bytes = ${kiText(cachePerToken(shape, bytes))} a token`;
  const requests = concurrency === 1 ? '1 request' : `${digits(concurrency)} requests`;
  const where = degree === 1 ? '' : ` a card, with ${kvHeadsPerCard(shape, degree)} KV heads on each`;
  return [
    `cache: ${token}; ${requests} of ${digits(context)} tokens: ${giText(share.cache)}${where}`,
    ...windowLines(shape, context),
  ];
}

function windowLines({ window, layers }: ModelShape, context: number): readonly string[] {
  if (window === undefined || window.tokens >= context) return [];
  return [`${window.layers} of ${layers} layers keep the last ${digits(window.tokens)} tokens only`];
}

function overheadLine({ shape, concurrency = 1 }: ServedModel, share: CardShare): string {
  const context = `${giText(CONTEXT_BYTES)} for the CUDA context and graphs`;
  if (shape === undefined) return `overhead: ${context}; what a step computes is not judged`;
  const tokens = digits(Math.max(STEP_TOKENS, concurrency));
  const alive = giText(share.overhead - CONTEXT_BYTES);
  return `overhead: ${context}; ${alive} for a step of ${tokens} tokens, ${ALIVE_WIDTHS} × ${digits(hiddenOf(shape))} numbers each`;
}

function kiText(bytes: number): string {
  return `${Number((bytes / KI).toFixed(2))} KiB`;
}
