/** What a node has, as far as pods are concerned. */
export interface NodeSize {
  readonly vcpus: number;
  readonly memoryGi: number;
}

/** What GKE leaves to pods of a machine's memory, in whole GiB, less one for what runs on every node (Google's documented reservation). */
export function allocatableGi({ memoryGi }: NodeSize): number {
  const part = (from: number, to: number): number => Math.max(0, Math.min(memoryGi, to) - from);
  const reserved =
    0.25 * part(0, 4) + 0.2 * part(4, 8) + 0.1 * part(8, 16) + 0.06 * part(16, 128) + 0.02 * part(128, Infinity) + 0.1;
  return Math.floor(memoryGi - reserved - 1);
}

/** Thousandths of a core that are left to pods; less than a core goes to GKE and to what runs on every node. */
export function allocatableMillicores({ vcpus }: NodeSize): number {
  return (vcpus - 1) * 1000;
}

/** GiB of a boot disk that are left to pods: GKE keeps a share, and evicts before the last tenth. */
export function allocatableDiskGi(diskGb: number): number {
  return Math.floor(diskGb * 0.9 - Math.min(diskGb * 0.5, 6 + diskGb * 0.35, 100));
}
