/** Hours that Google counts in a month. */
export const HOURS_A_MONTH = 730;

const MICROS_A_CENT = 10_000n;

/** Millionths of a dollar; undefined where a price is none: not above 0, or finer than a millionth can be. */
export function toMicros(dollars: number): bigint | undefined {
  const micros = Math.round(dollars * 1_000_000);
  return Number.isSafeInteger(micros) && micros > 0 ? BigInt(micros) : undefined;
}

/** A fraction of whole numbers above 0, rounded to the nearest one, a half up. */
export function rounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/** Whole cents of millionths of a dollar, a half rounded up. */
export function toCents(micros: bigint): bigint {
  return rounded(micros, MICROS_A_CENT);
}

/**
 * Divides whole cents by weights so that the parts sum to the whole: each gets its share rounded down, and those that lost most get a
 * cent more, the first ones first. Without any weight nobody gets anything.
 */
export function divide(cents: bigint, weights: readonly bigint[]): readonly bigint[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0n);
  if (all === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (cents * weight) / all);
  const left = Number(cents - parts.reduce((sum, part) => sum + part, 0n));
  const losers = weights
    .map((weight, index) => ({ index, lost: (cents * weight) % all }))
    .sort((one, other) => (one.lost === other.lost ? one.index - other.index : one.lost < other.lost ? 1 : -1))
    .slice(0, left);
  for (const { index } of losers) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

/** `$1,234.56`. */
export function dollars(cents: bigint): string {
  return `$${plainAmount(cents)}`;
}

/** `1,234.56`. */
export function plainAmount(cents: bigint): string {
  const text = String(cents).padStart(3, '0');
  const whole = text.slice(0, -2).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
  return `${whole}.${text.slice(-2)}`;
}

/** What something costs more or less than before: `+1,234.56`, `-0.50`. */
export function signedAmount(cents: bigint): string {
  return cents < 0n ? `-${plainAmount(-cents)}` : `+${plainAmount(cents)}`;
}
