import { isRecord } from '../lib/facts/refuse';
import { SHARING } from '../lib/gpu/catalogue';
import { TPUS } from '../lib/gpu/cpus';
import { findGpu, GPU_MODEL_NAMES } from '../lib/gpu/models';
import type { GpuMachine, GpuModel } from '../lib/gpu/rows';
import {
  machineOf,
  machinesFor,
  mostClients,
  podsPerNode,
  sayCapacity,
  type Capacity,
  type GpuShape,
} from '../lib/gpu/shape';
import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import type { EnvironmentSpec } from '../lib/environment-spec';
import { readCapacity } from './capacity-settings';
import { readNeed } from './gpu-need';

/** The nodes that a workload's GPUs are on. */
export interface ChosenGpu {
  readonly shape: GpuShape;
  readonly model: GpuModel;
  readonly machine: GpuMachine;
  /** Pods that share a node. */
  readonly podsPerNode: number;
}

/** What was typed, whatever it is: a program that no type checker has read gives anything. */
type Given = Readonly<Record<string, unknown>>;

const BY_MODEL = ['model', 'count', 'partition', 'sharing', 'clients', 'capacity', 'spare'];
const BY_NEED = ['memory', 'features', 'capacity', 'spare'];

/** The GPUs that were asked for, or undefined where that can't be had; every mistake is noted. By need, only shapes that could do are taken. */
export function readGpu(
  read: Props,
  spec: EnvironmentSpec,
  gpu: unknown,
  pods: number,
  could?: (shape: GpuShape) => boolean,
): ChosenGpu | undefined {
  const given: Given = isRecord(gpu) ? gpu : {};
  const needs = given['model'] === undefined && given['memory'] !== undefined;
  read.known('gpu', gpu, needs ? BY_NEED : BY_MODEL);
  // Its objection looks at whatever was typed.
  const capacity = readCapacity(read, given['capacity'] as Capacity | undefined);
  const shape = needs ? readNeed(read, spec, given, { capacity, pods }, could) : readModel(read, spec, given, capacity);
  const model = shape && findGpu(shape.model);
  const machine = shape && machineOf(shape);
  if (shape === undefined || model === undefined || machine === undefined) return undefined;
  return { shape, model, machine, podsPerNode: podsPerNode(shape, machine) };
}

