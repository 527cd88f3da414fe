import { decimal, type Decimal } from './decimal';

/** A span as PromQL spells it. */
export type Window = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d' | '30d';

/** How fast a budget is spent before somebody is told: both windows have to show it. */
export interface BurnPair {
  readonly long: Window;
  readonly short: Window;
  /** Times the rate at which a budget of 30 days lasts 30 days. */
  readonly burn: Decimal;
}

/** Pairs that one alert watches, and how long they have to hold. */
export interface BurnAlert {
  readonly pairs: readonly BurnPair[];
  /** Seconds. */
  readonly holds: number;
}

const pair = (long: Window, short: Window, burn: string): BurnPair => ({ long, short, burn: decimal(burn) });

/**
 * The windows of Google's SRE workbook (table 5-8: 2 % of a month's budget in an hour, 5 % in six, 10 % in three days), and a pair for
 * one day that Sloth and kubernetes-mixin have as well. A burn rate is the share of the budget × 30 days / the long window.
 */
export const FAST: BurnAlert = { pairs: [pair('1h', '5m', '14.4'), pair('6h', '30m', '6')], holds: 120 };
/** What can wait until somebody is at work. */
export const SLOW: BurnAlert = { pairs: [pair('1d', '2h', '3'), pair('3d', '6h', '1')], holds: 900 };

/** Windows that are worked out from the measure itself. */
export const MEASURED: readonly Window[] = ['5m', '30m', '1h'];
/** Windows that are sums of what was recorded for five minutes: cheap, and weighted by traffic. */
export const SUMMED: readonly Window[] = ['2h', '6h', '1d', '3d'];
/** What a budget is for. */
export const PERIOD: Window = '30d';

/** Seconds between two evaluations of the rules that alert; sums are reckoned with it. */
export const INTERVAL = 60;
/** Seconds between two evaluations of the budget of a period. */
export const BUDGET_INTERVAL = 300;

/** Failures in the long window below which nobody is told: three in six requests say nothing. */
export const LEAST_FAILURES = 10;

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of a window. */
export function secondsOf(window: Window): number {
  return Number(window.slice(0, -1)) * (SECONDS[window.slice(-1)] ?? Number.NaN);
}

/** A span as people and PromQL both write it: `90s`, `15m`, `2h`. */
export function spanOf(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
