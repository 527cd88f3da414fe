import { allocatableGi, allocatableMillicores } from '../lib/gpu/allocatable';
import { cpuPoolName } from '../lib/gpu/cpu-nodes';
import { cpuMachine, findFamily } from '../lib/gpu/cpus';
import { NODES_TAINT } from '../lib/labels';
import type { Props } from '../lib/props';
import { CONTAINER, TEMPLATE } from './deployment-causes';
import type { ChosenNode } from './node-settings';
import type { PodShape } from './pod';
import { rule } from './service-scope';
import type { WorkloadShape } from './workload';

const MI = 2 ** 20;
const GI = 2 ** 30;

/** The shape of pods on ordinary nodes. */
const PLAIN: PodShape = { temporary: 512 * MI, home: 2 * GI, startup: 120 };

/** GKE keeps every pod off nodes with Arm processors that doesn't say it can run there. */
export const ARM_TOLERATION = { key: 'kubernetes.io/arch', operator: 'Equal', value: 'arm64', effect: 'NoSchedule' };

/** Google's largest machine, m2-ultramem-416; which ones an environment has for plain pods is not ours to say. */
export const LARGEST = { cpu: 416_000, memory: 11_776 * GI, of: 'the largest machine' };

/** The most that one pod can get of a family. */
export function largestOf(family: string): typeof LARGEST {
  const machine = cpuMachine(family, findFamily(family)?.sizes.at(-1) ?? 0);
  return { cpu: allocatableMillicores(machine), memory: allocatableGi(machine) * GI, of: machine.type };
}

/** What nodes without GPUs add to a workload. */
export function cpuShape(read: Props, node: ChosenNode | undefined): WorkloadShape {
  const causes = {
    'spec.progressDeadlineSeconds': rule("Kubernetes' own default"),
    [`${CONTAINER}.startupProbe.failureThreshold`]: rule('two minutes to start'),
  };
  if (node === undefined) return { pod: PLAIN, progressDeadline: 600, causes };
  const { arch, family } = node;
  return {
    node,
    pod: {
      ...PLAIN,
      nodeSelector: { 'kubernetes.io/arch': arch, 'cloud.google.com/machine-family': family },
      tolerations: [
        { key: NODES_TAINT, operator: 'Equal', value: cpuPoolName(family), effect: 'NoSchedule' },
        ...(arch === 'arm64' ? [ARM_TOLERATION] : []),
      ],
    },
    progressDeadline: 600,
    causes: {
      ...causes,
      [`${TEMPLATE}.nodeSelector.kubernetes.io/arch`]: read.cause('run.node.arch'),
      [`${TEMPLATE}.nodeSelector.cloud.google.com/machine-family`]: read.cause('run.node.family'),
      [`${TEMPLATE}.tolerations`]: rule('these nodes are kept for those who asked for them'),
    },
  };
}

/** What depends on a GPU: without one, nothing would come of it. */
export function refuseWithoutGpu(read: Props, given: Readonly<Record<string, unknown>>): void {
  for (const [path, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const fix = 'add gpu, or leave it out';
    read.refuse(path, { code: 'VALUE_INVALID', problem: 'is given without a GPU', fix }, value);
  }
}
