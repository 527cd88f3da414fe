import { Construct } from 'constructs';
import type { PodsSpec } from '../lib/environment-spec';
import { selectorLabels, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { SCRAPE_INTERVAL, scraperOf } from '../lib/scrape/scraper';
import { emit } from './kubernetes';
import { fact, requireScope, rule, why, type ServiceScope, type WorkloadSummary } from './service-scope';
import { evaluatorOf } from './slo-settings';
import type { WorkloadSettings } from './workload-settings';

/** Whose metrics may be fetched. */
export interface PodScrapeProps {
  /** What the workload tells its service. */
  readonly summary: WorkloadSummary;
  /** Its props, checked and complete. */
  readonly settings: WorkloadSettings;
  /** The reader of its props. */
  readonly props: Props;
}

/**
 * Has the metrics of a workload fetched, once something reads them: a monitor for whoever evaluates rules, and the way in for exactly
 * those pods that fetch. Nothing is fetched that nobody reads.
 * @example
 * ```ts
 * this.scrape.readBy('slo.latency');
 * ```
 */
export class PodScrape extends Construct {
  private readonly readers: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly given: PodScrapeProps,
  ) {
    super(scope, id);
    const service = requireScope(this);
    service.env.onFinish(() => {
      const [first] = this.readers;
      const { scraped } = given.summary;
      const scraper = scraperOf(service.spec);
      if (first !== undefined && scraped !== undefined && scraper !== undefined)
        this.emit(service, scraped, scraper, first);
    });
  }

  /** Whether metrics can be fetched here at all. */
  get possible(): boolean {
    return scraperOf(requireScope(this).spec) !== undefined && metricsOf(this.given.settings) !== undefined;
  }

  /** Something reads a metric of the pods because of a prop; what stands in the way is refused there. */
  readBy(prop: string): void {
    const { spec } = requireScope(this);
    const { settings, props, summary } = this.given;
    if (scraperOf(spec) === undefined) {
      const problem = `is a metric of the pods, and ${spec.name} does not say who fetches those`;
      const fix = "say so among its facts: prometheus: { scraper: { namespace: 'monitoring', labels: { … } } }";
      props.refuse(prop, { code: 'SCRAPER_UNKNOWN', problem, fix });
      return;
    }
    const metrics = metricsOf(settings);
    if (metrics === undefined) {
      const problem = 'is a metric of the pods, and nothing says where they show it: gRPC has no pages';
      props.refuse(prop, {
        code: 'METRICS_PORT_MISSING',
        problem,
        fix: 'name it: serves: { metrics: { port: 9090 } }',
      });
      return;
    }
    this.readers.push(prop);
    summary.scraped = metrics;
    if (settings.metrics === undefined)
      props.note('serves.metrics', {
        value: { ...metrics },
        origin: 'default',
        because: 'most libraries show their metrics there',
      });
  }

  private emit(
    service: ServiceScope,
    { port, path }: { readonly port: number; readonly path: string },
    { namespace, labels }: PodsSpec,
    reader: string,
  ): void {
    const { settings, props, summary } = this.given;
    const { spec, id, owner } = service;
    const workload = names.workload(summary.name);
    const own = workloadLabels(id, summary.name, owner);
    const metadata = { name: workload, namespace: names.namespace(id) };
    const selector = { matchLabels: selectorLabels(id, summary.name) };
    const endpoint = { port: port === settings.port ? settings.protocol : 'metrics', path, interval: SCRAPE_INTERVAL };
    const causes = {
      spec: props.cause(reader),
      'spec.selector': rule(`the pods of ${summary.name}`),
      'metadata.labels': fact('prometheus.monitorSelector'),
    };
    if (evaluatorOf(spec) === 'google') {
      const targetLabels = { metadata: ['container', 'pod', 'top_level_controller_name', 'top_level_controller_type'] };
      emit(
        service.grants,
        'PodMonitoring',
        { metadata: { ...metadata, labels: own }, spec: { selector, endpoints: [endpoint], targetLabels } },
        why(this, service, props, {
          ...causes,
          kind: fact('prometheus.rules'),
          'spec.targetLabels': rule('what rules select by: the container, beside project, cluster and namespace'),
          'metadata.labels': rule('whose it is, and how it is found'),
        }),
      );
    } else {
      emit(
        service.grants,
        'PodMonitor',
        {
          metadata: { ...metadata, labels: { ...own, ...spec.prometheus.monitorSelector } },
          // Labels of the target win over those of a metric: what rules select by can't be made up by a process.
          spec: { selector, podMetricsEndpoints: [{ ...endpoint, honorLabels: false }] },
        },
        why(this, service, props, causes),
      );
    }
    const from = [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        podSelector: { matchLabels: labels },
      },
    ];
    emit(
      service.grants,
      'NetworkPolicy',
      {
        metadata: { ...metadata, name: `${workload}-scrape`, labels: own },
        spec: {
          podSelector: selector,
          policyTypes: ['Ingress'],
          ingress: [{ from, ports: [{ protocol: 'TCP', port }] }],
        },
      },
      why(this, service, props, {
        'spec.ingress': fact('prometheus.scraper'),
        'spec.ingress.0.ports': props.cause('serves.metrics'),
        'spec.podSelector': rule(`the pods of ${summary.name}`),
      }),
    );
  }
}

/** Where a workload shows its metrics; over gRPC nobody can guess. */
function metricsOf({ metrics, protocol, port }: WorkloadSettings) {
  return metrics ?? (protocol === 'http' ? { port, path: '/metrics' } : undefined);
}
