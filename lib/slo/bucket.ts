import { compare, decimal, textOf, times, toDecimal } from './decimal';
import type { HistogramMetric, Matcher } from './metric';

/** The bucket that stands for a threshold. */
export interface Bucket {
  /** Its upper bound in milliseconds, as a decimal number. */
  readonly milliseconds: string;
  /** Whether the threshold itself is no bound. */
  readonly snapped: boolean;
  /** Finds its series, however the bound is spelled. */
  readonly le: Matcher;
}

const THOUSAND = decimal('1000');

/** The least bucket that holds a threshold: what is within the promise is never called slow. Undefined where none does. */
export function bucketFor({ unit, bounds, wholePart }: HistogramMetric, milliseconds: number): Bucket | undefined {
  const wanted = toDecimal(String(milliseconds));
  if (wanted === undefined) return undefined;
  const inMilliseconds = (bound: string) => (unit === 's' ? times(decimal(bound), THOUSAND) : decimal(bound));
  const bound = bounds.find((one) => compare(inMilliseconds(one), wanted) >= 0);
  if (bound === undefined) return undefined;
  // Whoever asks for less than half of the finest bucket has asked for what nobody measures.
  if (bound === bounds[0] && compare(times(wanted, decimal('2')), inMilliseconds(bound)) < 0) return undefined;
  return {
    milliseconds: textOf(inMilliseconds(bound)),
    snapped: compare(inMilliseconds(bound), wanted) !== 0,
    le: { label: 'le', by: '=~', value: spellings(bound, wholePart === true) },
  };
}

/** PRM-3: `le` is a text, and whole numbers have two spellings. */
function spellings(bound: string, wholePart: boolean): string {
  const [whole = '', part] = bound.split('.');
  if (wholePart && part !== undefined) return `${whole}([.].*)?`;
  return part === undefined ? `${whole}([.]0)?` : `${whole}[.]${part}`;
}

/** A bound as people read it: `836.7ms`, `2.5s`. */
export function shownBound(milliseconds: string): string {
  const value = Number(milliseconds);
  return value >= 1000 ? `${Number((value / 1000).toFixed(2))}s` : `${Number(value.toFixed(1))}ms`;
}
