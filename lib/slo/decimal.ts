/** A number without an error: `digits / 10^scale`. A budget of 0.001 is that, and not 0.0009999999999999432. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const PATTERN = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** Reads `99.5`; undefined where the text is no plain decimal number. */
export function toDecimal(text: string): Decimal | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, whole = '0', part = ''] = match;
  return { digits: BigInt(whole + part), scale: part.length };
}

/** A number that the library itself writes down. */
export function decimal(text: string): Decimal {
  const read = toDecimal(text);
  if (read === undefined) throw new Error(`${text} is no decimal number`);
  return read;
}

/** The product. */
export function times(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, scale: one.scale + other.scale };
}

/** The difference. */
export function minus(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { digits: digitsAt(one, scale) - digitsAt(other, scale), scale };
}

/** Below zero, zero or above, as the first number is less, the same or more. */
export function compare(one: Decimal, other: Decimal): number {
  const { digits } = minus(one, other);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** The least whole number that is not below it. */
export function ceiling({ digits, scale }: Decimal): number {
  const unit = 10n ** BigInt(scale);
  return Number((digits + unit - 1n) / unit);
}

/** The number as it is written, without zeros that say nothing. */
export function textOf({ digits, scale }: Decimal): string {
  const text = digits.toString().padStart(scale + 1, '0');
  if (scale === 0) return text;
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, '');
}

function digitsAt({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
