import { Construct } from 'constructs';
import { dashboardOf } from '../lib/dashboards/dashboard';
import { DASHBOARDS } from '../lib/dashboards/names';
import type { ObjectChart } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { DASHBOARD_LABEL } from '../lib/labels';
import { names } from '../lib/names';
import { emit } from './kubernetes';
import { PLATFORM_LABELS, platformTrace } from './platform-trace';

/** Where dashboards are emitted, and the facts that they follow from. */
export interface DashboardsProps {
  readonly objects: ObjectChart;
  readonly spec: EnvironmentSpec;
}

/**
 * What people look at: all services, the promises of one, its GPUs and its rollouts, as ConfigMaps that Grafana's sidecar picks up. The
 * service is a variable, so that the same four do for any number. Nothing is emitted where the environment names no such Grafana.
 * @example
 * ```ts
 * new Dashboards(this, 'dashboards', { objects, spec: env.spec });
 * ```
 */
export class Dashboards extends Construct {
  constructor(scope: Construct, id: string, { objects, spec }: DashboardsProps) {
    super(scope, id);
    const { dashboards } = spec;
    if (dashboards === undefined) return;
    for (const name of DASHBOARDS) {
      const labels = { ...PLATFORM_LABELS, [DASHBOARD_LABEL]: name, ...dashboards.selector };
      emit(
        objects,
        'ConfigMap',
        {
          metadata: { name: names.dashboard(spec.name, name), namespace: dashboards.namespace, labels },
          data: { [`${name}.json`]: JSON.stringify(dashboardOf(name, spec)) },
        },
        platformTrace(spec, 'dashboards', {
          'metadata.namespace': { fact: 'dashboards.namespace' },
          'metadata.labels': { fact: 'dashboards.selector' },
          data: { rule: 'what rules record and exporters measure, as docs/guides/dashboards.md shows it' },
        }),
      );
    }
  }
}
