import type { CostChange } from '../cost/compare';
import { TIERS } from '../environment-spec';
import type { Change } from './change';
import { type Gates } from './gate';
import { masked } from './mask';
import { AUTHORITIES, compareTexts, entriesOf, gatesIn, type Accept, type Authority, type Entry } from './review/entry';
import { countChanges, overviewOf, type Row } from './review/overview';
import { compareEntries, isQuiet, topicsOf, type Topic } from './review/topic';

/** What is known of an environment, whichever side has it. */
export interface ReviewedEnvironment {
  readonly name: string;
  readonly tier: string;
  /** All services of both sides. */
  readonly services: readonly string[];
}

/** What decides about a review. */
export interface ReviewOptions {
  readonly environments: readonly ReviewedEnvironment[];
  /** What is compared, as a reader knows it: `main`, `the work tree`. */
  readonly base: string;
  readonly head: string;
  readonly gates: Gates;
  readonly accept?: Accept;
  /** What else has to be known: an environment that only one side has, a base that doesn't synthesize. */
  readonly remarks?: readonly string[];
  /** What it does to the cost of environments, where that changes.
   *  @defaultValue nothing */
  readonly costs?: readonly CostChange[];
  /** Whether some of it could not be compared: then nobody may read that all is well. */
  readonly incomplete?: boolean;
}

/** Everything that one authority has to agree to. */
export interface Section {
  readonly authority: Authority;
  /** The gravest first. */
  readonly topics: readonly Topic[];
  /** Changes that mean nothing. */
  readonly neutral: number;
}

/** What a reviewer reads: first the overview, then sections. */
export interface Review {
  readonly base: string;
  readonly head: string;
  readonly remarks: readonly string[];
  /** Whether some of it could not be compared. */
  readonly incomplete: boolean;
  readonly gates: Gates;
  /** The highest tier first. */
  readonly environments: readonly ReviewedEnvironment[];
  readonly changes: { readonly all: number; readonly neutral: number };
  /** In the order of the environments. */
  readonly costs: readonly CostChange[];
  readonly overview: readonly Row[];
  /** All of them, neutral ones too, the gravest first. */
  readonly entries: readonly Entry[];
  /** Those that hold anything; platform and grants before workloads. */
  readonly sections: readonly Section[];
  /** Entries that gate. */
  readonly gating: readonly Entry[];
}

/** Groups changes for a reader. The result depends on what the changes are, and not on their order. */
export function reviewOf(changes: readonly Change[], options: ReviewOptions): Review {
  const environments = [...options.environments].sort(compareImportance);
  const order = new Map(environments.map(({ name }, index) => [name, index]));
  const compareEnvironments = (one: string, other: string): number =>
    (order.get(one) ?? order.size) - (order.get(other) ?? order.size) || compareTexts(one, other);
  const shown = changes.map(masked);
  const entries = [...entriesOf(shown, { ...options, compareEnvironments })].sort((one, other) =>
    compareEntries(one, other, compareEnvironments),
  );
  return {
    base: options.base,
    head: options.head,
    remarks: options.remarks ?? [],
    incomplete: options.incomplete ?? false,
    gates: options.gates,
    environments,
    changes: countChanges(shown),
    costs: [...(options.costs ?? [])].sort((one, other) => compareEnvironments(one.environment, other.environment)),
    overview: overviewOf(entries),
    entries,
    sections: sectionsOf(entries),
    gating: entries.filter((entry) => gatesIn(entry).length > 0),
  };
}

function compareImportance(one: ReviewedEnvironment, other: ReviewedEnvironment): number {
  const rank = ({ tier }: ReviewedEnvironment): number => TIERS.findIndex((known) => known === tier);
  return rank(other) - rank(one) || compareTexts(one.name, other.name);
}

function sectionsOf(entries: readonly Entry[]): readonly Section[] {
  const topics = topicsOf(entries);
  return AUTHORITIES.map((authority) => ({
    authority,
    topics: topics.filter((topic) => topic.authority === authority),
    neutral: entries
      .filter((entry) => entry.authority === authority && isQuiet(entry) && entry.within === undefined)
      .reduce((sum, { places }) => sum + places.length, 0),
  })).filter((section) => section.topics.length > 0 || section.neutral > 0);
}
