import { findProfile } from '../lib/profiles/profiles';
import { emittedBy } from '../lib/slo/contract';
import type { Limits } from '../lib/slo/saturation';
import type { PodScrape } from './pod-scrape';
import type { ServiceScope, WorkloadSummary } from './service-scope';
import { podSeries } from './slo-settings';
import type { WorkloadSettings } from './workload-settings';

/** A workload that may run full. */
export interface LimitedWorkload {
  readonly settings: WorkloadSettings;
  readonly summary: WorkloadSummary;
  readonly scrape: PodScrape;
}

/** Has a service told of what runs full in a workload; the metrics of its server are read where they can be fetched. */
export function watchLimits(service: ServiceScope, { settings, summary, scrape }: LimitedWorkload): void {
  const { profile: server, scaling } = settings;
  const signals = server && findProfile(server.name)?.signals;
  const queue = signals?.queue;
  const waiting = server && emittedBy(queue?.metrics ?? [], server.version);
  const memory = server && emittedBy(signals?.memory ?? [], server.version);
  if ((waiting ?? memory) !== undefined && scrape.possible) scrape.readBy('serves.profile');
  service.limits.push((): Limits => {
    // Others may have them fetched as well.
    const scraped = summary.scraped !== undefined;
    return {
      workload: summary.name,
      pods: podSeries(service.spec, service.id, summary.name),
      scraped,
      ...(scaling && { scaledBy: scaling.metric?.name ?? 'cpu' }),
      ...(scraped && waiting && queue && { queue: { metric: waiting, target: queue.target } }),
      ...(scraped && memory && { memory }),
      ...(summary.gpu !== undefined && signals?.takesMemory !== true && { memory: 'card' as const }),
    };
  });
}
