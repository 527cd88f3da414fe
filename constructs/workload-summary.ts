import { podsOfStrategy, type Strategy } from '../lib/gpu/strategy';
import { storageOf } from './pod';
import type { WorkloadSummary } from './service-scope';
import type { WorkloadShape } from './workload';
import type { WorkloadSettings } from './workload-settings';

/** What a workload tells its service. */
export function summarize(
  name: string,
  settings: WorkloadSettings,
  { pod, gpu, fit, node }: WorkloadShape,
  strategy: Strategy,
): WorkloadSummary {
  const { image, replicas, cpu, memory, port, protocol, callers, calls, secrets, stores, googleRoles, logs } = settings;
  const { surge } = podsOfStrategy(strategy, replicas);
  return {
    name,
    image,
    replicas,
    ...scaled(settings),
    surge,
    cpu,
    memory,
    storage: storageOf(pod),
    gpu,
    sidecar: pod.weights?.sidecar,
    fit,
    node,
    port,
    protocol,
    callers,
    calls,
    secrets,
    stores,
    googleRoles,
    ...(logs.format === 'text' && { logs }),
  };
}

function scaled({ scaling }: WorkloadSettings): Pick<WorkloadSummary, 'scaling'> {
  if (scaling === undefined) return {};
  const { min, max, signal, metric, target } = scaling;
  return { scaling: { min, max, signal, ...(metric && { metric: metric.name }), target } };
}
