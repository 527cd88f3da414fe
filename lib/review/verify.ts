import type { Assembly } from '../assembly/assembly';
import type { Stack } from '../assembly/document';
import { findFacts } from '../assembly/find';
import { toMilliseconds } from '../units';
import { maxAgeOf } from './age';
import { movedBetween, type Moved, type Parts } from './moved';
import type { Review, ReviewedPart } from './review';
import { snapshotOf, type EnvironmentSnapshot, type Snapshot } from './snapshot';

/** Why a stack may not be applied. */
export interface Refusal {
  readonly code: 'DIGEST_DIFFERS' | 'BASE_MOVED' | 'REVIEW_EXPIRED';
  /** Lower case, no full stop. */
  readonly problem: string;
  readonly fix: string;
  /** What changed since the review. */
  readonly changed: readonly Moved[];
}

/** What may be done with one stack: `unchanged` is what its base is already. */
export interface Verdict {
  readonly environment: string;
  readonly stack: Stack;
  readonly state: 'as-reviewed' | 'unchanged' | 'refused';
  readonly refusals: readonly Refusal[];
}

/** What is to be applied, what it is applied onto, and when. */
export interface VerifyInput {
  readonly review: Review;
  /** What is to be applied. */
  readonly dist: readonly Assembly[];
  /** What is applied now. */
  readonly base: readonly Assembly[];
  /** RFC 3339. */
  readonly now: string;
  /** All of them where none is named. */
  readonly stacks?: readonly string[];
}

/** Says of every stack whether it is what was reviewed, onto what it was reviewed for, and reviewed lately. */
export function verify(input: VerifyInput): readonly Verdict[] {
  return input.dist.flatMap((assembly) => verdictsOf(assembly, input));
}

function verdictsOf(dist: Assembly, { review, base, now, stacks }: VerifyInput): readonly Verdict[] {
  const { environment } = dist;
  const onto = base.find((one) => one.environment === environment);
  const reviewed = review.environments.find(({ name }) => name === environment);
  const moment = { dist: snapshotOf(dist), onto: snapshotOf(onto) };
  const age = ageRefusal(review, now, maxAgeOf([dist, onto].map(factsIn)));
  const names = [
    ...moment.dist.stacks.keys(),
    ...moment.onto.stacks.keys(),
    ...(reviewed?.stacks ?? []).map(({ stack }) => stack),
  ];
  const asked = [...new Set(names)]
    .sort(compareStacks)
    .filter((stack) => stacks === undefined || stacks.includes(stack));
  return asked.map((stack): Verdict => {
    const [next, present] = [moment.dist.stacks.get(stack), moment.onto.stacks.get(stack)];
    if (next?.digest === present?.digest) return { environment, stack, state: 'unchanged', refusals: [] };
    const refusals = [
      ...sideRefusals('DIGEST_DIFFERS', stack, reviewed, moment.dist),
      ...sideRefusals('BASE_MOVED', stack, reviewed, moment.onto),
      ...(age === undefined ? [] : [age]),
    ];
    return { environment, stack, state: refusals.length === 0 ? 'as-reviewed' : 'refused', refusals };
  });
}

const SIDES = {
  DIGEST_DIFFERS: {
    side: 'head',
    problem: 'is not what was reviewed',
    fix: 'review what is to be applied: run the pipeline again, and let its diff be approved',
  },
  BASE_MOVED: {
    side: 'base',
    problem: 'was reviewed against another state than the one that is applied now',
    fix: 'review it against the present state: run the newest pipeline, and let its diff be approved',
  },
} as const;

/** A stack, the facts and the platform that it stands on, each against what was reviewed on the same side. */
function sideRefusals(
  code: keyof typeof SIDES,
  stack: Stack,
  reviewed: Review['environments'][number] | undefined,
  found: EnvironmentSnapshot,
): readonly Refusal[] {
  const { side, problem, fix } = SIDES[code];
  const known = (name: Stack): ReviewedPart | undefined => reviewed?.stacks.find((one) => one.stack === name);
  const pairs: readonly (readonly [string, ReviewedPart | undefined, Snapshot | undefined])[] = [
    [stack, known(stack), found.stacks.get(stack)],
    ['facts', reviewed?.facts, found.facts],
    ...(stack === 'platform' ? [] : [['platform', known('platform'), found.stacks.get('platform')] as const]),
  ];
  const differing = pairs.filter(([, was, is]) => was?.[side] !== is?.digest);
  if (differing.length === 0) return [];
  const changed = differing.flatMap(([of, was, is]) => movedBetween(of, partsOn(side, was), is?.parts ?? new Map()));
  const unseen = side === 'head' && known(stack) === undefined;
  return [{ code, problem: unseen ? 'was not reviewed' : problem, fix, changed }];
}

function partsOn(side: 'base' | 'head', part: ReviewedPart | undefined): Parts {
  const entries = Object.entries(part?.parts ?? {});
  return new Map(entries.flatMap(([name, { [side]: digest }]) => (digest === undefined ? [] : [[name, digest]])));
}

function ageRefusal({ time }: Review, now: string, most: string): Refusal | undefined {
  const age = Date.parse(now) - Date.parse(time);
  if (age >= -SKEW && age <= (toMilliseconds(most) ?? 0)) return undefined;
  const problem =
    age < 0
      ? `was reviewed at ${time}, which is after ${now}`
      : `was reviewed at ${time}, and ${most} is the oldest that may be applied`;
  return {
    code: 'REVIEW_EXPIRED',
    problem,
    fix: 'review it again: run the newest pipeline, and let its diff be approved',
    changed: [],
  };
}

/** Clocks of two machines differ. */
const SKEW = 300_000;

/** The order in which stacks are applied. */
function compareStacks(one: Stack, other: Stack): number {
  const rank = (stack: Stack): number => (stack === 'platform' ? 0 : stack.endsWith(':grants') ? 1 : 2);
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}

function factsIn(assembly: Assembly | undefined) {
  return findFacts(assembly)?.object;
}
