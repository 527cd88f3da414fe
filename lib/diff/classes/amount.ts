import type { Json } from '../../assembly/document';
import { toQuantity } from '../../check/quantity';

/** Reads an amount so that two can be compared; undefined where it is none. */
export type Measure = (value: Json) => bigint | undefined;

/** A number or a Kubernetes quantity: `2`, `250m`, `16Gi`. */
export const quantity: Measure = toQuantity;

/** Stands for an amount that nothing limits. */
export const UNLIMITED = 'no limit';

/** An amount, where none is more than any. */
export const orUnlimited: Measure = (value) => (value === UNLIMITED ? 10n ** 60n : toQuantity(value));

/** A whole number, or a share in percent of so many. */
export const shareOf =
  (whole: number): Measure =>
  (value) => {
    const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
    return percent === undefined ? toQuantity(value) : toQuantity((Number(percent) * whole) / 100);
  };

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration: `30s`, `1h30m`. */
export const duration: Measure = (value) => {
  if (typeof value === 'number') return toQuantity(value);
  if (typeof value !== 'string' || !/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  return BigInt(
    Math.round(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0) * 1e9),
  );
};
