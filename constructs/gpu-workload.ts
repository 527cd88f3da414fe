import type { Construct } from 'constructs';
import { isRecord } from '../lib/facts/refuse';
import { allocatableGi, allocatableMillicores } from '../lib/gpu/allocatable';
import { LONE_POD_GI, SHARED_POD_GI } from '../lib/gpu/boot-disk';
import { machineOf, podsPerNode, provisioningOf, shapeName, type GpuShape } from '../lib/gpu/shape';
import type { GpuMachine } from '../lib/gpu/rows';
import { spareOf } from '../lib/gpu/spare';
import type { Strategy } from '../lib/gpu/strategy';
import type { Sidecar } from '../lib/gpu/weights-volume';
import type { Props } from '../lib/props';
import { drainOf } from './drain';
import { gpuCauses, gpuPlacement } from './gpu-placement';
import { readGpu } from './gpu-settings';
import type { ShapeDefaults } from './run-settings';
import type { Maturity } from './maturity';
import type { ServiceScope } from './service-scope';
import { readSpare } from './spare-settings';
import { readStartup } from './startup-settings';
import { couldServe, judgeFit } from './weights-fit';
import { imageDiskFor, mounted, servedOf, weightsCauses, withImageCache } from './weights-placement';
import { readWeights } from './weights-settings';
import { defaultReplicas } from './replica-settings';
import { Workload, type WorkloadShape } from './workload';
import type { GpuWorkloadProps, WorkloadProps } from './workload-props';

const MI = 2 ** 20;
const GI = 2 ** 30;

/** Seconds that pods get when Google takes a spot node: it gives 30, and the system's own pods come last. */
const SPOT_GRACE = 15;

/**
 * A workload on GPU nodes: it asks the platform for nodes, and its pods land on those and no others.
 * @example
 * ```ts
 * new GpuWorkload(this, 'reranker', { image: env.image('reranker'), gpu: { model: 't4' } });
 * ```
 */
export class GpuWorkload extends Workload {
  // The constructor's type asks for `gpu`; all else is the workload's.
  // oxlint-disable-next-line no-useless-constructor
  constructor(scope: Construct, id: string, props: GpuWorkloadProps) {
    super(scope, id, props);
  }

  /** The props of a workload, `gpu` and `weights`. */
  protected override keys(): readonly string[] {
    return [...super.keys(), 'gpu', 'weights'];
  }

  /** What the GPU nodes add to the pods. */
  protected override shape(read: Props, service: ServiceScope, props: WorkloadProps): WorkloadShape {
    // The constructor's type asks for it; the hook's doesn't.
    const { gpu, weights: given } = props as GpuWorkloadProps;
    if (props.run?.node !== undefined) {
      const fix = 'leave it out: the machine follows from the GPU';
      read.refuse('run.node', { code: 'NODE_UNKNOWN', problem: 'is given beside a GPU', fix }, props.run.node);
    }
    const weights = readWeights(read, given);
    const could = weights && ((shape: GpuShape) => couldServe(weights, shape));
    const found = readGpu(read, service.spec, gpu, steadyPods(props.replicas, service.maturity), could);
    const budget = readStartup(read, props.run?.imageSize, weights);
    if (found === undefined)
      return super.shape(read, service, { ...props, run: undefined, weights: undefined } as WorkloadProps);
    const chosen = withImageCache(read, found, weights);
    const { shape, machine, podsPerNode: neighbours } = chosen;
    const fit = weights && judgeFit(read, service.spec, shape, weights);
    const nodes = shapeName(shape, service.id);
    const alone = neighbours === 1;
    return {
      gpu: { ...shape, machine: machine.type, nodes, ...imageDiskFor(weights) },
      ...(fit && { fit }),
      ...(weights && { served: servedOf(weights) }),
      progressDeadline: budget.progress,
      pod: {
        temporary: (alone ? LONE_POD_GI : SHARED_POD_GI).temporary * GI,
        home: (alone ? LONE_POD_GI : SHARED_POD_GI).home * GI,
        sharedMemory: alone
          ? Math.min(Math.floor(memoryOf(machine) / 2), 8 * machine.gpus) * GI
          : Math.min(Math.floor((memoryOf(machine) * 1024) / neighbours / 2) * MI, 8 * GI),
        gpus: shape.count,
        startup: budget.startup,
        ...mounted(weights, neighbours),
        ...gpuPlacement(chosen, nodes, service.id),
      },
      causes: { ...gpuCauses(read, chosen, budget.because), ...weightsCauses(read, weights) },
    };
  }

