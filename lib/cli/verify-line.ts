import { Option, type Command } from 'commander';
import type { VerifyOptions } from './commands/verify';

/** What every command line is made of. */
export interface LineParts {
  env(what?: string): Option;
  service(): Option;
  from(): Option;
  format(): Option;
  collect(value: string, before: readonly string[] | undefined): readonly string[];
  examples(...lines: readonly string[]): string;
}

/** Adds the command line of `taxiway verify`. */
export function addVerify(
  program: Command,
  { env, format, collect, examples }: LineParts,
  run: (options: VerifyOptions) => void,
): void {
  program
    .command('verify')
    .description('refuse what is not what was reviewed, or onto what it was reviewed for')
    .requiredOption('--review <file>', 'what taxiway diff --record wrote')
    .requiredOption('--base <base>', 'what is applied now: a commit, a folder that synth wrote, or an archive of one')
    .addOption(env())
    .addOption(
      new Option('--stack <stack>', 'only this stack: platform, spamcheck:grants; may be repeated').argParser(collect),
    )
    .option('--from <dist>', 'what is to be applied (default: dist in the project)')
    .option('--now <time>', 'the time to compare the review with, as RFC 3339; the clock otherwise')
    .option('--provenance <file>', 'write what the files were made of, as an in-toto statement')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'taxiway verify --review review.json --base origin/main',
        'taxiway verify --review review.json --base applied/dist --env production --stack platform',
      ),
    )
    .action(run);
}
