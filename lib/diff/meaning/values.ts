import type { Json } from '../../assembly/document';
import { toQuantity } from '../../check/quantity';

/** `1000m` and `1` are one amount, `1G` and `1Gi` are two. */
export function quantity(value: Json): Json {
  const amount = toQuantity(value);
  return amount === undefined ? value : `quantity ${amount}`;
}

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 10n ** 9n,
  m: 60n * 10n ** 9n,
  h: 3_600n * 10n ** 9n,
  d: 86_400n * 10n ** 9n,
  w: 604_800n * 10n ** 9n,
  y: 31_536_000n * 10n ** 9n,
};
const PART = /(\d+)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h|d|w|y)/g;
const DURATION = new RegExp(`^(?:${PART.source})+$`);

/** `60s` and `1m` are one duration. */
export function duration(value: Json): Json {
  if (value === '0') return 'duration 0';
  if (typeof value !== 'string' || !DURATION.test(value)) return value;
  // In picoseconds times what the longest fraction needs, so that nothing is rounded.
  const scale = 10n ** 18n;
  const sum = [...value.matchAll(PART)].reduce((all, [, whole = '', fraction = '', unit = '']) => {
    const digits = BigInt(whole + fraction);
    return all + (digits * scale * (NANOSECONDS[unit] ?? 0n)) / 10n ** BigInt(fraction.length);
  }, 0n);
  return sum === 0n ? 'duration 0' : `duration ${sum}`;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number, also where it is written as a text. */
export function number(value: Json): Json {
  if (typeof value !== 'string' || !NUMBER.test(value)) return value;
  const read = Number(value);
  return Number.isSafeInteger(read) || /[.eE]/.test(value) ? read : value;
}

/** A boolean, also where it is written as a text. */
export function boolean(value: Json): Json {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

/** A text, also where it is written as a number or a boolean. */
export function text(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
