import { Option, type Command } from 'commander';
import { isExpired } from '../../exceptions/exception';
import { refuseInvalid } from '../../exceptions/apply';
import { EXCEPTIONS_TABLE, exceptionsCsv } from '../../report/exceptions';
import { table } from '../../report/terminal';
import { openExceptions, type ExceptionOptions } from '../exceptions';
import { mistakesJson, print, printMistakes } from '../print';
import { addExceptionOptions } from '../review-options';
import { EXIT, type ExitCode, type Session } from '../session';

/** How an inventory can be printed. */
export const INVENTORY_FORMATS = ['text', 'json', 'csv'] as const;

/** Options of `taxiway exceptions`. */
export interface InventoryOptions extends ExceptionOptions {
  readonly format: (typeof INVENTORY_FORMATS)[number];
}

/** Adds the command to the command line. */
export function addExceptions(program: Command, session: Session, end: (code: ExitCode) => void): Command {
  return addExceptionOptions(
    program.command('exceptions').description('show what is accepted, by whom, and until when'),
  )
    .addOption(new Option('--format <format>', 'how to print').choices(INVENTORY_FORMATS).default('text'))
    .action((options: InventoryOptions) => {
      end(exceptions(session, options));
    });
}

/** Lists every exception of the project, expired ones too. */
export function exceptions(session: Session, options: InventoryOptions): ExitCode {
  const { book, today, ...opened } = openExceptions(session, options);
  const rows = [...book.exceptions].map((exception) => ({ ...exception, expired: isExpired(exception, today) }));
  // Owners are held against environments where something is rendered.
  const mistakes = [...opened.mistakes, ...refuseInvalid(book.exceptions, today, [])];
  if (options.format === 'csv') session.terminal.out(exceptionsCsv(rows));
  else
    print(session, options.format, 'exceptions', { exceptions: rows, mistakes: mistakesJson(mistakes) }, () =>
      rows.length === 0
        ? 'no exceptions'
        : table(
            session.terminal,
            EXCEPTIONS_TABLE.map(([name]) => name),
            rows.map((row) => EXCEPTIONS_TABLE.map(([, cell]) => cell(row))),
            2,
          ),
    );
  if (mistakes.length === 0) return EXIT.done;
  if (options.format !== 'json') printMistakes(session, 'text', 'exceptions', mistakes);
  return EXIT.input;
}
