import { SHOWN_METRICS } from '../../../lib/dashboards/metrics';
import { SERVER_GAUGES } from '../../../lib/dashboards/servers';
import { names } from '../../../lib/names';
import type { LogMetrics } from '../../../lib/slo/log-metrics';
import type { Read } from '../../support/documents';

/** What tells how much there is to do. */
const LOADS = new Set([
  'kube_horizontalpodautoscaler_status_desired_replicas',
  ...Object.values(SERVER_GAUGES).flatMap((gauges) => gauges.map(({ name }) => name)),
]);

/** What load balancers say of each service, and what dashboards show beside it, as exporters would. */
export class World {
  private readonly asked = new Map<string, { good: number; bad: number }>();
  /** Services of which every request fails. */
  readonly failing = new Set<string>();
  /** Services of which load balancers say nothing any more. */
  readonly lost = new Set<string>();
  private ticks = 0;

  constructor(
    private readonly backends: ReadonlyMap<string, Readonly<Record<string, string>>>,
    /** ExternalSecrets, all of which arrive. */
    private readonly secrets: readonly Read[],
    /** The counters of logs, and the project that they are in. */
    private readonly logs: LogMetrics,
    private readonly project: string,
    /** What pods count of themselves, a series each; nothing of it goes wrong. */
    private readonly counted: readonly string[],
  ) {
    for (const service of backends.keys()) this.asked.set(service, { good: 0, bad: 0 });
  }

  /** A second of traffic: twenty requests a service. */
  expose(): string {
    this.ticks += 1;
    const lines = [...this.asked].flatMap(([service, count]) => {
      if (this.lost.has(service)) return [];
      if (this.failing.has(service)) count.bad += 20;
      else count.good += 20;
      const { metric = '', ...labels } = this.backends.get(service) ?? {};
      const line = (code: string, value: number) =>
        `${metric}{${labelText({ ...labels, response_code_class: code })}} ${value}`;
      return [line('200', count.good), ...(count.bad > 0 ? [line('500', count.bad)] : [])];
    });
    const probed = `probe_success{job="${names.internalApiProbe}"} 1`;
    return `${[...lines, probed, ...this.arrived(), ...this.written(), ...this.counts(), ...this.shown()].join('\n')}\n`;
  }

  /** What External Secrets says, read without its own labels in front. */
  private arrived(): string[] {
    return this.secrets.flatMap(({ metadata: { name, namespace } }) =>
      ['True', 'False'].map((status) => {
        const labels = labelText({ name, namespace, condition: 'Ready', status });
        return `externalsecret_status_condition{${labels}} ${status === 'True' ? 1 : 0}`;
      }),
    );
  }

  /** What stackdriver_exporter says of logs: ten lines a second, of which one is text. */
  private written(): string[] {
    const { lines, text } = this.logs;
    return [...this.asked.keys()].flatMap((service) => {
      const labels = labelText({
        project_id: this.project,
        namespace_name: service,
        container_name: 'api',
        pod_name: 'api-1',
        log: 'stdout',
      });
      return [`${lines.name}{${labels}} ${10 * this.ticks}`, `${text.name}{${labels}} ${this.ticks}`];
    });
  }

  private counts(): string[] {
    return this.counted.map((series) => `${series} ${20 * this.ticks}`);
  }

  /** What a metric says; nothing of it may run full, or more is told than an outage. */
  private valueOf(name: string): number {
    if (LOADS.has(name)) return 0.5;
    return name.endsWith('generation') ? Math.floor(this.ticks / 3) : this.ticks;
  }

  /** Every metric of the contract that rules don't record, with the labels that it says. */
  private shown(): string[] {
    return SHOWN_METRICS.filter(({ by }) => by !== 'rules of services' && by !== 'whoever evaluates rules').flatMap(
      ({ name, labels }) =>
        [...this.asked.keys()].flatMap((service) =>
          (labels.includes('type') ? ['used', 'hard'] : ['']).map((type) => {
            const own: Record<string, string> = {
              namespace: service,
              deployment: 'api',
              container: 'api',
              phase: 'Pending',
              type,
            };
            const values = Object.fromEntries(labels.map((label) => [label, own[label] ?? `some-${label}`]));
            return `${name}{${labelText(values)}} ${this.valueOf(name)}`;
          }),
        ),
    );
  }
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}
