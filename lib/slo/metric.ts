import type { Versions } from '../profiles/profile';

/** How a label is matched. */
export interface Matcher {
  readonly label: string;
  readonly by: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What every metric has that a rule may name. A rule that names another is refused. */
export interface Measured extends Versions {
  /** As it is exposed; of a histogram without `_bucket` and `_count`. */
  readonly name: string;
  /** Who exposes it, for people. */
  readonly by: string;
  /** The labels that rules may select by, as they are spelled. */
  readonly labels: readonly string[];
  /** What every selector of it has: which resource is meant, which of several reporters. */
  readonly always?: readonly Matcher[];
  /** Whether its series are there, at zero, before anything happens. Where not, the first failure of a service's life is a
   *  series that appears above zero, which no rate shows; rules then count its first value. */
  readonly bornAtZero: boolean;
  /** Its series go when nothing is asked, so that nothing may mean that nobody asks. */
  readonly quietIsAbsent?: true;
  /** Seconds until what happened can be seen. */
  readonly delay: number;
  /** What its requests are spoken in, where it counts no others. */
  readonly protocol?: 'http' | 'grpc';
  /** Why it can't be an objective, where it can't. */
  readonly unfit?: string;
}

/** Counts requests, and by a label which of them failed. */
export interface CounterMetric extends Measured {
  readonly kind: 'counter';
  readonly errors: Matcher;
  /** The counter that has the failures, where it is another. */
  readonly failures?: string;
}

/** Counts requests by how long they took. */
export interface HistogramMetric extends Measured {
  readonly kind: 'histogram';
  readonly unit: 's' | 'ms';
  /** Upper bounds in that unit, ascending, as decimal numbers. */
  readonly bounds: readonly string[];
  /** Powers have digits without end, and no two exporters write the same of them: only the whole part is compared. */
  readonly wholePart?: true;
  /** Doesn't grow with what is answered: the time to a first token, or of each. Of a stream, nothing else says whether it is slow. */
  readonly fitsStreams?: true;
}

/** What there is of something at a moment. */
export interface GaugeMetric extends Measured {
  readonly kind: 'gauge';
  /** What it counts, for people: `requests that wait`. */
  readonly of: string;
}

/** A metric that rules may name, as the one who exposes it spells it. */
export type Metric = CounterMetric | HistogramMetric | GaugeMetric;