function readModel(read: Props, spec: EnvironmentSpec, given: Given, capacity: Capacity): GpuShape | undefined {
  const offered = Object.keys(spec.gpus).sort();
  const name = typeof given['model'] === 'string' ? given['model'] : '';
  const model = findGpu(name);
  if (model === undefined) {
    read.refuse('gpu.model', unknownModel(given['model']), given['model']);
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
  read.take('gpu.model', name, { value: name, because: '' });
  const { partition, sharing } = given;
  const parted = partition !== undefined || sharing !== undefined;
  if (parted && typeof capacity === 'object' && 'fallback' in capacity) {
    const fix = 'use whole GPUs, or one kind of capacity';
    read.refuse(
      'gpu.capacity',
      { code: 'CAPACITY_INVALID', problem: 'falls back with a part of a GPU', fix },
      capacity,
    );
  }
  if (partition !== undefined && sharing !== undefined) {
    const problem = 'is shared by turns, and cut into partitions';
    read.refuse('gpu.sharing', { code: 'GPU_SHARING_UNSUPPORTED', problem, fix: 'choose one of them' }, sharing);
  }
  if (sharing !== undefined) return readSharing(read, name, model, given, capacity);
  return partition === undefined
    ? readWhole(read, name, model, given, capacity)
    : readPartition(read, name, model, given, capacity);
}

function unknownModel(given: unknown): Objection {
  if (typeof given === 'string' && Object.hasOwn(TPUS, given.replace(/^tpu-/, ''))) {
    const fix = `no TPU is rendered; use one of ${GPU_MODEL_NAMES.join(', ')}`;
    return { code: 'TPU_UNSUPPORTED', problem: `is ${show(given)}, a TPU`, fix, allowed: GPU_MODEL_NAMES };
  }
  return {
    code: 'GPU_UNKNOWN',
    problem: given === undefined ? 'is missing' : `is ${show(given)}, which is no GPU of the catalogue`,
    fix: chooseFix(given, GPU_MODEL_NAMES),
    allowed: GPU_MODEL_NAMES,
  };
}

function readWhole(read: Props, name: string, model: GpuModel, given: Given, capacity: Capacity): GpuShape {
  const counts = Object.keys(model.machines).map(Number);
  const had = machinesFor(model, capacity).map(({ gpus }) => gpus);
  const fallback = had[0] ?? counts[0] ?? 1;
  const because =
    fallback === counts[0]
      ? 'the smallest machine that carries it'
      : `the smallest machine that can be had ${sayCapacity(capacity)}`;
  const count = read.take<unknown>('gpu.count', given['count'], { value: fallback, because }, (value) => {
    const valid = counts.find((one) => one === value);
    if (valid === undefined) {
      return {
        code: 'GPU_COUNT_INVALID',
        problem: `is ${show(value)}; no machine carries so many ${name}`,
        fix: `use one of ${counts.join(', ')}`,
        allowed: counts.map(String),
      };
    }
    if (had.includes(valid)) return undefined;
    const machine = model.machines[valid];
    return {
      code: 'GPU_CAPACITY_UNAVAILABLE',
      problem: `is ${valid}; ${machine?.type ?? ''} can't be had ${sayCapacity(capacity)}`,
      fix: `use ${had.join(', ')}, or the capacity ${machine?.capacities?.join(' or ') ?? ''}`,
      allowed: had.map(String),
    };
  });
  return { model: name, count: Number(count), capacity };
}

function readPartition(
  read: Props,
  name: string,
  model: GpuModel,
  given: Given,
  capacity: Capacity,
): GpuShape | undefined {
  const known = Object.keys(model.partitions);
  const { partition } = given;
  if (typeof partition !== 'string' || !known.includes(partition)) {
    const fix = known.length === 0 ? 'it can be had whole, or shared by turns' : chooseFix(partition, known);
    const problem = `is ${show(partition)}; ${name} ${known.length === 0 ? "can't be cut" : 'has no such partition'}`;
    read.refuse('gpu.partition', { code: 'GPU_PARTITION_UNKNOWN', problem, fix, allowed: known }, partition);
    return undefined;
  }
  read.take('gpu.partition', partition, { value: partition, because: '' });
  readOne(read, given, 'a pod has one partition; a larger profile has more of the GPU');
  return { model: name, count: 1, partition, capacity };
}

function readSharing(
  read: Props,
  name: string,
  model: GpuModel,
  given: Given,
  capacity: Capacity,
): GpuShape | undefined {
  const { sharing } = given;
  if (sharing !== 'time-sharing') {
    const problem =
      sharing === 'mps'
        ? "is 'mps', which needs the host's IPC namespace, and no pod here may use that"
        : `is ${show(sharing)}`;
    const fix = "use 'time-sharing', or a partition where memory has to be kept apart";
    read.refuse('gpu.sharing', { code: 'GPU_SHARING_UNSUPPORTED', problem, fix, allowed: ['time-sharing'] }, sharing);
  } else read.take('gpu.sharing', sharing, { value: sharing, because: '' });
  readOne(read, given, 'a turn is all there is; for more of the GPU lower the clients, or take a whole one');
  const [machine] = machinesFor(model, capacity);
  const most = machine === undefined ? SHARING.most : mostClients(machine);
  const fallback = { value: SHARING.least, because: 'two take turns' };
  const clients = read.take<unknown>('gpu.clients', given['clients'], fallback, (value) =>
    Number.isInteger(value) && Number(value) >= SHARING.least && Number(value) <= most
      ? undefined
      : {
          code: 'GPU_SHARING_UNSUPPORTED',
          problem: `is ${show(value)}`,
          fix: `use ${SHARING.least} to ${most} pods for one GPU${machine === undefined ? '' : ` of ${machine.type}`}`,
        },
  );
  return sharing === 'time-sharing' ? { model: name, count: 1, clients: Number(clients), capacity } : undefined;
}

/** GPU-1: the device plugin fails every pod that asks for more than one part or turn, and the scheduler doesn't know. */
function readOne(read: Props, given: Given, fix: string): void {
  read.take<unknown>('gpu.count', given['count'], { value: 1, because: 'one part of one GPU' }, (value) =>
    value === 1
      ? undefined
      : { code: 'GPU_SHARED_COUNT', problem: `is ${show(value)} of a shared GPU`, fix, allowed: ['1'] },
  );
}
