import { resolve } from 'node:path';
import type { Comparison } from '../base/side';
import { InvalidInput, TaxiwayError, type Mistake } from '../errors';
import { show } from '../nearest';
import { reviewOf, reviewText } from '../review/review';
import { toTime, toTimeFromEpoch } from '../review/time';
import type { Session } from './session';
import { writeTexts } from './text-file';

/** What decides about a record. */
export interface RecordOptions {
  /** Where to write it. */
  readonly record: string;
  /** RFC 3339; what CI says otherwise. */
  readonly time?: string;
  /** Services that are shown; a record is of all of them. */
  readonly service?: readonly string[];
}

/** Writes what was reviewed; refuses what nobody could find again, and a comparison that is not whole. */
export function recordReview(
  { cwd }: Session,
  { record, time, service }: RecordOptions,
  comparison: Comparison,
  mistakes: readonly Mistake[],
): void {
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  if (service !== undefined)
    throw refuse(
      'USAGE',
      `--record ${record}`,
      'is of every service, and --service shows some of them',
      'leave --service away',
    );
  if (comparison.head.dirty === true)
    throw refuse(
      'TREE_DIRTY',
      `--record ${record}`,
      'the sources here are not what their commit says, so that nobody could find again what was reviewed',
      'commit or remove the changes that git status shows',
    );
  writeTexts(new Map([[resolve(cwd, record), reviewText(reviewOf(comparison, timeOf(time)))]]));
}

/** When it was reviewed: as it was typed, else as CI says, never what the clock of this machine says. */
function timeOf(typed: string | undefined): string {
  const { CI_PIPELINE_CREATED_AT: created, SOURCE_DATE_EPOCH: epoch } = process.env;
  if (typed !== undefined) return requireTime('--time', typed);
  if (created !== undefined && created !== '') return requireTime('CI_PIPELINE_CREATED_AT', created);
  const time = epoch === undefined ? undefined : toTimeFromEpoch(epoch);
  if (time !== undefined) return time;
  throw refuse(
    'TIME_MISSING',
    '--time',
    'a record needs the time of the review, and neither --time nor CI says it',
    'write --time 2026-11-28T15:00:00Z; GitLab sets CI_PIPELINE_CREATED_AT, other programs SOURCE_DATE_EPOCH',
  );
}

/** A time as it was given, in UTC. */
export function requireTime(at: string, given: string): string {
  const time = toTime(given);
  if (time !== undefined) return time;
  throw refuse(
    'TIME_MISSING',
    at,
    `is ${show(given)}, which is no time`,
    'write it as RFC 3339 does: 2026-11-28T15:00:00Z',
  );
}

function refuse(code: Mistake['code'], at: string, problem: string, fix: string): TaxiwayError {
  return new TaxiwayError({ code, at, problem, fix });
}
