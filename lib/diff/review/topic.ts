import { compareGravity } from '../gravity';
import { compareTexts, type Authority, type Entry, type Lifecycle } from './entry';

/** What is read together: one cause and all that follows from it, or a service that comes or goes. */
export interface Topic {
  readonly authority: Authority;
  /** The gravest first; nothing neutral. */
  readonly entries: readonly Entry[];
  /** The service that is new or deleted. */
  readonly lifecycle?: Lifecycle;
  /** How many neutral changes belong to it. */
  readonly neutral: number;
}

/**
 * Orders entries for a reader: by gravity, then where the most is at stake, then what is asked for before the limits
 * that follow from it, then what holds most widely.
 */
export function compareEntries(
  one: Entry,
  other: Entry,
  compareEnvironments: (one: string, other: string) => number,
): number {
  return (
    compareGravity(one, other) ||
    compareEnvironments(one.places[0]?.environment ?? '', other.places[0]?.environment ?? '') ||
    Number(follows(one)) - Number(follows(other)) ||
    other.places.length - one.places.length ||
    compareTexts(one.says, other.says) ||
    compareTexts(one.places[0]?.document ?? '', other.places[0]?.document ?? '') ||
    compareTexts(one.pattern ?? '', other.pattern ?? '') ||
    compareTexts(one.key, other.key)
  );
}

/** Whether its figures follow from how many pods there are: a limit, or what a rollout adds. */
function follows({ kind, pattern = '' }: Entry): boolean {
  return kind === 'ResourceQuota' || pattern.startsWith('spec.strategy.');
}

/** Puts together what one line caused, and what comes or goes with a service; entries must be in order. */
export function topicsOf(entries: readonly Entry[]): readonly Topic[] {
  const topics = new Map<string, { readonly first: Entry; readonly entries: Entry[]; neutral: number }>();
  for (const entry of entries) {
    if (isQuiet(entry) && entry.within === undefined) continue;
    const key = `${entry.authority} ${topicKey(entry)}`;
    const topic = topics.get(key) ?? { first: entry, entries: [], neutral: 0 };
    topics.set(key, topic);
    if (isQuiet(entry)) topic.neutral += entry.places.length;
    else topic.entries.push(entry);
  }
  return [...topics.values()].map(({ first, ...topic }) => ({
    authority: first.authority,
    ...topic,
    ...(first.within === undefined ? {} : { lifecycle: first.within }),
  }));
}

/** Neutral, and known to be. */
export function isQuiet({ class: touched, effect }: Entry): boolean {
  return touched === 'neutral' && effect !== 'unknown';
}

function topicKey({ within, places, key }: Entry): string {
  if (within !== undefined) return `${within.what} ${within.service}`;
  const lines = new Set<string>();
  for (const { source } of places) {
    // Near a call stand all the props that nobody typed: that is no cause.
    if (source === undefined || source.approximate === true) return key;
    lines.add(`${source.file}:${source.line}:${source.column}`);
  }
  return [...lines].sort().join(' ');
}
