import { sayTerms } from '../rotation/delay';
import type { RotationPlan } from '../rotation/plan';
import { sayTime } from '../rotation/say';

/** Plans as text: what to type, what to wait for, and why so long. */
export function rotationText(plans: readonly RotationPlan[]): string {
  return plans.map(planText).join('\n\n');
}

function planText({ environment, service, secret, terms, readers, needed, overlap, steps }: RotationPlan): string {
  const head = [
    `${environment} ${service} ${secret}: owned by ${terms.owner}, expires on ${terms.expires}`,
    ...readers.map(({ workload, terms: parts }) => `  ${workload} has a new value after ${sayTerms(parts)}`),
    `  needed ${sayTime(needed)}, both generations pass for ${sayTime(overlap)}`,
  ];
  const body = steps.flatMap(({ state, does, commands, then, wait }, index) => [
    '',
    `${index + 1}. ${state}: ${does}`,
    ...commands.map((command) => `   ${command}`),
    ...then.map((one) => `   then ${one}`),
    ...(wait === 0 ? [] : [`   wait ${sayTime(wait)}`]),
  ]);
  return [...head, ...body].join('\n');
}
