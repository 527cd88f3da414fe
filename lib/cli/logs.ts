import { Option, type Command } from 'commander';
import { COMMANDS } from './commands/lazy';
import type { LogsCheckOptions } from './commands/logs-check';
import { FORMATS, type ExitCode, type Session } from './session';

/** Adds `taxiway logs-check`. */
export function addLogsCheck(
  program: Command,
  { examples }: { readonly examples: (...lines: readonly string[]) => string },
  session: Session,
  end: (code: ExitCode) => void,
): void {
  program
    .command('logs-check')
    .description('hold a captured log against the contract of logs')
    .argument('<file>', "a file of lines, or '-' for standard input")
    .option('--at-least <percent>', 'how many lines have to keep it (default: 95)')
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('text'))
    .addHelpText(
      'after',
      examples('taxiway logs-check captured.log', 'kubectl logs deployment/api | taxiway logs-check -'),
    )
    .action((file: string, options: LogsCheckOptions) => {
      end(COMMANDS.logsCheck(session, file, options));
    });
}
