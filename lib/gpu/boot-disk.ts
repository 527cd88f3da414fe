import { allocatableDiskGi } from './allocatable';

/** Gigabytes; a server image and its weights fit twice. */
const LEAST = 200;

/** GB of a boot disk that has room for so many pods with so many GiB each; hundreds, so that it seldom changes. */
export function bootDiskGb(pods: number, giEach: number): number {
  let size = LEAST;
  while (allocatableDiskGi(size) < pods * giEach) size += 100;
  return size;
}
