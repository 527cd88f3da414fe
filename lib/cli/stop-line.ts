import { Argument, Option, type Command } from 'commander';
import { STOP_LEVELS } from '../stop/level';
import { COMMANDS } from './commands/lazy';
import type { ExitCode, Session } from './session';
import type { LineParts } from './verify-line';

/** Adds the command lines of `taxiway stop` and `taxiway restore`. */
export function addStop(
  program: Command,
  { env, format, examples }: LineParts,
  session: Session,
  end: (code: ExitCode) => void,
): void {
  const common = (command: Command): Command =>
    command
      .addArgument(new Argument('<service>', 'the service, by its id'))
      .addOption(env('in this environment; needed where it is placed in several'))
      .option('--apply', 'run kubectl and terraform; they are printed otherwise')
      .addOption(new Option('--dry-run', 'record, write and run nothing').conflicts('apply'))
      .option('--from <dist>', 'the rendered tree (default: dist in the project, or here)')
      .option('--context <name>', "of kubectl's configuration (default: gcloud's for the environment's cluster)")
      .addOption(format());
  common(program.command('stop').description('stop a service, and keep it stopped through the next deploys'))
    .addOption(
      new Option('--level <level>', 'drain: no requests; stop: no pods; quarantine: no network, secrets or rights')
        .choices(STOP_LEVELS)
        .makeOptionMandatory(),
    )
    .requiredOption('--why <reason>', 'what everybody reads who wonders')
    .option('--who <name>', 'who stops it (default: who is logged in)')
    .option('--now <time>', 'when, as RFC 3339; the clock otherwise')
    .addHelpText(
      'after',
      examples(
        'taxiway stop spamcheck --env production --level drain --why INC-4711 --apply',
        'taxiway stop spamcheck --env production --level quarantine --why leaked-key --dry-run',
      ),
    )
    .action(async (service: string, options: Parameters<typeof COMMANDS.stop>[2]) => {
      end(await COMMANDS.stop(session, service, options));
    });
  common(program.command('restore').description('bring a stopped service back to what is placed'))
    .addHelpText('after', examples('taxiway restore spamcheck --env production --apply'))
    .action(async (service: string, options: Parameters<typeof COMMANDS.restore>[2]) => {
      end(await COMMANDS.restore(session, service, options));
    });
}
