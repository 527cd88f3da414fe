import { spelled } from '../slo/sli';
import type { Matcher } from '../slo/metric';
import type { Scaling } from './scaling';

/** How long a pod that was seen is waited for. A pod that has not been seen yet only starts, and takes nothing. */
const REMEMBERED = '1h';

/**
 * What there is to do for all pods together, in PromQL. A pod that was seen and isn't any more counts as busy as a pod may be: one
 * broken scrape takes no pod away. Where nothing is seen at all the answer is empty, never zero, and whoever asked holds still.
 */
export function demandQuery({ metric, target }: Scaling, selector: readonly Matcher[]): string {
  if (metric === undefined) return '';
  const series = `${metric.name}${spelled(selector)}`;
  const sum = metric.kind === 'counter' ? `sum(rate(${series}[2m]))` : `sum(${series})`;
  const up = `up${spelled(selector)}`;
  const lost = `count(${up} == 0 and max_over_time(${up}[${REMEMBERED}]) == 1)`;
  return `${sum} + ${target} * (${lost} or vector(0))`;
}
