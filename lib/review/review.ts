import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject, Stack } from '../assembly/document';
import { reasonOf, shownPath, systemCodeOf } from '../assembly/failure';
import type { Comparison, SideDescription } from '../base/side';
import { compile } from '../check/schema/compile';
import type { Fault } from '../check/schema/fault';
import type { Schema } from '../check/schema/schema';
import type { Check } from '../check/schema/walk';
import { InvalidInput, TaxiwayError } from '../errors';
import { chooseFix } from '../nearest';
import { LIBRARY_VERSION, packageRoot } from '../version';
import { snapshotOf, type Snapshot } from './snapshot';

/** The version of what a review file holds. */
export const REVIEW_VERSION = 1;

/** One side of a review: what it is, without names that mean something on one machine only. */
export type ReviewedSide = Pick<SideDescription, 'kind' | 'commit'>;

/** A stack or the facts on both sides. */
export interface ReviewedPart {
  readonly base?: string;
  readonly head?: string;
  readonly parts: { readonly [name: string]: { readonly base?: string; readonly head?: string } };
}

/** One environment, as it was reviewed. */
export interface ReviewedEnvironment {
  readonly name: string;
  readonly facts: ReviewedPart;
  readonly stacks: readonly (ReviewedPart & { readonly stack: Stack })[];
}

/** What a review has seen; schemas/review.schema.json says more. */
export interface Review {
  readonly taxiway: 'review';
  readonly schemaVersion: number;
  readonly library: string;
  /** RFC 3339, in UTC. */
  readonly time: string;
  readonly base: ReviewedSide;
  readonly head: ReviewedSide;
  readonly environments: readonly ReviewedEnvironment[];
}

/** Puts down what two sides are, so that it can be told later whether what is applied is what was reviewed. */
export function reviewOf({ base, head, environments }: Comparison, time: string): Review {
  return {
    taxiway: 'review',
    schemaVersion: REVIEW_VERSION,
    library: LIBRARY_VERSION,
    time,
    base: { kind: base.kind, commit: base.commit },
    head: { kind: head.kind, commit: head.commit },
    environments: environments.map(({ name, ...sides }) => {
      const [before, after] = [snapshotOf(sides.base), snapshotOf(sides.head)];
      const stacks = [...new Set([...before.stacks.keys(), ...after.stacks.keys()])].sort();
      return {
        name,
        facts: reviewedPart(before.facts, after.facts),
        stacks: stacks.map((stack) => ({ stack, ...reviewedPart(before.stacks.get(stack), after.stacks.get(stack)) })),
      };
    }),
  };
}

function reviewedPart(base: Snapshot | undefined, head: Snapshot | undefined): ReviewedPart {
  const names = [...new Set([...(base?.parts.keys() ?? []), ...(head?.parts.keys() ?? [])])].sort();
  const parts = names.map((name) => [name, { base: base?.parts.get(name), head: head?.parts.get(name) }] as const);
  return { base: base?.digest, head: head?.digest, parts: Object.fromEntries(parts) };
}

/** A review as it is written. */
export function reviewText(review: Review): string {
  return `${JSON.stringify(review, null, 1)}\n`;
}

/** Reads a review, and refuses what is none; `path` is where it lies, `at` how it was named. */
export function readReview(path: string, at: string): Review {
  const value = parsed(path, at);
  if (fieldOf(value, 'taxiway') !== 'review') throw refuse(at, 'is no review', 'name what taxiway diff --record wrote');
  const faults = faultsOf(value);
  if (faults.length === 0) {
    // The schema says so.
    return value as unknown as Review;
  }
  const version = fieldOf(value, 'schemaVersion');
  if (typeof version === 'number' && version > REVIEW_VERSION)
    throw refuse(
      at,
      `has schema version ${version}; this taxiway reads ${REVIEW_VERSION}`,
      'upgrade taxiway to the version that wrote it',
    );
  throw new InvalidInput(
    faults.slice(0, MOST_FAULTS).map((fault) => {
      const { path: place } = fault;
      const problem = fault.unknown ? 'is no field of a review' : fault.problem;
      const fix = fault.unknown ? chooseFix(fault.field, fault.allowed) : 'record it again: taxiway diff --record';
      return { code: 'REVIEW_INVALID', at: place === '' ? at : `${at} ${place}`, problem, fix };
    }),
  );
}

const MOST_FAULTS = 10;

function parsed(path: string, at: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT')
      throw refuse(at, `${shownPath(path)} does not exist`, 'write one with taxiway diff --record');
    if (code !== undefined)
      throw refuse(at, `${shownPath(path)} can't be read: ${reasonOf(code)}`, 'write one with taxiway diff --record');
    if (error instanceof SyntaxError) throw refuse(at, 'is no JSON, or not all of it', 'fetch or record it again');
    throw error;
  }
}

function fieldOf(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // What is no list and no primitive is an object.
  return (value as JsonObject)[key];
}

let check: Check | undefined;

function faultsOf(value: Json): readonly Fault[] {
  check ??= compileSchema();
  const faults: Fault[] = [];
  check(value, { path: [], faults });
  return faults;
}

/** The shipped schema; it keeps to the words that the checks of Kubernetes objects know. */
function compileSchema(): Check {
  const text = readFileSync(join(packageRoot(), 'schemas', 'review.schema.json'), 'utf8');
  const { $ref, $defs } = JSON.parse(text) as {
    readonly $ref: string;
    readonly $defs: { readonly [name: string]: Schema };
  };
  const definition = (name: string): Schema => $defs[name.replace('#/$defs/', '')] ?? {};
  return compile({ $ref }, definition, new Map());
}

function refuse(at: string, problem: string, fix: string): TaxiwayError {
  return new TaxiwayError({ code: 'REVIEW_INVALID', at, problem, fix });
}
