import { Option, type Command } from 'commander';
import type { InventoryOptions } from './commands/inventory';
import { COMMANDS } from './commands/lazy';
import type { LoadOptions } from './assemblies';
import type { ExitCode, Session } from './session';
import type { LineParts } from './verify-line';

/** Adds the command lines about secrets: `inventory` and `rotate plan`. */
export function addSecrets(program: Command, parts: LineParts, session: Session, end: (code: ExitCode) => void): void {
  addInventory(program, parts, (options) => {
    end(COMMANDS.inventory(session, options));
  });
  addRotate(program, parts, (secret, options) => {
    end(COMMANDS.rotatePlan(session, secret, options));
  });
}

function addInventory(
  program: Command,
  { env, service, from, examples }: LineParts,
  run: (options: InventoryOptions) => void,
): void {
  program
    .command('inventory')
    .description('show every secret: who reads it, who rotates it, and until when it is good')
    .addOption(env())
    .addOption(service())
    .addOption(from())
    .option('--now <day>', 'say what is due, overdue or expired on this day: 2027-01-31')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'csv']).default('text'))
    .addHelpText('after', examples('taxiway inventory --now 2027-01-31', 'taxiway inventory --from dist --format csv'))
    .action(run);
}

function addRotate(
  program: Command,
  { env, service, from, format, examples }: LineParts,
  run: (secret: string, options: LoadOptions) => void,
): void {
  program
    .command('rotate')
    .description('say how a long-lived secret is replaced while it is in use')
    .addHelpText('after', examples('taxiway rotate plan provider-key'))
    .command('plan')
    .description('print the three writes of a rotation, without a value, and what to wait for')
    .argument('<secret>', 'the name of a long-lived secret')
    .addOption(env())
    .addOption(service())
    .addOption(from())
    .addOption(format())
    .addHelpText(
      'after',
      examples('taxiway rotate plan provider-key --env production', 'taxiway rotate plan provider-key --format json'),
    )
    .action(run);
}
