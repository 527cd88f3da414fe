import type { Bucket } from './bucket';
import type { CounterMetric, HistogramMetric, Matcher, Measured } from './metric';
import type { Promised } from './objective';
import { secondsOf, type Window } from './windows';

/** How bad things look to users, in words that routing knows. */
export type Severity = 'page' | 'ticket';

/** One measure with one promise; several stand side by side, and are never mixed into one. */
export interface Sli {
  /** `lb-availability`; its own among those of the service. */
  readonly name: string;
  readonly promised: Promised;
  readonly measure:
    | { readonly kind: 'errors'; readonly metric: CounterMetric }
    | { readonly kind: 'slow'; readonly metric: HistogramMetric; readonly bucket: Bucket };
  /** Which series of the metric are this service's. */
  readonly selector: readonly Matcher[];
  /** What a fast burn is. */
  readonly severity: Severity;
}

/** PromQL for the requests each second over a window. */
export function totalOf({ measure, selector }: Sli, window: Window): string {
  const { metric } = measure;
  const name = measure.kind === 'errors' ? metric.name : `${metric.name}_count`;
  return counted(name, metric, selector, window);
}

/**
 * PromQL for the failures each second over a window; 0 where there was none, and nothing where nothing is known.
 * `total` is the series that the requests were recorded as just before.
 */
export function failuresOf({ measure, selector }: Sli, window: Window, total: string): string {
  if (measure.kind === 'errors') {
    const { metric } = measure;
    const failed = counted(metric.failures ?? metric.name, metric, [...selector, metric.errors], window);
    return `(${failed})\nor\n(0 * sum(${total}))`;
  }
  const { metric, bucket } = measure;
  // A bucket that isn't there leaves nothing: that no data arrive is told, where a zero would hide it.
  return `sum(${total})\n-\n${counted(`${metric.name}_bucket`, metric, [...selector, bucket.le], window)}`;
}

/** A selector as PromQL spells it. */
export function spelled(matchers: readonly Matcher[]): string {
  return `{${matchers.map(({ label, by, value }) => `${label}${by}${quoted(value)}`).join(',')}}`;
}

/**
 * PromQL for what is counted each second over a window, in all or by a label.
 * PRM-2: a series that appears at 40 has no rate. Where a metric isn't there at zero before, its first value counts as well, unless
 * the series was seen within the day before: one that was only out of sight counts nothing twice.
 */
export function counted(
  name: string,
  { always = [], bornAtZero }: Pick<Measured, 'always' | 'bornAtZero'>,
  selector: readonly Matcher[],
  window: Window,
  by?: string,
): string {
  const sum = by === undefined ? 'sum' : `sum by (${by}) `;
  const series = `${name}${spelled([...always, ...selector])}`;
  const rate = `rate(${series}[${window}])`;
  if (bornAtZero) return `${sum}(${rate})`;
  const first = `min_over_time(${series}[${window}]) / ${secondsOf(window)}`;
  return `${sum}((${rate} + (${first} unless last_over_time(${series}[1d] offset ${window}))) or ${rate})`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, (character) => `\\${character}`)}"`;
}
