import { allocatableDiskGi } from './allocatable';
import { podsPerNode, type GpuShape } from './shape';
import type { GpuMachine } from './rows';

/** GB of the boot disk of a node without GPUs. */
export const CPU_DISK_GB = 100;
/** GB; a server image and its weights fit twice. */
const LEAST = 200;

/** GiB of local disk of a pod that has company on its node: scratch, home, and one for logs. */
export const SHARED_POD_GI = { temporary: 2, home: 10, all: 13 };

/** GB of a boot disk that has room for all pods of a GPU node; hundreds, so that it seldom changes. */
export function bootDiskGb(shape: GpuShape, machine: GpuMachine): number {
  const pods = podsPerNode(shape, machine);
  let size = LEAST;
  while (pods > 1 && allocatableDiskGi(size) < pods * SHARED_POD_GI.all) size += 100;
  return size;
}
