import { Option, type Command } from 'commander';
import type { ReachOptions } from './commands/reach';
import type { LineParts } from './verify-line';

/** Adds the command line of `taxiway reach`. */
export function addReach(
  program: Command,
  { env, service, from, examples }: LineParts,
  run: (options: ReachOptions, subject: string | undefined) => void,
): void {
  program
    .command('reach')
    .description('show who can talk to, read or act as what, and which lines allow it')
    .argument('[from]', 'only what this service, workload or place reaches: code-suggestions, internet')
    .option('--to <end>', 'answer whether it reaches this one, and why or why not')
    .addOption(env())
    .addOption(service())
    .addOption(from())
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'matrix', 'json', 'mermaid', 'svg'])
        .default('text'),
    )
    .addHelpText(
      'after',
      examples(
        'taxiway reach --env production',
        'taxiway reach code-suggestions --to spamcheck',
        'taxiway reach --env production --format svg',
      ),
    )
    .action((subject: string | undefined, options: ReachOptions) => {
      run(options, subject);
    });
}
