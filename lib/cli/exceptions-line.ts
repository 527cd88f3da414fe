import { Option, type Command } from 'commander';
import { COMMANDS } from './commands/lazy';
import type { ExceptionOptions } from './exceptions';
import { addExceptionOptions } from './review-options';
import type { ExitCode, Session } from './session';

/** How an inventory can be printed. */
export const INVENTORY_FORMATS = ['text', 'json', 'csv'] as const;

/** Options of `taxiway exceptions`. */
export interface InventoryOptions extends ExceptionOptions {
  readonly format: (typeof INVENTORY_FORMATS)[number];
}

/** Adds the command line of `taxiway exceptions`. */
export function addExceptions(program: Command, session: Session, end: (code: ExitCode) => void): Command {
  return addExceptionOptions(
    program.command('exceptions').description('show what is accepted, by whom, and until when'),
  )
    .addOption(new Option('--format <format>', 'how to print').choices(INVENTORY_FORMATS).default('text'))
    .action((options: InventoryOptions) => {
      end(COMMANDS.exceptions(session, options));
    });
}
