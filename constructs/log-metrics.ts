import { LoggingMetric } from '@cdktf/provider-google/lib/logging-metric';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { servicesFilter } from '../lib/logs/team-filter';
import { names } from '../lib/names';
import { findLogMetrics } from '../lib/slo/log-metrics';
import { platformTrace } from './platform-trace';

/** Where the counters are emitted, and the environment whose logs they count. */
export interface LogMetricsProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
}

const COUNTED = [
  { lines: 'lines', more: '', of: 'Lines that pods of services write' },
  { lines: 'text', more: ' AND textPayload:*', of: 'Lines that pods of services write as text' },
] as const;

/**
 * Counts what pods of services write, and how much of it is text: two counters for all services, since a project may have 500. Nothing is
 * emitted where no rule would find them.
 * @example
 * ```ts
 * new LogMetrics(this, 'log-metrics', { blocks, spec: env.spec });
 * ```
 */
export class LogMetrics extends Construct {
  constructor(scope: Construct, id: string, { blocks, spec }: LogMetricsProps) {
    super(scope, id);
    if (findLogMetrics(spec) === undefined) return;
    const { project } = spec.google;
    for (const { lines, more, of } of COUNTED) {
      const address = `log_${lines}`;
      const metric = new LoggingMetric(blocks, `${address}-metric`, {
        project,
        name: names.logMetric(spec.name, lines),
        filter: `${servicesFilter(spec)}${more}`,
        description: `${of} in ${spec.name}`,
        metricDescriptor: { metricKind: 'DELTA', valueType: 'INT64', unit: '1' },
      });
      metric.overrideLogicalId(address);
      trace(
        metric,
        platformTrace(spec, 'log-metrics', {
          project: { fact: 'google.project' },
          name: { rule: 'what rules ask for: docs/guides/log-metrics.md' },
          filter: { rule: 'the label that every pod of a service has' },
          metric_descriptor: { rule: 'a count of lines, by the container that writes them' },
        }),
      );
    }
  }
}
