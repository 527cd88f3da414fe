import { asText, at } from '../check/json';
import { resolve } from 'node:path';
import { createColors } from 'picocolors';
import type { Assembly } from '../assembly/assembly';
import { documentsOf } from '../assembly/find';
import { keptIn } from '../stop/placed';
import { sideText, type SideDescription } from '../base/side';
import { factsOf } from '../check/fleet';
import type { Change } from '../diff/change';
import type { CostChange } from '../cost/compare';
import { gateOf, readGates } from '../diff/gate';
import { reviewOf, type Review, type ReviewedEnvironment } from '../diff/review';
import { InvalidInput, type Mistake } from '../errors';
import { chooseFix, show } from '../nearest';
import { REVIEW_FORMATS, type ReviewFormat } from '../report/review/format-names';
import { renderReview } from '../report/review/formats';
import { reviewJson } from '../report/review/json';
import { exceptionLines, judgeExceptions, openExceptions, type ExceptionOptions } from './exceptions';
import { mistakesJson, OUTPUT_VERSION, printMistakes } from './print';
import { servicesIn } from './program';
import { EXIT, type ExitCode, type Session } from './session';
import { writeTexts } from './text-file';

/** Options of a command that prints a review. */
export interface ReviewOptions extends ExceptionOptions {
  readonly format: ReviewFormat;
  /** Files to write the same review to: `markdown=note.md`. */
  readonly report?: readonly string[];
  /** Words of gates. */
  readonly failOn?: readonly string[];
  /** Show and gate only what these services do. */
  readonly service?: readonly string[];
}

/** What was compared. */
export interface ReviewInput {
  readonly changes: readonly Change[];
  /** All assemblies of both sides, in any order. */
  readonly assemblies: readonly Assembly[];
  /** What they do to the cost of environments, or of these services only. */
  costs(only: readonly string[] | undefined): readonly CostChange[];
  /** Ways between services that come and go, in sentences; absent where nobody looked. */
  reach?(only: readonly string[] | undefined): readonly string[];
  readonly base: SideDescription;
  readonly head: SideDescription;
  /** Environments that only one side has, and which. */
  readonly lone: ReadonlyMap<string, 'base' | 'head'>;
  /** What is wrong with either side; what could be compared is shown all the same. */
  readonly mistakes?: readonly Mistake[];
}

/** What is checked before anything is rendered: a word that nobody knows should not cost a minute. */
export function openReview(session: Session, options: ReviewOptions) {
  return {
    gates: readGates(options.failOn),
    reports: readReports(options.report ?? []),
    exceptions: openExceptions(session, options),
  };
}

/** Groups, judges and prints what differs, writes the files that were asked for, and says how the run ends. */
export function printReview(
  session: Session,
  input: ReviewInput,
  options: ReviewOptions,
  { gates, reports, exceptions }: ReturnType<typeof openReview> = openReview(session, options),
): ExitCode {
  const { assemblies, base, head, lone } = input;
  const { service: only } = options;
  const changes =
    only === undefined
      ? input.changes
      : input.changes.filter(({ service }) => service !== undefined && only.includes(service));
  const { accept } = exceptions.book;
  const review = reviewOf(changes, {
    environments: environmentsOf(assemblies),
    base: sideText(base),
    head: sideText(head),
    remarks: [
      ...[...lone].map(
        ([name, side]) => `${name} is only on the ${side}: all of it ${side === 'head' ? 'is new' : 'goes'}`,
      ),
      ...(input.reach?.(only) ?? []),
      ...stoppedIn(assemblies, only),
    ],
    costs: input.costs(only),
    incomplete: (input.mistakes ?? []).length > 0,
    gates,
    // What passes anyway needs nobody to answer for it.
    accept: (change, assessment, fingerprint) =>
      gateOf(assessment, gates) === undefined ? undefined : accept(change, assessment, fingerprint),
  });
  const judged = judgeExceptions(exceptions, { assemblies, partial: only !== undefined });
  const mistakes = [...(input.mistakes ?? []), ...judged.mistakes];

  const json = (): string => {
    const { unused } = judged;
    const { environments, ...rest } = reviewJson(review);
    const both = environments.map((one) => ({ ...one, sides: lone.get(one.name) ?? 'both' }));
    const data = { ...rest, base, head, environments: both, unused, mistakes: mistakesJson(mistakes) };
    return `${JSON.stringify({ schemaVersion: OUTPUT_VERSION, command: 'diff', ...data }, null, 2)}\n`;
  };
  const { terminal } = session;
  const otherwise = 'package.json';
  writeReports(session, review, reports, { otherwise, json });
  terminal.out(renderReview(options.format, review, { terminal, otherwise, json }));
  if (options.format !== 'json') {
    for (const line of exceptionLines(session, 0, judged.unused)) terminal.err(`${line}\n`);
    if (mistakes.length > 0) printMistakes(session, 'text', 'diff', mistakes);
  }
  if (mistakes.length > 0) return EXIT.input;
  return review.gating.length > 0 ? EXIT.gates : EXIT.done;
}

