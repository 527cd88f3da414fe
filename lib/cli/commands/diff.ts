import type { Comparison } from '../../base/side';
import { costChangeOf } from '../../cost/compare';
import { diffAssemblies } from '../../diff/diff';
import { InvalidInput } from '../../errors';
import { reachRemarks } from '../../reach/told';
import { FORMATS, type ExitCode, type Format, type Session } from '../session';
import { recordReview } from '../record';
import { openReview, printReview, type ReviewOptions } from '../review';
import { openSides, type SidesOptions } from '../sides';
import { across } from './across';

/** Options of `taxiway diff`. */
export interface DiffOptions extends Omit<SidesOptions, 'base' | 'writes' | 'whole' | 'format'>, ReviewOptions {
  /** What to compare with: a commit, a folder that synth wrote, or an archive of one. */
  readonly base?: string;
  /** Two environments, one fleet. */
  readonly across?: readonly string[];
  /** Where to write what was reviewed. */
  readonly record?: string;
  /** When it was reviewed. */
  readonly time?: string;
}

/** Compares what would be rendered with a base, and says what the difference does. */
export function diff(session: Session, options: DiffOptions): ExitCode {
  const { base, record } = options;
  if (options.across !== undefined)
    return across(session, { ...options, across: options.across, format: plainFormat(options.format) });
  if (base === undefined) throw noBase();
  const opened = openReview(session, options);
  const reports = opened.reports.map(({ file }) => file);
  const writes = record === undefined ? reports : [...reports, record];
  const { comparison, mistakes } = openSides(session, {
    ...options,
    format: 'text',
    base,
    writes,
    // What is to be applied is compared with the record, and so is rendered as it will be then.
    whole: record !== undefined,
  });
  if (record !== undefined) recordReview(session, { ...options, record }, comparison, mistakes);
  const { environments } = comparison;
  const changes = environments.flatMap((one) => diffAssemblies({ base: one.base, head: one.head }));
  // Sums take time, and where nothing changed they are the same.
  const changed = new Set(changes.map(({ environment }) => environment));
  return printReview(
    session,
    {
      changes,
      costs: (only) =>
        environments.flatMap((one) => {
          // A base that could not be rendered is no environment that costs nothing.
          const known = changed.has(one.name) && !(one.base === undefined && mistakes.length > 0);
          return known ? (costChangeOf(one.name, one, only) ?? []) : [];
        }),
      reach: (only) => reachRemarks(environments, changes, only),
      assemblies: environments.flatMap((one) => [one.base ?? [], one.head ?? []].flat()),
      base: comparison.base,
      head: comparison.head,
      lone: loneIn(comparison),
      mistakes,
    },
    options,
    opened,
  );
}

/** Environments that only one side has. */
function loneIn({ environments }: Comparison): ReadonlyMap<string, 'base' | 'head'> {
  return new Map(
    environments.flatMap(({ name, base, head }): (readonly [string, 'base' | 'head'])[] => {
      if (base !== undefined && head !== undefined) return [];
      return [[name, base === undefined ? 'head' : 'base']];
    }),
  );
}

/** A comparison of environments is no review: there is nothing to approve. */
function plainFormat(format: DiffOptions['format']): Format {
  const plain = FORMATS.find((known) => known === format);
  if (plain !== undefined) return plain;
  const problem = `is ${format}, and environments are compared as ${FORMATS.join(' or ')}`;
  throw new InvalidInput([{ code: 'USAGE', at: '--format', problem, fix: 'leave --format away', allowed: FORMATS }]);
}

function noBase(): InvalidInput {
  const fix = 'write --base main, --base dist or --base dist.zip; or --across staging production';
  return new InvalidInput([{ code: 'USAGE', at: '--base', problem: 'is missing', fix }]);
}
