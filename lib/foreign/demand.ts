import type { Document, JsonObject } from '../assembly/document';
import type { Demand } from '../demand';
import type { EnvironmentSpec } from '../environment-spec';
import type { Mistake } from '../errors';
import { findGpu, findMachine } from '../gpu/models';
import { show } from '../nearest';

/** A demand as another repository wrote it, or why the platform can't give what it asks for. */
export function toDemand({ object, id }: Document, spec: EnvironmentSpec, from: string): Demand | Mistake {
  const refuse = (problem: string, fix: string, code: Mistake['code'] = 'DEMAND_UNKNOWN'): Mistake => {
    return { code, at: `${from} ${id}`, problem, fix, environment: spec.name };
  };
  const upgrade = 'upgrade taxiway here to the version that wrote it';
  if (object['kind'] !== 'GpuNodes')
    return refuse(`asks for ${show(object['kind'])}, which nobody here knows`, upgrade);
  const demand = readDemand(object);
  if (demand === undefined) return refuse('is no demand as taxiway writes one', 'run taxiway synth there again');
  const { model, count } = demand;
  const known = findGpu(model);
  if (known === undefined || findMachine(known, count) === undefined)
    return refuse(`asks for ${count} ${show(model)} a pod, which the catalogue here lacks`, upgrade);
  if (Object.hasOwn(spec.gpus, model)) return demand;
  const offered = Object.keys(spec.gpus).sort().join(', ') || 'none';
  return refuse(
    `asks for ${model}, and ${spec.name} offers ${offered}`,
    'offer it, or move the service',
    'GPU_NOT_OFFERED',
  );
}

function readDemand(object: JsonObject): Demand | undefined {
  const text = (key: string): string => (typeof object[key] === 'string' ? object[key] : '');
  const amount = (key: string): number => {
    const value = object[key];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
  };
  const demand = {
    kind: 'GpuNodes',
    service: text('service'),
    owner: text('owner'),
    workload: text('workload'),
    model: text('model'),
    count: amount('count'),
    replicas: amount('replicas'),
    surge: amount('surge'),
  } as const;
  return Object.values(demand).some((value) => value === '' || Number.isNaN(value)) ? undefined : demand;
}
