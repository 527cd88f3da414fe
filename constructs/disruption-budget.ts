import type { Construct } from 'constructs';
import { selectorLabels, workloadLabels } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { emit } from './kubernetes';
import { rule, why, type ServiceScope } from './service-scope';

/** Lets nodes drain one pod of a workload at a time. A single pod has no such budget: it would keep its node for ever. */
export function emitDisruptionBudget(workload: Construct, service: ServiceScope, read: Props, id: string): void {
  emit(
    service.objects,
    'PodDisruptionBudget',
    {
      metadata: {
        name: names.workload(id),
        namespace: names.namespace(service.id),
        labels: workloadLabels(service.id, id, service.owner),
      },
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: selectorLabels(service.id, id) },
      },
    },
    why(workload, service, read, {
      spec: rule('nodes drain one pod at a time, and never wait for a pod that is broken anyway'),
      metadata: read.cause('replicas'),
    }),
  );
}
