import type { Cause } from '../lib/engine/trace';
import { imageDiskGb } from '../lib/gpu/boot-disk';
import { sidecarOf, WEIGHTS_FOLDER } from '../lib/gpu/weights-volume';
import type { ServedWeights } from '../lib/profiles/interpret';
import type { Props } from '../lib/props';
import { CONTAINER, TEMPLATE } from './deployment-causes';
import type { ChosenGpu } from './gpu-settings';
import type { PodShape } from './pod';
import { rule } from './service-scope';
import type { Weights } from './weights-settings';

/** What a pod mounts, where its weights are in a bucket. */
export function mounted(weights: Weights | undefined, podsPerNode: number): Pick<PodShape, 'weights'> {
  if (weights === undefined || !('bucket' in weights.from)) return {};
  const { from, size } = weights;
  return { weights: { ...from, size, sidecar: sidecarOf(size, podsPerNode) } };
}

/** What a server is told of the model: where it is, and what its fit was judged for. */
export function servedOf(weights: Weights | undefined): ServedWeights | undefined {
  if (weights === undefined) return undefined;
  const { from, served, typed } = weights;
  return {
    ...('bucket' in from ? { folder: WEIGHTS_FOLDER } : {}),
    ...(served.context === undefined ? {} : { context: served.context }),
    ...(typed.cacheDtype === undefined ? {} : { cacheFormat: typed.cacheDtype }),
    ...(typed.utilization === undefined ? {} : { utilization: typed.utilization }),
  };
}

/** The nodes, with the disk of images where one was asked for: nodes with another disk are another pool. */
export function withImageCache(read: Props, chosen: ChosenGpu, weights: Weights | undefined): ChosenGpu {
  if (weights === undefined || !('imageCache' in weights.from)) return chosen;
  const { imageCache } = weights.from;
  const { capacity } = chosen.shape;
  if (typeof capacity === 'object' && 'fallback' in capacity) {
    const problem = 'needs nodes of a pool, and gpu.capacity falls back between ways to make some';
    const fix = 'use one kind of capacity, or weights in a bucket';
    read.refuse('weights.imageCache', { code: 'CAPACITY_INVALID', problem, fix }, imageCache);
  }
  return { ...chosen, shape: { ...chosen.shape, imageCache } };
}

/** The size of the disk of images, where the weights are on one. */
export function imageDiskFor(weights: Weights | undefined): { readonly imageDisk?: number } {
  return weights !== undefined && 'imageCache' in weights.from ? { imageDisk: imageDiskGb(weights.size) } : {};
}

/** Why a Deployment that mounts weights is as it is. */
export function weightsCauses(read: Props, weights: Weights | undefined): Readonly<Record<string, Cause>> {
  if (weights === undefined || !('bucket' in weights.from)) return {};
  return {
    'spec.template.metadata.annotations.gke-gcsfuse/volumes': rule('GKE adds the container that reads the bucket'),
    'spec.template.metadata.annotations.gke-gcsfuse/cpu-request': rule(
      'it reads while the server starts, and rests then',
    ),
    'spec.template.metadata.annotations.gke-gcsfuse/cpu-limit': rule(
      'no processor limit: it only slows down the start',
    ),
    'spec.template.metadata.annotations.gke-gcsfuse/memory-request': rule('the quota counts it, as all containers'),
    'spec.template.metadata.annotations.gke-gcsfuse/memory-limit': rule('the quota takes no container without a limit'),
    'spec.template.metadata.annotations.gke-gcsfuse/ephemeral-storage-request': read.cause('weights.size'),
    'spec.template.metadata.annotations.gke-gcsfuse/ephemeral-storage-limit': read.cause('weights.size'),
    [`${TEMPLATE}.volumes`]: rule(
      'a read-only root needs writable places, each with a limit; weights are read-only, with a copy on the disk of the node for reading in parallel',
    ),
    [`${CONTAINER}.volumeMounts`]: rule('weights are read, never written; secrets arrive as files'),
  };
}
