import type { Cause } from '../lib/engine/trace';
import { provisioningOf } from '../lib/gpu/shape';
import { GPU_SHAPE_LABEL, NODES_TAINT } from '../lib/labels';
import { names } from '../lib/names';
import type { Props } from '../lib/props';
import { ARM_TOLERATION } from './cpu-shape';
import { CONTAINER, TEMPLATE } from './deployment-causes';
import type { ChosenGpu } from './gpu-settings';
import type { PodShape } from './pod';
import { rule } from './service-scope';

const CLOUD = 'cloud.google.com';

/** How pods find the nodes that were asked for, and get on them. */
export function gpuPlacement(
  { shape, model }: ChosenGpu,
  nodes: string,
  service: string,
): Required<Pick<PodShape, 'nodeSelector' | 'tolerations'>> {
  const { partition, clients, capacity } = shape;
  const ways = provisioningOf(capacity);
  const ordered = typeof capacity === 'object' && 'fallback' in capacity;
  const className = names.computeClass(nodes);
  return {
    nodeSelector: {
      [`${CLOUD}/gke-accelerator`]: model.accelerator,
      [`${CLOUD}/gke-gpu-driver-version`]: model.driver.toLowerCase(),
      // Nodes that a ComputeClass makes carry its name, not our label.
      ...(ordered ? { [`${CLOUD}/compute-class`]: className } : { [GPU_SHAPE_LABEL]: nodes }),
      ...(partition === undefined ? {} : { [`${CLOUD}/gke-gpu-partition-size`]: partition }),
      ...(clients === undefined
        ? {}
        : {
            [`${CLOUD}/gke-gpu-sharing-strategy`]: 'time-sharing',
            [`${CLOUD}/gke-max-shared-clients-per-gpu`]: String(clients),
          }),
      ...(ways.length === 1 && ways[0] === 'spot' ? { [`${CLOUD}/gke-spot`]: 'true' } : {}),
    },
    tolerations: [
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      ...(ways.includes('spot') ? [tolerate(`${CLOUD}/gke-spot`, 'true')] : []),
      ...(ordered ? [tolerate(`${CLOUD}/compute-class`, className)] : []),
      ...(clients === undefined ? [] : [tolerate(NODES_TAINT, service)]),
      ...(model.arch === 'arm64' ? [ARM_TOLERATION] : []),
    ],
  };
}

function tolerate(key: string, value: string) {
  return { key, operator: 'Equal', value, effect: 'NoSchedule' };
}

/** Why a Deployment on GPU nodes is as it is. */
export function gpuCauses(read: Props, { shape }: ChosenGpu, startup: string): Readonly<Record<string, Cause>> {
  const selector = `${TEMPLATE}.nodeSelector.${CLOUD}`;
  const capacity = read.cause('gpu.capacity');
  return {
    'spec.strategy': read.cause('gpu.spare'),
    'spec.progressDeadlineSeconds': rule('a GPU node, its driver, image and weights take up to 35 minutes'),
    [`${CONTAINER}.startupProbe.failureThreshold`]: rule(startup),
    [`${TEMPLATE}.nodeSelector`]: read.cause('gpu.model'),
    [`${selector}/gke-gpu-driver-version`]: rule('the driver that its pool installs, and no other'),
    [`${selector}/gke-gpu-partition-size`]: read.cause('gpu.partition'),
    [`${selector}/gke-gpu-sharing-strategy`]: read.cause('gpu.sharing'),
    [`${selector}/gke-max-shared-clients-per-gpu`]: read.cause('gpu.clients'),
    [`${selector}/gke-spot`]: capacity,
    [`${selector}/compute-class`]: capacity,
    [`${TEMPLATE}.tolerations`]: rule('GPU nodes refuse every other pod'),
    [`${CONTAINER}.resources.requests.nvidia.com/gpu`]: read.cause('gpu.count'),
    [`${CONTAINER}.resources.limits.nvidia.com/gpu`]: read.cause('gpu.count'),
    ...(provisioningOf(shape.capacity).includes('spot')
      ? {
          [`${TEMPLATE}.terminationGracePeriodSeconds`]: rule(
            'what is wanted; where Google takes a spot node back, about 15 s of it hold',
          ),
        }
      : {}),
  };
}
