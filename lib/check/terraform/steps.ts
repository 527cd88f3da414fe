import { chooseFix } from '../../nearest';
import type { Step } from './expression';
import { attributeOf, nestedOf, typeName, type BlockSchema, type TypeConstraint } from './schema';

/** Why a step leads nowhere. */
export interface StepFault {
  readonly problem: string;
  readonly fix: string;
}

/** Follows the steps behind a block into its schema; undefined where they lead somewhere. */
export function stepFault(block: BlockSchema, steps: readonly Step[]): StepFault | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || step.kind === 'any' || step.kind === 'splat') return undefined;
  if (step.kind === 'index') return { problem: 'one block has no index', fix: 'leave the index out' };
  const attribute = attributeOf(block, step.name);
  if (attribute !== undefined) return typeFault(attribute[1], rest);
  const nested = nestedOf(block, step.name);
  if (nested === undefined) return unknownName(step.name, block);
  const [nesting, , , inner] = nested;
  const [next, ...after] = rest;
  if (nesting === 'single') return stepFault(inner, rest);
  if (next === undefined) return undefined;
  if (next.kind === 'attribute') {
    return { problem: `${step.name} is a ${nesting} of blocks`, fix: `write ${step.name}[0]` };
  }
  if (nesting === 'set' && next.kind === 'index') {
    return { problem: `${step.name} is a set, which has no order`, fix: `write one(${step.name}[*]…)` };
  }
  return stepFault(inner, after);
}

function unknownName(name: string, { attributes = {}, blocks = {} }: BlockSchema): StepFault {
  const fix = chooseFix(name, [...Object.keys(attributes), ...Object.keys(blocks)].sort());
  return { problem: `it has no ${name}`, fix };
}

function typeFault(type: TypeConstraint, steps: readonly Step[]): StepFault | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || type === 'dynamic') return undefined;
  if (typeof type === 'string') {
    // A splat makes a list of one out of anything.
    if (step.kind === 'splat') return typeFault(type, rest);
    return { problem: `a ${type} has nothing below it`, fix: 'leave the rest out' };
  }
  if (type[0] === 'object') {
    if (step.kind !== 'attribute') return undefined;
    const field = Object.hasOwn(type[1], step.name) ? type[1][step.name] : undefined;
    if (field !== undefined) return typeFault(field, rest);
    return { problem: `it has no ${step.name}`, fix: chooseFix(step.name, Object.keys(type[1])) };
  }
  if (type[0] !== 'map' && step.kind === 'attribute') {
    return { problem: `a ${typeName(type)} has items, and no ${step.name}`, fix: 'name one by its index' };
  }
  return typeFault(type[1], rest);
}
