import { sideText, type Comparison } from '../../base/side';
import type { Change } from '../../diff/change';
import { diffAssemblies } from '../../diff/diff';
import { InvalidInput, type Mistake } from '../../errors';
import { mistakesJson, print, printMistakes } from '../print';
import { recordReview } from '../record';
import { EXIT, type ExitCode, type Session } from '../session';
import { openSides, type SidesOptions } from '../sides';
import { across } from './across';

/** Options of `taxiway diff`. */
export interface DiffOptions extends Omit<SidesOptions, 'base' | 'writes'> {
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
  const { base } = options;
  if (options.across !== undefined) return across(session, { ...options, across: options.across });
  if (base === undefined) throw noBase();
  const writes = options.record === undefined ? [] : [options.record];
  const { comparison, mistakes } = openSides(session, { ...options, base, writes });
  if (options.record !== undefined) recordReview(session, { ...options, record: options.record }, comparison, mistakes);
  printComparison(session, options, comparison, mistakes);
  return mistakes.length > 0 ? EXIT.input : EXIT.done;
}

function printComparison(
  session: Session,
  { format, service }: DiffOptions,
  comparison: Comparison,
  mistakes: readonly Mistake[],
): void {
  const changes = comparison.environments
    .flatMap(({ base, head }) => diffAssemblies({ base, head }))
    .filter((change) => service === undefined || (change.service !== undefined && service.includes(change.service)));
  const { base, head, environments } = comparison;
  const sides = { base, head, environments: environments.map((one) => ({ name: one.name, sides: sidesOf(one) })) };
  print(session, format, 'diff', { ...sides, changes, mistakes: mistakesJson(mistakes) }, () =>
    [
      `${sideText(base)} → ${sideText(head)}`,
      ...environments
        .filter((one) => sidesOf(one) !== 'both')
        .map(({ name, ...one }) => `${name} is only on the ${sidesOf(one)}`),
      ...changes.flatMap(textOf),
    ].join('\n'),
  );
  if (mistakes.length > 0 && format !== 'json') printMistakes(session, format, 'diff', mistakes);
}

function sidesOf({ base, head }: Pick<Comparison['environments'][number], 'base' | 'head'>): 'both' | 'base' | 'head' {
  if (base === undefined) return 'head';
  return head === undefined ? 'base' : 'both';
}

function textOf({ document, path, assessments }: Change): readonly string[] {
  return assessments.map(
    (one) => `${one.class} ${one.direction} ${one.effect}: ${document} ${path ?? ''}: ${one.says}`,
  );
}

function noBase(): InvalidInput {
  const fix = 'write --base main, --base dist or --base dist.zip; or --across staging production';
  return new InvalidInput([{ code: 'USAGE', at: '--base', problem: 'is missing', fix }]);
}
