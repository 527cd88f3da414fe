import type { Assessment } from '../change';
import { compareGravity } from '../gravity';
import { compareTexts, type Authority, type Entry, type Lifecycle } from './entry';

/** An entry as it is read. */
export interface TopicEntry extends Entry {
  /** In which respects the same sentence holds of the same documents beside the gravest. */
  readonly also?: readonly Assessment[];
}

/** What is read together: one cause and all that follows from it, or a service that comes or goes. */
export interface Topic {
  readonly authority: Authority;
  /** The gravest first; nothing neutral. */
  readonly entries: readonly TopicEntry[];
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
    rankOf(one) - rankOf(other) ||
    other.places.length - one.places.length ||
    compareTexts(one.says, other.says) ||
    compareTexts(one.places[0]?.document ?? '', other.places[0]?.document ?? '') ||
    compareTexts(one.pattern ?? '', other.pattern ?? '') ||
    compareTexts(one.key, other.key)
  );
}

/** What a service runs on, or promises, comes first; last what follows from how many pods there are: a limit, or what a rollout adds. */
export function rankOf({ kind, pattern = '' }: Entry): number {
  if (kind === 'GpuNodes' && /^(?:model|partition|count)$/.test(pattern)) return 0;
  // Rules and monitors that go follow from a measure that goes.
  if (kind === 'Service' && /^slis(?:\[\])?$/.test(pattern)) return 0;
  return kind === 'ResourceQuota' || kind === 'LimitRange' || pattern.startsWith('spec.strategy.') ? 2 : 1;
}

/** Puts together what one line caused, and what comes or goes with a service; entries must be in order. */
export function topicsOf(entries: readonly Entry[]): readonly Topic[] {
  const topics = new Map<string, { readonly first: Entry; readonly entries: TopicEntry[]; neutral: number }>();
  for (const entry of entries) {
    if (isQuiet(entry) && entry.within === undefined) continue;
    const key = `${entry.authority} ${topicKey(entry)}`;
    const topic = topics.get(key) ?? { first: entry, entries: [], neutral: 0 };
    topics.set(key, topic);
    if (isQuiet(entry)) topic.neutral += entry.places.length;
    else mergeInto(topic.entries, entry);
  }
  return [...topics.values()].map(({ first, ...topic }) => ({
    authority: first.authority,
    ...topic,
    ...(first.within === undefined ? {} : { lifecycle: first.within }),
  }));
}

/**
 * What one sentence says of the same documents is read once: of two paths, as a driver and its name are, or in two respects,
 * as fewer pods cost less and bear less.
 */
function mergeInto(entries: TopicEntry[], entry: Entry): void {
  const index = entries.findIndex((other) => saysTheSame(other, entry));
  const known = entries[index];
  if (known === undefined) {
    entries.push(entry);
    return;
  }
  const all = [known, ...(known.also ?? [])];
  if (all.some((one) => compareGravity(one, entry) === 0)) return;
  entries[index] = { ...known, also: [...(known.also ?? []), entry] };
}

function saysTheSame(one: Entry, other: Entry): boolean {
  if (one.says !== other.says || one.loses !== other.loses || one.effect !== other.effect) return false;
  return placesOf(one) === placesOf(other);
}

function placesOf({ places }: Entry): string {
  const texts = places.map(
    ({ document, gate, accepted }) => `${document} ${String(gate !== undefined)} ${String(accepted !== undefined)}`,
  );
  return [...new Set(texts)].join('\n');
}

/** Neutral, and known to be. */
export function isQuiet({ class: touched, effect }: Entry): boolean {
  return touched === 'neutral' && effect !== 'unknown';
}

function topicKey(entry: Entry): string {
  const { within, places } = entry;
  if (within !== undefined) return `${within.what} ${within.service}`;
  const lines = new Set<string>();
  for (const { source } of places) {
    // Near a call stand all the props that nobody typed: that is no cause.
    if (source === undefined || source.approximate === true) return `${entry.says} ${placesOf(entry)}`;
    lines.add(`${source.file}:${source.line}:${source.column}`);
  }
  return [...lines].sort().join(' ');
}
