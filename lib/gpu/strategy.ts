/** A number of pods, or a share of the replicas in whole percent. */
export type PodAmount = number | `${number}%`;

/** How a Deployment replaces its pods, as Kubernetes spells it. */
export type Strategy =
  | { readonly type: 'Recreate' }
  | { readonly type: 'RollingUpdate'; readonly maxSurge: PodAmount; readonly maxUnavailable: PodAmount };

/** A strategy in pods: how many come before others go, and how many may be missing meanwhile. */
export interface RollingPods {
  readonly surge: number;
  readonly unavailable: number;
}

/** One pod more while a rollout runs, and none fewer. */
export const SURGE_OF_ONE = { type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 0 } as const satisfies Strategy;

/** One pod goes before its successor comes, and none is added. */
export const ONE_GOES_FIRST = { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 } as const satisfies Strategy;

/** All pods go, then all come. */
export const RECREATE = { type: 'Recreate' } as const satisfies Strategy;

/**
 * A strategy in whole pods, by the Deployment controller's rules: a surge is rounded up, what may be missing is rounded down, and where
 * both come to nothing one may be missing. Recreate takes all pods away and adds none.
 */
export function podsOfStrategy(strategy: Strategy, replicas: number): RollingPods {
  if (strategy.type === 'Recreate') return { surge: 0, unavailable: replicas };
  const surge = Math.ceil(shareOf(strategy.maxSurge, replicas));
  const unavailable = Math.floor(shareOf(strategy.maxUnavailable, replicas));
  return { surge, unavailable: Math.min(replicas, surge === 0 && unavailable === 0 ? 1 : unavailable) };
}

/** What is wrong with an amount of pods, or undefined: a whole number from 0 on, or whole percent. */
export function podAmountProblem(amount: unknown): string | undefined {
  if (typeof amount === 'number') return Number.isSafeInteger(amount) && amount >= 0 ? undefined : 'is no whole number';
  return typeof amount === 'string' && /^[0-9]{1,9}%$/.test(amount)
    ? undefined
    : 'is neither a number nor whole percent';
}

function shareOf(amount: PodAmount, replicas: number): number {
  const problem = podAmountProblem(amount);
  if (problem !== undefined) throw new Error(`${amount} ${problem}`);
  // Divided last: a product of whole numbers is exact.
  return typeof amount === 'number' ? amount : (Number(amount.slice(0, -1)) * replicas) / 100;
}
