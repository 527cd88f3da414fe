import { stepOf, together, type CostChange, type CostStep } from '../../cost/compare';
import type { Amounts } from '../../cost/cost';
import { plainAmount, signedAmount } from '../../cost/money';
import type { UnknownPrice } from '../../cost/price-list';
import type { Review } from '../../diff/review';
import { count } from '../terminal';
import { andList } from './words';

/** So many environments, services and unknown prices are told; JSON has all of them. */
const MOST = { environments: 4, services: 5, unknown: 3 } as const;

/** A line of the first screen: what it is about, and what it says. */
export interface CostLine {
  readonly about: string;
  readonly says: string;
}

/** What a change does to the cost of each environment, the most important one first. */
export function costLines({ costs }: Review): readonly CostLine[] {
  // To say that one is left out takes a line, too.
  const shown = costs.length <= MOST.environments + 1 ? costs : costs.slice(0, MOST.environments);
  const left = costs.slice(shown.length);
  return [
    ...shown.map((change) => ({ about: `cost of ${scopeText(change)}`, says: changeText(change) })),
    ...(left.length === 0
      ? []
      : [{ about: `cost of ${count(left.length, 'more environment')}`, says: stepText(together(left)) }]),
  ];
}

function scopeText({ environment, only }: CostChange): string {
  return only === undefined ? environment : `${andList(only)} in ${environment}`;
}

function changeText(change: CostChange): string {
  const { services, platform, unknown } = change;
  const shown = services.length <= MOST.services + 1 ? services : services.slice(0, MOST.services);
  const left = services.slice(shown.length);
  const parts = [
    // With one service only, the sum has said it.
    ...(change.only?.length === 1 ? [] : shown.map((step) => `${step.service} ${shortText(step)}`)),
    ...(left.length === 0 ? [] : [`${count(left.length, 'other service')} ${shortText(together(left))}`]),
    ...(platform === undefined ? [] : [`what no service uses ${shortText(platform)}`]),
  ];
  return [
    stepText(change),
    ...(parts.length === 0 ? [] : [parts.join(', ')]),
    ...unknownText('not in it, since nobody knows the price', unknown.after),
    ...unknownText('nor in it before', missingIn(unknown.before, unknown.after)),
  ].join('; ');
}

/** `+684.30 USD a month expected (4,105.80 → 4,790.10), floor 3,000.00 → 3,684.30, ceiling +0.00 (5,000.00 → 5,000.00)`. */
function stepText(step: CostStep): string {
  const expected = stepOf(step, 'expected');
  const said = `${signedAmount(expected)} USD a month expected (${rangeText(step, 'expected')})`;
  if (isFlat(step.before) && isFlat(step.after)) return `${said}, floor and ceiling alike`;
  const others = (['floor', 'ceiling'] as const).map((point) => {
    const [own, range] = [stepOf(step, point), rangeText(step, point)];
    // A step that is the same has been said.
    return own === expected ? `${point} ${range}` : `${point} ${signedAmount(own)} (${range})`;
  });
  return [said, ...others].join(', ');
}

/** `+684.30`, and `+0.00 (ceiling +1,000.00)` where an autoscaler may go on. */
function shortText(step: CostStep): string {
  const expected = stepOf(step, 'expected');
  const others = (['floor', 'ceiling'] as const).filter((point) => stepOf(step, point) !== expected);
  const more = others.map((point) => `${point} ${signedAmount(stepOf(step, point))}`);
  return `${signedAmount(expected)}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}

function rangeText({ before, after }: CostStep, point: keyof Amounts): string {
  return `${plainAmount(before[point])} → ${plainAmount(after[point])}`;
}

function isFlat({ floor, expected, ceiling }: Amounts): boolean {
  return floor === expected && expected === ceiling;
}

function missingIn(some: readonly UnknownPrice[], others: readonly UnknownPrice[]): readonly UnknownPrice[] {
  return some.filter(({ what }) => others.every((other) => other.what !== what));
}

function unknownText(intro: string, unknown: readonly UnknownPrice[]): readonly string[] {
  if (unknown.length === 0) return [];
  const shown = unknown.length <= MOST.unknown + 1 ? unknown : unknown.slice(0, MOST.unknown);
  const left = unknown.length - shown.length;
  const named = shown.map(({ what, services }) => (services.length === 0 ? what : `${what} (${namesText(services)})`));
  return [`${intro}: ${named.join(', ')}${left === 0 ? '' : ` and ${left} more`}`];
}

function namesText(services: readonly string[]): string {
  if (services.length <= MOST.services + 1) return services.join(', ');
  return `${services.slice(0, MOST.services).join(', ')} and ${count(services.length - MOST.services, 'other')}`;
}

/** The same as data, in whole cents. */
export function costChangeJson({ environment, only, before, after, services, platform, unknown }: CostChange): object {
  return {
    environment,
    ...(only === undefined ? {} : { services: only }),
    ...stepJson({ before, after }),
    byService: services.map((step) => ({ service: step.service, ...stepJson(step) })),
    ...(platform === undefined ? {} : { platform: stepJson(platform) }),
    unknown,
  };
}

function stepJson({ before, after }: CostStep): object {
  return { beforeCents: centsOf(before), afterCents: centsOf(after) };
}

function centsOf({ floor, expected, ceiling }: Amounts): object {
  return { floor: Number(floor), expected: Number(expected), ceiling: Number(ceiling) };
}
