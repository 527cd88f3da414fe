import type { Command } from 'commander';
import type { CostOptions } from './commands/cost';
import type { LineParts } from './verify-line';

/** Adds the command line of `taxiway cost`. */
export function addCost(
  program: Command,
  { env, service, from, format, examples }: LineParts,
  run: (options: CostOptions) => void,
): void {
  program
    .command('cost')
    .description('show what services, pools and environments cost a month, at list prices')
    .addOption(env())
    .addOption(service())
    .addOption(from())
    .option(
      '--load <part>',
      'the part of the pods beyond the fewest that is expected to run, from 0 to 1 (default: 0.4)',
    )
    .addOption(format())
    .addHelpText('after', examples('taxiway cost', 'taxiway cost --service code-suggestions --load 0.6'))
    .action(run);
}
