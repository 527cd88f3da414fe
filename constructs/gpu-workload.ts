import type { Construct } from 'constructs';
import { findGpu, findMachine, GPU_MODEL_NAMES } from '../lib/gpu/models';
import type { GpuMachine, GpuModel } from '../lib/gpu/rows';
import { GPU_SHAPE_LABEL } from '../lib/labels';
import { names } from '../lib/names';
import { chooseFix, show } from '../lib/nearest';
import type { Props } from '../lib/props';
import { requireScope, type ServiceScope } from './service-scope';
import { Workload, type WorkloadShape } from './workload';
import type { GpuWorkloadProps, WorkloadProps } from './workload-props';
import type { ShapeDefaults } from './run-settings';

const GI = 2 ** 30;

/**
 * A workload on GPU nodes: it asks the platform for nodes, and its pods land on those and no others.
 * @example
 * ```ts
 * new GpuWorkload(this, 'reranker', { image: env.image('reranker'), gpu: { model: 't4' } });
 * ```
 */
export class GpuWorkload extends Workload {
  constructor(scope: Construct, id: string, props: GpuWorkloadProps) {
    super(scope, id, props);
    const service = requireScope(this);
    const { name, gpu, replicas, surge } = this.summary;
    if (gpu === undefined) return;
    service.env.demands.push({
      kind: 'GpuNodes',
      service: service.id,
      owner: service.owner,
      workload: name,
      model: gpu.model,
      count: gpu.count,
      replicas,
      surge,
    });
  }

  /** The props of a workload, and `gpu`. */
  protected override keys(): readonly string[] {
    return [...super.keys(), 'gpu'];
  }

  /** What the GPU nodes add to the pods. */
  protected override shape(read: Props, service: ServiceScope, props: WorkloadProps): WorkloadShape {
    // The constructor's type asks for it; the hook's doesn't.
    const { gpu } = props as GpuWorkloadProps;
    read.known('gpu', gpu, ['model', 'count']);
    const chosen = chooseGpu(read, service, gpu);
    if (chosen === undefined) return super.shape(read, service, props);
    const { name, model, machine } = chosen;
    return {
      gpu: { model: name, count: machine.gpus, machine: machine.type },
      progressDeadline: 1800,
      pod: {
        temporary: 4 * GI,
        home: 50 * GI,
        sharedMemory: Math.min(Math.floor(memoryOf(machine) / 2), 8 * machine.gpus) * GI,
        gpus: machine.gpus,
        startup: 1200,
        nodeSelector: {
          'cloud.google.com/gke-accelerator': model.accelerator,
          [GPU_SHAPE_LABEL]: names.gpuShape(name, machine.gpus),
        },
        tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      },
    };
  }

  /** Amounts that fill the machine's share for pods. */
  protected override defaults(shape: WorkloadShape, service: ServiceScope): ShapeDefaults {
    const { gpu } = shape;
    const machine = gpu && findMachine(findGpu(gpu.model) ?? unknownModel(gpu.model), gpu.count);
    if (machine === undefined) return super.defaults(shape, service);
    return {
      cpu: {
        value: machine.vcpus - 2,
        because: `${machine.type} has ${machine.vcpus} cores; two are left for the system`,
      },
      memory: {
        value: `${memoryOf(machine)}Gi`,
        because: `three quarters of the ${machine.memoryGi} GiB of ${machine.type}; the system takes its share`,
      },
      most: { cpu: (machine.vcpus - 1) * 1000, memory: allocatable(machine) * GI, of: machine.type },
    };
  }
}

function unknownModel(model: string): never {
  throw new Error(`the catalogue lost ${model}`);
}

/** What GKE leaves to pods of a machine's memory, in whole GiB, less one for what runs on every node (Google's documented reservation). */
function allocatable({ memoryGi }: GpuMachine): number {
  const part = (from: number, to: number): number => Math.max(0, Math.min(memoryGi, to) - from);
  const reserved =
    0.25 * part(0, 4) + 0.2 * part(4, 8) + 0.1 * part(8, 16) + 0.06 * part(16, 128) + 0.02 * part(128, Infinity) + 0.1;
  return Math.floor(memoryGi - reserved - 1);
}

/** What a pod that has the node to itself gets, in GiB. */
function memoryOf(machine: GpuMachine): number {
  return Math.floor((machine.memoryGi * 3) / 4);
}

interface Chosen {
  readonly name: string;
  readonly model: GpuModel;
  readonly machine: GpuMachine;
}

function chooseGpu(read: Props, { spec }: ServiceScope, gpu: GpuWorkloadProps['gpu'] | undefined): Chosen | undefined {
  const offered = Object.keys(spec.gpus).sort();
  // Only a program that no type checker has read gives anything but a text.
  const given: unknown = gpu?.model;
  const name = typeof given === 'string' ? given : '';
  const model = findGpu(name);
  if (gpu === undefined || model === undefined) {
    const fix = chooseFix(given, GPU_MODEL_NAMES);
    read.refuse(
      'gpu.model',
      {
        code: 'GPU_UNKNOWN',
        problem: given === undefined ? 'is missing' : `is ${show(given)}, which is no GPU of the catalogue`,
        fix,
        allowed: GPU_MODEL_NAMES,
      },
      given,
    );
    return undefined;
  }
  if (!offered.includes(name)) {
    const offers = offered.length === 0 ? 'it offers none' : `it offers ${offered.join(', ')}`;
    read.refuse(
      'gpu.model',
      { code: 'GPU_NOT_OFFERED', problem: `${spec.name} has no ${name}`, fix: offers, allowed: offered },
      name,
    );
  }
  const counts = Object.keys(model.machines).map(Number);
  const fallback = counts[0] ?? 1;
  const count = read.take<number>(
    'gpu.count',
    gpu.count,
    { value: fallback, because: 'the smallest machine that carries it' },
    (given) =>
      counts.includes(given)
        ? undefined
        : {
            code: 'GPU_COUNT_INVALID',
            problem: `is ${show(given)}; no machine carries so many ${name}`,
            fix: `use one of ${counts.join(', ')}`,
            allowed: counts.map(String),
          },
  );
  read.take('gpu.model', name, { value: name, because: '' });
  const machine = findMachine(model, count);
  return machine && { name, model, machine };
}
