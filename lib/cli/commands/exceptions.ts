import { isExpired } from '../../exceptions/exception';
import { refuseInvalid } from '../../exceptions/apply';
import { EXCEPTIONS_TABLE, exceptionsCsv } from '../../report/exceptions';
import { table } from '../../report/terminal';
import { openExceptions } from '../exceptions';
import { mistakesJson, print, printMistakes } from '../print';
import type { InventoryOptions } from '../exceptions-line';
import { EXIT, type ExitCode, type Session } from '../session';

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
