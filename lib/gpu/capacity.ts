import { isRecord } from '../facts/refuse';
import { show } from '../nearest';
import type { CapacityStep } from './shape';

/** What is wrong with a capacity, and what to do. */
export interface CapacityProblem {
  readonly problem: string;
  readonly fix: string;
}

const FIX =
  "use 'on-demand', { spot: 'all' }, { reserved: 'name' } or { fallback: [one, another, …] } of 'on-demand', 'spot', 'flex-start' and { reserved: 'name' }";
/** A reservation of the own project, or of another. */
const RESERVATION = /^(?:projects\/[a-z][a-z0-9-]{4,28}[a-z0-9]\/reservations\/)?[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** What is wrong with a capacity that was typed or read, or undefined where it is one. */
export function capacityProblem(given: unknown): CapacityProblem | undefined {
  const invalid = (problem: string, fix = FIX): CapacityProblem => ({ problem, fix });
  if (given === 'on-demand') return undefined;
  if (given === 'flex-start') {
    const fix =
      "write { fallback: ['on-demand', 'flex-start'] }: its nodes live seven days, and come when there are any";
    return invalid('is flex-start alone', fix);
  }
  if (!isRecord(given)) return invalid(`is ${show(given)}`);
  const [[key, value] = [], ...more] = Object.entries(given);
  if (dividesPods(given)) return invalid(`is ${show(given)}, a part of the pods on spot nodes`, DIVIDED_FIX);
  if (more.length > 0)
    return invalid(`is ${Object.keys(given).join(' and ')} at once`, 'choose one: they exclude each other');
  if (key === 'spot' && value === 'all') return undefined;
  if (key === 'reserved') return isReservation(value) ? undefined : invalid(`reserves ${show(value)}`, RESERVATION_FIX);
  if (key === 'fallback') return fallbackCapacityProblem(value, invalid);
  return invalid(`is ${show(given)}`);
}

/** Decision 0032: no form of it holds while pods roll. */
const DIVIDED_FIX =
  "no Deployment keeps so many pods here and so many there; write { fallback: ['on-demand', 'spot'] }, which takes spot nodes only where there are no others, or 'on-demand' where a floor has to hold";

/** Spot for some of the pods: `{ spot: 3 }`, `{ spot: { onDemand: 2 } }`, `{ spot: 'rest', onDemand: 2 }`. */
function dividesPods(given: Readonly<Record<string, unknown>>): boolean {
  if (given['spot'] === undefined || given['reserved'] !== undefined || given['fallback'] !== undefined) return false;
  const { spot } = given;
  const part =
    typeof spot === 'number' ||
    isRecord(spot) ||
    (typeof spot === 'string' && /^(?:some|most|rest|\d+ ?%?)$/.test(spot));
  return part || Object.keys(given).some((key) => /demand|min|floor|base/i.test(key));
}

const RESERVATION_FIX = "give the reservation's name, or 'projects/…/reservations/…'";

function isReservation(value: unknown): boolean {
  return typeof value === 'string' && RESERVATION.test(value);
}

function fallbackCapacityProblem(
  steps: unknown,
  invalid: (problem: string, fix?: string) => CapacityProblem,
): CapacityProblem | undefined {
  if (!Array.isArray(steps) || steps.length < 2) {
    return invalid(`falls back over ${show(steps)}`, 'name two ways or more, the one to try first in front');
  }
  const list = Array.from(steps as unknown[]);
  const wrong = list.find((step) => !isStep(step));
  if (wrong !== undefined || list.includes(undefined)) return invalid(`has the step ${show(wrong)}`);
  const texts = list.map((step) => JSON.stringify(step));
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  return twice === undefined ? undefined : invalid(`tries ${twice} twice`, 'leave one of them out');
}

function isStep(step: unknown): step is CapacityStep {
  if (step === 'on-demand' || step === 'spot' || step === 'flex-start') return true;
  return isRecord(step) && Object.keys(step).join() === 'reserved' && isReservation(step['reserved']);
}
