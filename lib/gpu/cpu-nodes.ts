import { allocatableGi, allocatableMillicores, type NodeSize } from './allocatable';
import { cpuMachine, findFamily } from './cpus';

/** What a pod takes of a node. */
export interface PodSize {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** Pods of a size that one node has room for. */
export function podsOn(node: NodeSize, { cpu, memory }: PodSize): number {
  return Math.floor(
    Math.min(
      allocatableMillicores(node) / Math.max(1, cpu),
      (allocatableGi(node) * 2 ** 30) / Math.max(1, memory),
      100,
    ),
  );
}

/** The smallest machine of a family, of four processors or more, that has room for each of the pods. */
export function machineForPods(family: string, pods: readonly PodSize[]): ReturnType<typeof cpuMachine> | undefined {
  const sizes = (findFamily(family)?.sizes ?? []).filter((size) => size >= 4);
  return sizes.map((size) => cpuMachine(family, size)).find((machine) => pods.every((pod) => podsOn(machine, pod) > 0));
}

/** What a pool of a family is called, and tells its nodes apart by. */
export function cpuPoolName(family: string): string {
  return `cpu-${family}`;
}

/** Nodes that run what the cluster needs for itself: DNS, metrics, autoscalers. */
export const SYSTEM_POOL = { id: 'cpu', family: 'e2', least: 1, most: 3 };

/** The most nodes of a machine that pods of several sizes can take. */
export function cpuNodesFor(machine: NodeSize, pods: readonly (PodSize & { readonly pods: number })[]): number {
  return pods.reduce((sum, pod) => sum + Math.ceil(pod.pods / podsOn(machine, pod)), 0);
}
