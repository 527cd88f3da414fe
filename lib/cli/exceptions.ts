import { resolve } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import type { Fleet } from '../check/fleet';

import { runRules, type CheckResult } from '../check/run';
import { parseId } from '../assembly/id';
import { mistakesOf, TaxiwayError, type Mistake } from '../errors';
import { ExceptionBook, refuseInvalid, type AcceptedFinding } from '../exceptions/apply';
import type { Exception } from '../exceptions/exception';
import { EXCEPTIONS_FILE, readExceptions } from '../exceptions/read';
import { findProject } from '../loader/project';
import { show } from '../nearest';
import { count } from '../report/terminal';
import { allRules } from './rules';
import type { Session } from './session';
import { dayOf, type DayOptions } from './day';
import { findText } from './text-file';

/** Options of every command that exceptions apply to. */
export interface ExceptionOptions extends DayOptions {
  /** The file; beside package.json otherwise. */
  readonly exceptions?: string;
}

/** The exceptions of a run, on its day. */
export interface OpenExceptions {
  readonly book: ExceptionBook;
  readonly today: string;
  /** The day where somebody named it: only then a finding may depend on it. */
  readonly named?: string;
  /** What is wrong with the file, whatever it is applied to. */
  readonly mistakes: readonly Mistake[];
}

/** Reads the exceptions of the project that a command was typed in. */
export function openExceptions(session: Session, options: ExceptionOptions): OpenExceptions {
  const named = dayOf(options);
  // Only whether an exception holds depends on the clock; it is printed nowhere.
  const today = named ?? new Date().toISOString().slice(0, 10);
  const text = findExceptions(session, options);
  const file = options.exceptions ?? EXCEPTIONS_FILE;
  if (text === undefined) {
    if (options.exceptions === undefined) return { book: new ExceptionBook([], today), today, named, mistakes: [] };
    throw new TaxiwayError({
      code: 'EXCEPTIONS_INVALID',
      at: '--exceptions',
      problem: `there is no file ${show(file)}`,
      fix: `name a file, or leave the option away and write ${EXCEPTIONS_FILE} beside package.json`,
      given: file,
    });
  }
  const { exceptions, mistakes } = readExceptions(
    text,
    file,
    allRules().map(({ code }) => code),
  );
  return { book: new ExceptionBook(exceptions, today), today, named, mistakes };
}

/** Whether there is anything that depends on the day. */
export function dependsOnDay(session: Session, options: ExceptionOptions): boolean {
  return dayOf(options) !== undefined || findExceptions(session, options) !== undefined;
}

function findExceptions(session: Session, { exceptions }: ExceptionOptions): string | undefined {
  if (exceptions !== undefined) return findText(resolve(session.cwd, exceptions));
  return findText(resolve(rootOf(session), EXCEPTIONS_FILE));
}

/** A rendered tree may be looked at where there is no project. */
function rootOf({ cwd }: Session): string {
  try {
    return findProject(cwd).root;
  } catch (error) {
    if (mistakesOf(error)?.every(({ code }) => code === 'PROGRAM_NOT_FOUND') !== true) throw error;
    return cwd;
  }
}

/** What a run knows about the exceptions that it could have needed. */
export interface ExceptionScope {
  readonly assemblies: readonly Assembly[];
  /** Codes of the rules that ran; undefined where changes were looked for. */
  readonly ran?: readonly string[];
  /** Only some services were looked at. */
  readonly partial: boolean;
}

/** Everything that is wrong with exceptions in a run, and those that it did not need. */
export function judgeExceptions(
  { book, today, mistakes }: OpenExceptions,
  { assemblies, ran, partial }: ExceptionScope,
): { readonly mistakes: readonly Mistake[]; readonly unused: readonly Exception[] } {
  const environments = new Set(assemblies.map(({ environment }) => environment));
  const couldNeed = ({ code, document }: Exception): boolean =>
    environments.has(parseId(document).environment) &&
    (ran === undefined ? code === undefined : ran.includes(code ?? ''));
  const concerned = book.exceptions.filter(({ code }) => (code === undefined) === (ran === undefined));
  return {
    mistakes: [...mistakes, ...refuseInvalid(concerned, today, assemblies)],
    unused: partial ? [] : book.unused(couldNeed),
  };
}

/** What the rules object to, what of it is accepted, and what is wrong with the exceptions. */
export interface Checked extends CheckResult {
  readonly accepted: readonly AcceptedFinding[];
  readonly unused: readonly Exception[];
  readonly mistakes: readonly Mistake[];
}

/** Runs every rule, and takes out what somebody answers for. */
export function checkFleet(fleet: Fleet, exceptions: OpenExceptions): Checked {
  const result = runRules({ ...fleet, today: exceptions.named }, allRules());
  const { left, accepted } = exceptions.book.sort(result.findings);
  const judged = judgeExceptions(exceptions, { assemblies: fleet.assemblies, ran: result.ran, partial: false });
  return { ...result, findings: left, accepted, ...judged };
}

/** How the text output names what exceptions did, a line each. */
export function exceptionLines(
  { terminal: { colors } }: Session,
  accepted: number,
  unused: readonly Exception[],
  what = 'finding',
): readonly string[] {
  return [
    ...(accepted === 0 ? [] : [`${count(accepted, what)} accepted by exceptions`]),
    ...unused.map(
      ({ source, code, class: touched, document, path }) =>
        `${colors.yellow('warning')} ${source.file}:${source.line}: accepts nothing: ${code ?? touched ?? ''} ${document}${path === undefined ? '' : ` ${path}`} ${colors.dim('(EXCEPTION_UNUSED)')}`,
    ),
  ];
}
