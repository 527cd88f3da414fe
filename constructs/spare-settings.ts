import type { EnvironmentSpec } from '../lib/environment-spec';
import { machineOf, podsPerNode, type GpuShape } from '../lib/gpu/shape';
import { chooseSpare, SPARES, strategyOf, type SpareQuestion } from '../lib/gpu/spare';
import type { Strategy } from '../lib/gpu/strategy';
import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';

/**
 * How a GPU workload's pods are replaced. Only its own pods are held against the limit: a service renders the same beside whichever
 * others. Whether all of them together can roll is for the platform to say.
 */
export function readSpare(
  read: Props,
  spec: EnvironmentSpec,
  shape: GpuShape,
  replicas: number,
  given: unknown,
): Strategy {
  const machine = machineOf(shape);
  const { model } = shape;
  const limit = Object.entries(spec.gpus).find(([offered]) => offered === model)?.[1].limit;
  // A model that isn't offered was refused; so was a word that is none.
  const question: SpareQuestion = {
    model,
    replicas,
    gpusPerNode: machine?.gpus ?? shape.count,
    podsPerNode: machine && podsPerNode(shape, machine),
    environment: spec.name,
    limit: limit ?? Infinity,
  };
  const byDefault = chooseSpare(question);
  const fallback =
    'spare' in byDefault ? byDefault : { spare: 'surge' as const, because: 'a pod more, where there is room' };
  if (given === undefined && 'code' in byDefault) read.refuse('gpu.spare', byDefault);
  const spare = read.take<unknown>(
    'gpu.spare',
    given,
    { value: fallback.spare, because: fallback.because, origin: 'environment' },
    (value) => objectionTo(question, value),
  );
  return strategyOf(SPARES.find((one) => one === spare) ?? fallback.spare);
}

function objectionTo(question: SpareQuestion, value: unknown): Objection | undefined {
  const spare = SPARES.find((one) => one === value);
  if (spare === undefined)
    return { code: 'VALUE_INVALID', problem: `is ${show(value)}`, fix: chooseFix(value, SPARES), allowed: SPARES };
  const choice = chooseSpare({ ...question, spare });
  return 'code' in choice ? choice : undefined;
}
