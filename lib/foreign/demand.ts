import type { Document, Json, JsonObject } from '../assembly/document';
import type { CpuDemand, Demand, GpuDemand } from '../demand';
import type { EnvironmentSpec } from '../environment-spec';
import type { Mistake } from '../errors';
import { capacityProblem } from '../gpu/capacity';
import { machineForPods } from '../gpu/cpu-nodes';
import { machineOf, podsPerNode, type Capacity } from '../gpu/shape';
import { SPARES, type Spare } from '../gpu/spare';
import { show } from '../nearest';

/** A demand as another repository wrote it, or why the platform can't give what it asks for. */
export function toDemand({ object, id }: Document, spec: EnvironmentSpec, from: string): Demand | Mistake {
  const refuse = (problem: string, fix: string, code: Mistake['code'] = 'DEMAND_UNKNOWN'): Mistake => {
    return { code, at: `${from} ${id}`, problem, fix, environment: spec.name };
  };
  const upgrade = 'upgrade taxiway here to the version that wrote it';
  if (object['kind'] !== 'GpuNodes' && object['kind'] !== 'CpuNodes')
    return refuse(`asks for ${show(object['kind'])}, which nobody here knows`, upgrade);
  const { spare } = object;
  if (object['kind'] === 'GpuNodes' && typeof spare === 'string' && !isSpare(spare))
    return refuse(`rolls by ${show(spare)}, which nobody here knows`, upgrade);
  const demand = demandIn(object);
  if (demand === undefined) return refuse('is no demand as taxiway writes one', 'run taxiway synth there again');
  if (demand.kind === 'CpuNodes') {
    return machineForPods(demand.family, [demand]) === undefined
      ? refuse(`asks for ${show(demand.family)} nodes with room for its pods, which the catalogue here lacks`, upgrade)
      : demand;
  }
  const { model, count, partition } = demand;
  const machine = machineOf(demand);
  if (machine === undefined || !(podsPerNode(demand, machine) > 0)) {
    const asked = [String(count), show(model), ...(partition === undefined ? [] : [show(partition)])].join(' ');
    return refuse(`asks for ${asked} a pod, which the catalogue here lacks`, upgrade);
  }
  if (Object.hasOwn(spec.gpus, model)) return demand;
  const offered = Object.keys(spec.gpus).sort().join(', ') || 'none';
  return refuse(
    `asks for ${model}, and ${spec.name} offers ${offered}`,
    'offer it, or move the service',
    'GPU_NOT_OFFERED',
  );
}

/** The demand that an object holds, in the words of any version; undefined where it is none. */
export function demandIn(object: JsonObject): Demand | undefined {
  if (object['kind'] === 'GpuNodes') return readGpus(object);
  return object['kind'] === 'CpuNodes' ? readCpus(object) : undefined;
}

function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

function amountAt(object: JsonObject, key: string): number {
  const value = object[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}

function askingIn(object: JsonObject) {
  return {
    service: textAt(object, 'service'),
    owner: textAt(object, 'owner'),
    workload: textAt(object, 'workload'),
    replicas: amountAt(object, 'replicas'),
    surge: amountAt(object, 'surge'),
  };
}

/** The demand where all that it has to have is there. */
function whole<T extends Demand>(demand: T): T | undefined {
  return Object.values(demand).some((value) => value === '' || Number.isNaN(value)) ? undefined : demand;
}

function readGpus(object: JsonObject): GpuDemand | undefined {
  const capacity = capacityIn(object['capacity']);
  const { partition, clients, imageCache, disk, imageDisk } = object;
  const asking = askingIn(object);
  const spare = spareIn(object['spare'], asking.surge);
  return (
    capacity &&
    spare &&
    whole({
      kind: 'GpuNodes',
      ...asking,
      model: textAt(object, 'model'),
      count: amountAt(object, 'count'),
      ...(partition === undefined ? {} : { partition: textAt(object, 'partition') }),
      ...(clients === undefined ? {} : { clients: amountAt(object, 'clients') }),
      capacity,
      ...(imageCache === undefined ? {} : { imageCache: textAt(object, 'imageCache') }),
      ...(disk === undefined ? {} : { disk: amountAt(object, 'disk') }),
      ...(imageDisk === undefined ? {} : { imageDisk: amountAt(object, 'imageDisk') }),
      spare,
    })
  );
}

function isSpare(value: unknown): value is Spare {
  const known: readonly unknown[] = SPARES;
  return known.includes(value);
}

/** How pods roll; the surge has to agree. Before there was a choice, all came with a pod more. */
function spareIn(value: Json | undefined, surge: number): Spare | undefined {
  const spare = value ?? (surge > 0 ? 'surge' : 'none');
  return isSpare(spare) && (spare === 'surge') === surge > 0 ? spare : undefined;
}

function readCpus(object: JsonObject): CpuDemand | undefined {
  const [cpu, memory] = [amountAt(object, 'cpu'), amountAt(object, 'memory')];
  return whole({ kind: 'CpuNodes', ...askingIn(object), family: textAt(object, 'family'), cpu, memory });
}

/** Before there was a choice, all nodes were on demand. */
export function capacityIn(value: Json | undefined): Capacity | undefined {
  if (value === undefined || value === 'on-demand') return 'on-demand';
  return capacityProblem(value) === undefined ? (value as unknown as Capacity) : undefined;
}
