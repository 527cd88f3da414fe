import { podsOfStrategy, type Strategy } from '../gpu/strategy';
import { toMilliseconds } from '../units';
import type { OnChange } from '../secrets/secret';

/**
 * Seconds until a changed Secret is in the files of a pod that runs. The kubelet looks at each pod once a minute, and up to
 * half a minute later, so that not all are looked at together.
 */
export const KUBELET_SYNC = 90;

/** One part of the time that a value takes to arrive. */
export interface Term {
  /** Whole seconds. */
  readonly seconds: number;
  readonly what: string;
}

/** A Deployment, as far as it says how long a rollout takes at most. */
export interface RolloutFacts {
  readonly replicas: number;
  readonly strategy: Strategy;
  /** Seconds without progress after which a rollout is called stuck: the most that one round takes. */
  readonly progressDeadline: number;
  /** Seconds that a pod which goes may take. */
  readonly grace: number;
}

/** Everything that a new value waits for between Vault and one process. */
export interface DelayFacts {
  /** Seconds between two looks at Vault. */
  readonly refresh: number;
  readonly onChange: OnChange;
  readonly rollout: RolloutFacts;
  /** Seconds that what was signed with the old value stays good. */
  readonly signedFor: number;
}

/** The parts of the time after which every process has a new value, and nothing made with the old one is left. */
export function delayOf({ refresh, onChange, rollout, signedFor }: DelayFacts): readonly Term[] {
  return [
    { seconds: refresh, what: 'External Secrets looks at Vault' },
    { seconds: KUBELET_SYNC, what: 'the kubelet writes the files' },
    ...takeUp(onChange, rollout),
    ...(signedFor > 0 ? [{ seconds: signedFor, what: 'what was signed with it stays good' }] : []),
  ];
}

/** Seconds in all. */
export function sumOf(terms: readonly Term[]): number {
  return terms.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The overlap where none was typed: the next full hour above what is needed. */
export function usualOverlap(needed: number): number {
  return (Math.floor(needed / 3600) + 1) * 3600;
}

/** The arithmetic in one line: `3600 s (…) + 90 s (…) = 3690 s`. */
export function sayTerms(terms: readonly Term[]): string {
  return `${terms.map(({ seconds, what }) => `${seconds} s (${what})`).join(' + ')} = ${sumOf(terms)} s`;
}

function takeUp(onChange: OnChange, rollout: RolloutFacts): readonly Term[] {
  if (onChange === 'reread') return [];
  if ('reload' in onChange) {
    const seconds = Math.ceil((toMilliseconds(onChange.reload) ?? 0) / 1000);
    return [{ seconds, what: 'the process looks at its file' }];
  }
  const { replicas, strategy, progressDeadline, grace } = rollout;
  if (replicas === 0) return [];
  const { surge, unavailable } = podsOfStrategy(strategy, replicas);
  const rounds = Math.ceil(replicas / Math.max(1, surge + unavailable));
  const counted = `${rounds} ${rounds === 1 ? 'round' : 'rounds'} of a rollout, ${progressDeadline} s each at most`;
  return [
    { seconds: rounds * progressDeadline, what: counted },
    { seconds: grace, what: 'the last old pod ends' },
  ];
}
