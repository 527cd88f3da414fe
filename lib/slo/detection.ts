import { ceiling, decimal, times } from './decimal';
import type { Sli } from './sli';
import { FAST, INTERVAL, secondsOf, type BurnAlert } from './windows';

/**
 * Seconds until an alert tells of a total outage, where requests come steadily: until the long window has failed enough, the measure
 * is seen, the rules have run, and the alert has held. Rounded up to minutes.
 */
export function outageDetection(sli: Sli, { pairs, holds }: BurnAlert = FAST): number {
  const enough = pairs.map(({ long, burn }) =>
    ceiling(times(times(burn, sli.promised.budget), decimal(String(secondsOf(long))))),
  );
  const seconds = Math.min(...enough) + sli.measure.metric.delay + INTERVAL + holds;
  return Math.ceil(seconds / 60) * 60;
}
