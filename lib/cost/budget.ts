import type { ServiceCost } from './services';

/** A sum of money a month: `'3000 USD'`, `'249.50 USD'`. */
export type Budget = `${number} USD`;

const PATTERN = /^(0|[1-9]\d{0,11})(?:\.(\d{1,2}))? USD$/;

/** Whole cents of a budget; undefined where it is none or is nothing. */
export function toBudgetCents(budget: unknown): bigint | undefined {
  const match = typeof budget === 'string' ? PATTERN.exec(budget) : null;
  if (match === null) return undefined;
  const [, whole = '0', part = ''] = match;
  const cents = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
  return cents > 0n ? cents : undefined;
}

/** The smallest whole budget that so many cents are within. */
export function budgetFor(cents: bigint): Budget {
  return `${Number((cents + 99n) / 100n)} USD`;
}

/** What a budget comes to: within it, above it, above it with all pods only, or nobody can say. */
export type BudgetVerdict = 'within' | 'exceeded' | 'ceiling' | 'unknown';

/** What is unknown makes it dearer, never cheaper: what is above without it, is above. */
export function verdictOf(
  given: string,
  { amounts, unknown }: Pick<ServiceCost, 'amounts' | 'unknown'>,
): BudgetVerdict {
  const cents = toBudgetCents(given);
  if (cents === undefined) return 'unknown';
  if (amounts.expected > cents) return 'exceeded';
  if (unknown.length > 0) return 'unknown';
  return amounts.ceiling > cents ? 'ceiling' : 'within';
}
