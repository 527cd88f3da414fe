import { compare, decimal, minus, textOf, times, toDecimal, type Decimal } from './decimal';
import type { Objection } from '../props';
import { show } from '../nearest';
import { FAST, SLOW } from './windows';

/** The share of requests that go well, in percent: `99.5`, or `'99.95'`. */
export type Objective = number | `${number}`;

/** What a service promises, and what it may miss. */
export interface Promised {
  /** As it was typed, without zeros that say nothing: `99.5`. */
  readonly percent: string;
  /** The share that goes well: `0.995`. */
  readonly share: Decimal;
  /** The share that may fail: `0.005`. */
  readonly budget: Decimal;
}

const ONE = decimal('1');
const HUNDREDTH = decimal('0.01');

/** What an objective means; undefined where it is none. */
export function toPromised(given: unknown): Promised | undefined {
  const read = typeof given === 'number' || typeof given === 'string' ? toDecimal(String(given)) : undefined;
  if (read === undefined) return undefined;
  const share = times(read, HUNDREDTH);
  const budget = minus(ONE, share);
  if (share.digits <= 0n || budget.digits <= 0n) return undefined;
  return { percent: textOf(read), share, budget };
}

/** Why an objective can't be kept watch over, or undefined where it can. */
export function objectiveProblem(given: unknown): Objection | undefined {
  const promised = toPromised(given);
  if (promised === undefined) {
    return {
      code: 'SLO_OBJECTIVE_INVALID',
      problem: `is ${show(given)}`,
      fix: 'give a share of requests in percent, above 0 and below 100: 99.5; nothing keeps 100, which leaves no budget to spend',
    };
  }
  const { percent, budget } = promised;
  const unreachable = [FAST, SLOW]
    .flatMap(({ pairs }) => pairs)
    .find(({ burn }) => compare(times(burn, budget), ONE) >= 0);
  if (unreachable === undefined) return undefined;
  const needed = textOf(times(unreachable.burn, times(budget, decimal('100'))));
  return {
    code: 'SLO_NEVER_FIRES',
    problem: `is ${percent}: an alert at ${textOf(unreachable.burn)} times the budget of ${textOf(times(budget, decimal('100')))} % would wait for ${needed} % of all requests to fail`,
    fix: 'give 93.1 or more; what fails more often than that is watched by people',
  };
}

/** The share of failures from which a burn rate is reached. */
export function threshold(burn: Decimal, { budget }: Promised): string {
  return textOf(times(burn, budget));
}
