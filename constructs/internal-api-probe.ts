import { Construct } from 'constructs';
import type { ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { names } from '../lib/names';
import { SCRAPE_INTERVAL } from '../lib/scrape/scraper';
import { emit } from './kubernetes';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';

/** Where the probe is emitted, and its facts. */
export interface InternalApiProbeProps {
  readonly objects: ObjectChart;
  readonly spec: EnvironmentSpec;
}

/**
 * Has the environment's blackbox exporter ask the internal API twice a minute whether it answers, at the address that services are given.
 * Nothing is emitted where no exporter is among the facts, or nobody would be told.
 * @example
 * ```ts
 * new InternalApiProbe(this, 'probe', { objects, spec: env.spec });
 * ```
 */
export class InternalApiProbe extends Construct {
  constructor(scope: Construct, id: string, { objects, spec }: InternalApiProbeProps) {
    super(scope, id);
    const { alertmanager, gitlab, prometheus } = spec;
    const { prober, monitorSelector } = prometheus;
    if (prober === undefined || alertmanager === undefined) return;
    const name = names.internalApiProbe;
    const causes = {
      spec: { fact: 'prometheus.prober' },
      'metadata.labels': { fact: 'prometheus.monitorSelector' },
    };
    if ('pods' in prober) {
      // Google has no kind for probes: its collectors ask the exporter's pods, with the question in the address.
      const { pods, port, module } = prober;
      emit(
        objects,
        'PodMonitoring',
        {
          metadata: { name, namespace: pods.namespace, labels: PLATFORM_LABELS },
          spec: {
            selector: { matchLabels: pods.labels },
            endpoints: [
              {
                port,
                path: '/probe',
                interval: SCRAPE_INTERVAL,
                params: { module: [module], target: [gitlab.internalApi] },
              },
            ],
            targetLabels: { metadata: ['pod'] },
          },
        },
        platformTrace(spec, 'probe', {
          ...causes,
          'metadata.labels': { rule: 'whose it is, and how it is found' },
          'spec.endpoints.0.params.target': { fact: 'gitlab.internalApi' },
        }),
      );
      return;
    }
    emit(
      objects,
      'Probe',
      {
        metadata: { name, namespace: alertmanager.namespace, labels: { ...PLATFORM_LABELS, ...monitorSelector } },
        spec: {
          jobName: name,
          prober: { url: prober.address },
          module: prober.module,
          interval: SCRAPE_INTERVAL,
          targets: { staticConfig: { static: [gitlab.internalApi] } },
        },
      },
      platformTrace(spec, 'probe', {
        ...causes,
        'metadata.namespace': { fact: 'alertmanager.namespace' },
        'spec.jobName': { rule: 'what rules select by' },
        'spec.targets': { fact: 'gitlab.internalApi' },
      }),
    );
  }
}
