import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reasonOf, shownPath, systemCodeOf } from '../../assembly/failure';
import { TaxiwayError } from '../../errors';
import { checkLog, WANTED, type LogReport } from '../../logs/check';
import { show } from '../../nearest';
import { print } from '../print';
import { EXIT, type ExitCode, type Format, type Session } from '../session';

/** Options of `taxiway logs-check`. */
export interface LogsCheckOptions {
  readonly format: Format;
  /** Percent, as it was typed. */
  readonly atLeast?: string;
}

/** Lines that are shown; all of them are counted. */
const SHOWN = 20;

/** Holds a captured log against the contract of logs. */
export function logsCheck(session: Session, file: string, options: LogsCheckOptions): ExitCode {
  const report = checkLog(readLog(session, file), percentOf(options.atLeast));
  if (report.lines === 0)
    throw new TaxiwayError({
      code: 'VALUE_INVALID',
      at: nameOf(file),
      problem: 'has no line',
      fix: 'capture some: kubectl logs deployment/api',
    });
  const { broken, ...counts } = report;
  const shown = broken.slice(0, SHOWN);
  print(session, options.format, 'logs-check', { ...counts, broken: shown }, () => textOf(file, report));
  return report.passes ? EXIT.done : EXIT.gates;
}

function textOf(file: string, { broken, lines, sound, percent, wanted, passes }: LogReport): string {
  const rows = broken.slice(0, SHOWN).flatMap(({ line, faults }) =>
    faults.map(({ kind, key, column, problem, fix }) => {
      const at = `${nameOf(file)}:${line}${column === undefined ? '' : `:${column}`}`;
      return `${at} ${key === undefined ? '' : `${key} `}${problem} (${kind})\n  ${fix}`;
    }),
  );
  const more = broken.length > SHOWN ? [`… and ${broken.length - SHOWN} lines more`] : [];
  const total = `${sound} of ${lines} lines keep the contract: ${percent} %, and ${wanted} % have to${passes ? '' : ', without a forbidden key'}`;
  return [...rows, ...more, total].join('\n');
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : shownPath(file);
}

function percentOf(given: string | undefined): number {
  if (given === undefined) return WANTED;
  const percent = /^\d{1,3}(?:\.\d)?$/.test(given) ? Number(given) : Number.NaN;
  if (percent > 0 && percent <= 100) return percent;
  throw new TaxiwayError({
    code: 'USAGE',
    at: '--at-least',
    problem: `is ${show(given)}`,
    fix: 'give percent above 0, up to 100',
  });
}

function readLog({ cwd }: Session, file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8');
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    const problem = code === 'ENOENT' ? 'is not there' : `can't be read: ${reasonOf(code)}`;
    const fix = "name a file that this user may read, or '-' for standard input";
    throw new TaxiwayError({ code: 'VALUE_INVALID', at: nameOf(file), problem, fix });
  }
}
