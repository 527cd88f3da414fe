import { allocatableDiskGi } from './allocatable';
import { podsPerNode, type GpuShape } from './shape';
import type { GpuMachine } from './rows';

/** GB of the boot disk of a node without GPUs. */
export const CPU_DISK_GB = 100;
/** GB; a server image and its weights fit twice. */
const LEAST = 200;

/** GiB of local disk of a pod that has company on its node: scratch, home, and one for logs. */
export const SHARED_POD_GI = { temporary: 2, home: 10, all: 13 };

/** GiB of local disk of a pod that has its node to itself. */
export const LONE_POD_GI = { temporary: 4, home: 50, all: 55 };

/**
 * GB of a boot disk that has room for all pods of a GPU node, and so many GiB more for each, such as a copy of its weights; hundreds, so
 * that it seldom changes.
 */
export function bootDiskGb(shape: GpuShape, machine: GpuMachine, more = 0): number {
  const pods = podsPerNode(shape, machine);
  let size = LEAST;
  const each = (pods > 1 ? SHARED_POD_GI.all : LONE_POD_GI.all) + more;
  while (allocatableDiskGi(size) < pods * each) size += 100;
  return size;
}

/** GB of a model server in an image, beside its weights. */
const SERVER_GB = 15;

/**
 * GB that a disk of images is reckoned with: the weights and a server, in tens. Google gives it the size of its disk image, which says
 * more than is known here.
 */
export function imageDiskGb(weights: number): number {
  return Math.ceil((weights / 1e9 + SERVER_GB) / 10) * 10;
}