/** A stopped service stays stopped through the next deploy: whoever reviews one has to know. */
function stoppedIn(assemblies: readonly Assembly[], only?: readonly string[]): readonly string[] {
  const having = assemblies.filter((assembly) => keptIn(assembly).size > 0);
  const said = having.flatMap((assembly) =>
    documentsOf(assembly, 'declaration').flatMap(({ service = '', object }) => {
      const stop = object['stopped'];
      if (stop === undefined || only?.includes(service) === false) return [];
      const [level, who, when, why] = ['level', 'who', 'when', 'why'].map((key) => asText(at(stop, key)) ?? '');
      return [`${service} is stopped in ${assembly.environment} (${level}) by ${who} since ${when}: ${why}`];
    }),
  );
  return [...new Set(said)];
}

/** The environments of both sides, as the head's facts describe them: the last of a name holds. */
function environmentsOf(assemblies: readonly Assembly[]): readonly ReviewedEnvironment[] {
  const found = new Map<string, ReviewedEnvironment>();
  for (const assembly of assemblies) {
    const { tier } = factsOf(assembly).object;
    const name = assembly.environment;
    const services = [...new Set([...(found.get(name)?.services ?? []), ...servicesIn([assembly])])].sort();
    found.set(name, { name, tier: typeof tier === 'string' ? tier : '', services });
  }
  return [...found.values()];
}

interface Report {
  readonly format: ReviewFormat;
  readonly file: string;
}

function readReports(words: readonly string[]): readonly Report[] {
  const mistakes: Mistake[] = [];
  const reports = words.flatMap((word): readonly Report[] => {
    const at = word.indexOf('=');
    const [name, file] = at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
    const format = REVIEW_FORMATS.find((known) => known === name);
    if (format !== undefined && file !== '') return [{ format, file }];
    mistakes.push({
      code: 'USAGE',
      at: '--report',
      problem: format === undefined ? `there is no format ${show(name)}` : `${show(word)} names no file`,
      fix: format === undefined ? chooseFix(name, REVIEW_FORMATS) : `write ${format}=<file>`,
      given: word,
      allowed: REVIEW_FORMATS,
    });
    return [];
  });
  const files = reports.map(({ file }) => file);
  const double = files.find((file, index) => files.indexOf(file) !== index);
  if (double !== undefined)
    mistakes.push({
      code: 'USAGE',
      at: '--report',
      problem: `${show(double)} is named twice`,
      fix: 'give each report a file of its own',
      given: double,
    });
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  return reports;
}

function writeReports(
  { cwd, terminal }: Session,
  review: Review,
  reports: readonly Report[],
  context: { readonly otherwise: string; json(): string },
): void {
  if (reports.length === 0) return;
  // A file is read by anybody, at any width, and shows no colours.
  const plain = { ...terminal, interactive: false, colors: createColors(false) };
  const texts = reports.map(
    ({ format, file }) => [resolve(cwd, file), renderReview(format, review, { ...context, terminal: plain })] as const,
  );
  writeTexts(new Map(texts));
}