  /** Amounts that fill the machine's share for pods. */
  protected override defaults(shape: WorkloadShape, service: ServiceScope): ShapeDefaults {
    const { gpu } = shape;
    const machine = gpu && machineOf(gpu);
    if (gpu === undefined || machine === undefined) return super.defaults(shape, service);
    const neighbours = podsPerNode(gpu, machine);
    const { cpu: beside = 0, memory: besideMemory = 0 }: Partial<Sidecar> = shape.pod.weights?.sidecar ?? {};
    const most = {
      cpu: Math.floor(allocatableMillicores(machine) / neighbours) - beside,
      memory: Math.floor((allocatableGi(machine) * GI) / neighbours / MI) * MI - besideMemory,
      of: neighbours === 1 ? machine.type : `a share of one in ${neighbours} of ${machine.type}`,
    };
    if (neighbours === 1) {
      return {
        cpu: {
          value: machine.vcpus - 2,
          because: `${machine.type} has ${machine.vcpus} cores; two are left for the system`,
        },
        memory: {
          value: `${memoryOf(machine)}Gi`,
          because: `three quarters of the ${machine.memoryGi} GiB of ${machine.type}; the system takes its share`,
        },
        most,
      };
    }
    const because = `a share of ${machine.type}, which ${neighbours} pods have together`;
    return {
      cpu: { value: `${Math.min(most.cpu, Math.floor(((machine.vcpus - 2) * 1000) / neighbours))}m`, because },
      memory: {
        value: `${Math.min(most.memory / MI, Math.floor((memoryOf(machine) * 1024) / neighbours))}Mi`,
        because,
      },
      most,
    };
  }

  /** How its pods are replaced, by the room that the environment's limit has. */
  protected override rollout(read: Props, service: ServiceScope, shape: WorkloadShape, props: WorkloadProps): Strategy {
    if (shape.gpu === undefined) return super.rollout(read, service, shape, props);
    // What was typed was looked at when the shape was read.
    const given = (props as GpuWorkloadProps).gpu.spare;
    return readSpare(read, service.spec, shape.gpu, this.settings.replicas, given);
  }

  /** Asks for GPU nodes. */
  protected override ask(read: Props, service: ServiceScope): void {
    const { name, gpu, replicas, surge } = this.summary;
    if (gpu === undefined) return;
    const { model, count, partition, clients, capacity, imageCache, imageDisk } = gpu;
    const { sidecar } = this.summary;
    this.refuseShortDrain(read, service, gpu);
    service.env.demands.push({
      kind: 'GpuNodes',
      service: service.id,
      owner: service.owner,
      workload: name,
      model,
      count,
      ...(partition === undefined ? {} : { partition }),
      ...(clients === undefined ? {} : { clients }),
      capacity,
      ...(imageCache === undefined ? {} : { imageCache }),
      ...(imageDisk === undefined ? {} : { imageDisk }),
      ...(sidecar === undefined ? {} : { disk: Math.ceil(sidecar.storage / GI) }),
      spare: spareOf(this.strategy),
      replicas,
      surge,
    });
  }

  /** GPU-2: a longer grace is cut off without a word. Below ga, a check says so. */
  private refuseShortDrain(read: Props, service: ServiceScope, { capacity }: GpuShape): void {
    const { longestExchange, longestProp } = this.settings;
    const drain = drainOf(service, this.settings);
    if (service.maturity !== 'ga' || provisioningOf(capacity)[0] !== 'spot' || drain + longestExchange <= SPOT_GRACE)
      return;
    read.refuse(
      'gpu.capacity',
      {
        code: 'SPOT_DRAIN_TOO_SHORT',
        problem: `is spot at ga: ${drain} s to detach and ${longestExchange} s for ${longestProp} make ${drain + longestExchange} s, and a spot node gives ${SPOT_GRACE} s`,
        fix: "run on demand at ga, or try on demand first: { fallback: ['on-demand', 'spot'] }",
      },
      capacity,
    );
  }
}

/** Pods that are paid for around the clock; replicas that are none are refused elsewhere. */
function steadyPods(given: unknown, maturity: Maturity): number {
  const steady = isRecord(given) ? given['min'] : given;
  return typeof steady === 'number' && steady >= 1 ? Math.ceil(steady) : defaultReplicas(maturity);
}

/** What a pod that has the node to itself gets, in GiB. */
function memoryOf(machine: GpuMachine): number {
  return Math.floor((machine.memoryGi * 3) / 4);
}
