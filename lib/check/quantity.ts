import type { Json } from '../assembly/document';

const DECIMAL: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const PATTERN = /^([+-]?)(\d+)?(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?$/;
const ONE = 10n ** 9n;

/**
 * The value of a Kubernetes quantity in billionths, so that it is exact and two spellings of one amount are equal;
 * undefined where it isn't a quantity.
 */
export function toQuantity(value: Json | undefined): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? PATTERN.exec(text) : null;
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const [above, below] = scaleOf(suffix, Number(exponent));
  const divisor = 10n ** BigInt(fraction.length) * below;
  // What is finer than a billionth is rounded up, as the API server does.
  const amount = (BigInt(whole + fraction) * above + divisor - 1n) / divisor;
  return sign === '-' ? -amount : amount;
}

function scaleOf(suffix: string, exponent: number): readonly [above: bigint, below: bigint] {
  const power = BINARY.indexOf(suffix) + 1;
  if (power > 0) return [1024n ** BigInt(power) * ONE, 1n];
  const above = DECIMAL[suffix] ?? ONE;
  return exponent < 0 ? [above, 10n ** BigInt(-exponent)] : [above * 10n ** BigInt(exponent), 1n];
}

/** True for a whole number of units: bytes, pods, GPUs. */
export function isWhole(quantity: bigint): boolean {
  return quantity % ONE === 0n;
}

/** Multiplies by a whole number. */
export function times(quantity: bigint, count: number): bigint {
  return quantity * BigInt(count);
}

/** Writes a quantity for people: binary units where it is a whole number of them, thousandths where it is none of one. */
export function showQuantity(quantity: bigint): string {
  if (!isWhole(quantity)) return `${String((quantity + 999_999n) / 1_000_000n)}m`;
  const units = quantity / ONE;
  for (let power = BINARY.length; power > 0; power -= 1) {
    const size = 1024n ** BigInt(power);
    if (units >= size && units % size === 0n) return `${String(units / size)}${BINARY[power - 1] ?? ''}`;
  }
  return String(units);
}
