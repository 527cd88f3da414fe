import { PROFILES } from '../profiles/profiles';
import type { ProfileSignals } from '../profiles/profile';
import type { GaugeMetric } from '../slo/metric';

const gauges = (of: (signals: ProfileSignals) => readonly GaugeMetric[] | undefined): readonly GaugeMetric[] =>
  Object.values(PROFILES).flatMap(({ signals }) => (signals && of(signals)) ?? []);

/** What model servers tell of their load, each in its own words: a panel shows whichever of them is there. */
export const SERVER_GAUGES = {
  waiting: gauges(({ queue }) => queue?.metrics),
  running: gauges(({ concurrency }) => concurrency),
  memory: gauges(({ memory }) => memory),
} as const;

/** The gauges of all servers as one expression; a pod runs one of them. */
export function anyOf(metrics: readonly GaugeMetric[], selector: string): string {
  return metrics.map(({ name }) => `${name}{${selector}}`).join(' or ');
}
