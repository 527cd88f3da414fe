import type { Objective } from '../lib/slo/objective';
import type { Duration } from '../lib/units';

/** A counter of requests that the service's own code exposes. */
export interface OwnCounter {
  /** As it is exposed: `spamcheck_verdicts_total`. */
  readonly counter: string;
  /** The label that tells failures apart, and the pattern of its values: `{ outcome: 'error|timeout' }`. */
  readonly errors: Readonly<Record<string, string>>;
  /** Whether the code creates its series at zero when it starts.
   *  @defaultValue false: the first value of a series counts as well, or the first failures would be seen by nobody */
  readonly bornAtZero?: boolean;
}

/** A histogram of how long requests take that the service's own code exposes. */
export interface OwnHistogram {
  /** As it is exposed, without `_bucket`: `spamcheck_duration_seconds`. */
  readonly histogram: string;
  /** The upper bounds that the code gave it, in seconds, ascending. */
  readonly buckets: readonly number[];
  /** Whether the code creates its series at zero when it starts.
   *  @defaultValue false */
  readonly bornAtZero?: boolean;
}

/** The share of requests that don't fail, by another measure than the load balancer's. */
export interface AvailabilityOf {
  /** Percent. */
  readonly objective: Objective;
  /** A counter that a profile or a well-known library exposes, `'grpc_server_handled_total'`, or one of the service's own. */
  readonly of: string | OwnCounter;
}

/** How long requests may take: of 100, so many take no longer. Exactly one of the shares. */
export interface LatencyProps {
  /** Of 100 requests, 95 take no longer. */
  readonly p95?: Duration;
  /** Of 100 requests, 99 take no longer. */
  readonly p99?: Duration;
  /** Of 1000 requests, 999 take no longer. */
  readonly 'p99.9'?: Duration;
  /** A histogram that a profile or a well-known library exposes, `'vllm:time_to_first_token_seconds'`, or one of the service's own.
   *  @defaultValue the load balancer's, to the last byte of an answer */
  readonly of?: string | OwnHistogram;
}

/** One more measure. */
export type MoreSli =
  | { readonly availability: AvailabilityOf }
  | { readonly latency: LatencyProps & { readonly of: string | OwnHistogram } };

/** What users may count on, and by what it is measured. Each measure has its own budget and alerts. */
export interface SloProps {
  /** Percent of requests that don't fail, at the load balancer or by a metric. From beta on, gRPC needs a metric; the load balancer tells beside it
   *  that nobody answers.
   *  @defaultValue 99 while experimental, 99.5 in beta, 99.9 when generally available */
  readonly availability?: Objective | AvailabilityOf;
  /** How long requests may take. From beta on, streams need a histogram of first tokens.
   *  @defaultValue none: nobody else can know what is fast enough */
  readonly latency?: LatencyProps;
  /** Further measures, by name. They open tickets; the first pages where nothing else is measured, or counts gRPC calls.
   *  @defaultValue none */
  readonly also?: Readonly<Record<string, MoreSli>>;
}
